// The store and the log in memory say the same to everything that is asked.
#include <doctest/doctest.h>

#include <random>

#include "events/memory_log.hpp"
#include "events/note.hpp"
#include "tests/store/scratch.hpp"
#include "tests/torture/story.hpp"

using namespace rf;
using namespace rf::test;

namespace {

template <class T>
std::string outcome(const result<T>& r) {
    return r.ok() ? "ok"
                  : std::to_string(int(r.error().kind)) + " " + r.error().what + " / " + r.error().where;
}

struct pair_of_logs {
    scratch s;
    std::unique_ptr<log_writer> stored = store::create(s.log(), "example.com/log").value();
    memory_log memory;
    torture::questions ask;

    void append(const std::vector<byte_vec>& bytes,
                const std::vector<std::pair<epoch_mark, std::uint32_t>>& marks,
                const std::vector<blob>& blobs) {
        std::vector<appended> events;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            events.push_back({bytes[i], marks[i].first, marks[i].second});
        const auto here = stored->append(events, blobs), there = memory.append(events, blobs);
        CHECK(outcome(here) == outcome(there));
        for (const blob& b : blobs) ask.blobs.push_back(b.name);
    }
    void compare() {
        CHECK(torture::tell_everything(*stored, ask).value() ==
              torture::tell_everything(memory, ask).value());
    }
};

}  // namespace

TEST_CASE("random writes, good and bad, have the same outcome and leave the same log") {
    for (const std::uint64_t seed : {1, 2, 3, 4}) {
        INFO("seed " << seed << "; again: store_test -tc='random writes*'");
        pair_of_logs logs;
        std::mt19937_64 dice(seed);
        const auto key = key_from_seed("example.com/log", {9});
        std::vector<blob> known;
        for (int step = 0; step < 60; ++step) {
            std::vector<byte_vec> bytes;
            std::vector<std::pair<epoch_mark, std::uint32_t>> marks;
            for (auto n = dice() % 30; n > 0; --n) {
                bytes.push_back(event(dice()));
                const auto kind = dice() % 20;
                marks.emplace_back(kind == 0   ? epoch_mark::opens
                                   : kind == 1 ? epoch_mark::seals
                                               : epoch_mark::none,
                                   std::uint32_t(step / 4 + int(dice() % 3)));
            }
            if (dice() % 30 == 0 && !bytes.empty()) bytes.back().clear();
            std::vector<blob> blobs;
            for (auto n = dice() % 3; n > 0; --n) {
                blobs.push_back(blob_of(std::to_string(dice() % 40)));
                if (dice() % 20 == 0) blobs.back().bytes.push_back(1);
                known.push_back(blobs.back());
            }
            logs.append(bytes, marks, blobs);
            if (dice() % 5 == 0) {
                std::vector<hash32> names;
                for (const blob& b : known)
                    if (dice() % 4 == 0) names.push_back(b.name);
                const auto here = logs.stored->prune(names), there = logs.memory.prune(names);
                CHECK(here.value() == there.value());
            }
            if (dice() % 4 == 0) {
                checkpoint c{"example.com/log", logs.memory.head().size, logs.memory.head().root, {}};
                if (dice() % 5 == 0) c.size += dice() % 3;
                if (dice() % 5 == 0) c.root.b[0] ^= 1;
                if (dice() % 3 == 0) c.extensions.push_back("once more");
                const std::string note = sign_checkpoint(c, key);
                CHECK(outcome(logs.stored->put_checkpoint(c.size, note)) ==
                      outcome(logs.memory.put_checkpoint(c.size, note)));
                logs.ask.checkpoints.push_back(c.size);
            }
            if (dice() % 10 == 0) CHECK(rocks(logs.stored).flush().ok());
            if (dice() % 25 == 0) CHECK(rocks(logs.stored).compact().ok());
            if (dice() % 10 == 0) {
                logs.stored.reset();
                logs.stored = std::move(store::open(logs.s.log()).value().log);
            }
            if (step % 10 == 9) logs.compare();
        }
        logs.ask.last_epoch = 20;
        logs.compare();
        const auto all = store::verify_all(logs.s.log());
        CHECK(outcome(all) == "ok");
        CHECK(all->at == logs.memory.head());
    }
}

TEST_CASE("what is not there is missing with the same words") {
    pair_of_logs logs;
    logs.append({event(0)}, {{epoch_mark::none, 0}}, {});
    const auto name = sha256(view("nobody's"));
    CHECK(outcome(logs.stored->read(1)) == outcome(logs.memory.read(1)));
    CHECK(outcome(logs.stored->find_epoch(0)) == outcome(logs.memory.find_epoch(0)));
    CHECK(outcome(logs.stored->read_blob(name)) == outcome(logs.memory.read_blob(name)));
    CHECK(outcome(logs.stored->read_checkpoint_at(1)) == outcome(logs.memory.read_checkpoint_at(1)));
    CHECK(outcome(logs.stored->newest_checkpoint()) == outcome(logs.memory.newest_checkpoint()));
    CHECK(outcome(logs.stored->subtree(3, 0)) == outcome(logs.memory.subtree(3, 0)));
    CHECK_FALSE(logs.stored->last_epoch().value().has_value());
}

TEST_CASE("scans are cut at the head, empty where they begin behind it, and the same from anywhere") {
    pair_of_logs logs;
    std::vector<byte_vec> bytes;
    for (std::uint64_t n = 0; n < 700; ++n) bytes.push_back(event(n));
    logs.append(bytes, std::vector<std::pair<epoch_mark, std::uint32_t>>(bytes.size()), {});
    REQUIRE(rocks(logs.stored).flush().ok());
    for (const auto how : {reading::checked, reading::plain}) {
        for (const auto& [from, to] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
                 {0, 700}, {0, 0}, {5, 4}, {255, 257}, {511, 900}, {700, 800}, {699, ~0ull}, {800, 900}}) {
            auto scan = logs.stored->scan(from, to, how).value();
            std::uint64_t n = from;
            while (scan->next().value()) {
                CHECK(scan->number() == n);
                CHECK(bytes_of(chars(scan->bytes())) == event(n));
                ++n;
            }
            CHECK(n == std::max(from, std::min<std::uint64_t>(to, 700)));
            CHECK_FALSE(scan->next().value());
        }
    }
}
