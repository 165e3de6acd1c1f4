// What was once written is read for ever: the bytes of every format, decoded and
// judged as on the day they were written.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "events/event_json.hpp"
#include "events/sha256.hpp"
#include "replay/audit.hpp"
#include "tests/museum/exhibits.hpp"

using namespace rf;
using namespace rf::museum;

namespace {

std::string hall(unsigned format) {
    const char* source = std::getenv("RF_SOURCE");
    return std::string(source ? source : ".") + "/tests/golden/museum/format-" + std::to_string(format) + "/";
}

const std::vector<std::string> log_names{"every-mechanism", "one-day"};

memory_log hang(const kept_log& kept) {
    memory_log log;
    std::vector<blob> blobs;
    for (const byte_vec& b : kept.blobs) blobs.push_back({sha256(b), b});
    event_decoder decoder;
    for (const byte_vec& bytes : kept.events) {
        const appended one[] = {mark_of(bytes, decoder.read(bytes).value())};
        REQUIRE(log.append(one, blobs).ok());
        blobs.clear();
    }
    for (const auto& [size, note] : kept.notes) REQUIRE(log.put_checkpoint(size, note).ok());
    return log;
}

byte_vec rewritten_from_its_fields(event_reader event) {
    capnp::MallocMessageBuilder message;
    message.setRoot(event);
    auto words = capnp::canonicalize(message.getRoot<schema::Event>().asReader());
    return {words.asBytes().begin(), words.asBytes().end()};
}

}  // namespace

TEST_CASE("every kind of event of every format says what it said, in the same bytes") {
    for (unsigned format = 1; format <= log_format; ++format) {
        CAPTURE(format);
        const auto kept = read_kinds(hall(format) + "kinds.txt");
        event_decoder decoder;
        for (std::size_t i = 0; i < kept.size(); ++i) {
            CAPTURE(kept[i].kind);
            auto event = decoder.check(kept[i].bytes);
            REQUIRE(event.ok());
            CHECK(kind_name(event->which()) == kept[i].kind);
            CHECK(event_json(*event) == kept[i].json);
            CHECK(rewritten_from_its_fields(*event) == kept[i].bytes);
        }
    }
}

TEST_CASE("what format 1 grew by says what it said, and without it an event has the bytes it always had") {
    const auto kept = read_kinds(hall(1) + "grown.txt");
    REQUIRE_FALSE(kept.empty());
    event_decoder decoder;
    for (const kept_event& each : kept) {
        CAPTURE(each.kind);
        auto event = decoder.check(each.bytes);
        REQUIRE(event.ok());
        CHECK(event_json(*event) == each.json);
        CHECK(rewritten_from_its_fields(*event) == each.bytes);
    }
    // reply_recorded with the miner's signature (64 bytes), taken off again: the bytes of before.
    capnp::MallocMessageBuilder message;
    message.setRoot(*decoder.check(kept[0].bytes));
    auto bare = message.getRoot<schema::Event>();
    REQUIRE(bare.isReplyRecorded());
    CHECK(bare.getReplyRecorded().getMinerSignature().size() == 64);
    bare.getReplyRecorded().disownMinerSignature();
    for (const kept_event& old : read_kinds(hall(1) + "kinds.txt"))
        if (old.kind == "reply_recorded") CHECK(rewritten_from_its_fields(bare.asReader()) == old.bytes);
}

TEST_CASE("format 1 has 45 kinds, and keeps them all") {
    const auto kept = read_kinds(hall(1) + "kinds.txt");
    REQUIRE(kept.size() >= 45);
    for (std::uint16_t k = 0; k < 45; ++k) {
        CHECK(kept[k].kind == kind_name(*kind_from(k)));
        // The kind's number is in the bytes, where the schema's layout puts it.
        event_decoder decoder;
        CHECK(std::uint16_t(decoder.check(kept[k].bytes)->which()) == k);
    }
}

TEST_CASE("every whole log has the root it had, and its audit agrees from its first event") {
    for (unsigned format = 1; format <= log_format; ++format) {
        for (const std::string& name : log_names) {
            CAPTURE(name);
            const kept_log kept = read_log(hall(format) + name + ".log");
            const memory_log log = hang(kept);
            CHECK(log.head() == kept.at);
            std::uint32_t epochs = 0;
            auto audited = audit_from_genesis(log, {}, [&](const epoch_audit& a) {
                CHECK(a.agrees());
                CHECK(a.checkpoint);
                ++epochs;
            });
            if (!audited) FAIL(audited.error().text());
            CHECK(epochs == (name == "one-day" ? 2 : 5));
        }
    }
}

TEST_CASE("one changed bit of a kept log does not go unseen") {
    kept_log kept = read_log(hall(1) + "one-day.log");
    kept.events[7][16] ^= 1;
    memory_log log;
    event_decoder decoder;
    for (const byte_vec& bytes : kept.events) {
        const appended one[] = {{bytes, epoch_mark::none, 0}};
        REQUIRE(log.append(one, {}).ok());
    }
    CHECK(log.head().root != kept.at.root);
}

// ./museum_test --no-skip --test-case="*takes in*": once, when a format is new.
TEST_CASE("the museum takes in the format of today" * doctest::skip()) {
    const std::string to = hall(log_format);
    REQUIRE_FALSE(std::filesystem::exists(to));
    std::filesystem::create_directories(to);
    std::ofstream(to + "kinds.txt") << write_kinds(every_event());
    for (const kept_log& log : whole_logs()) std::ofstream(to + log.name + ".log") << write_log(log);
}

// ./museum_test --no-skip --test-case="*grew by is taken*": once, when a field is added.
TEST_CASE("what the format grew by is taken into the museum" * doctest::skip()) {
    const std::string file = hall(log_format) + "grown.txt";
    REQUIRE_FALSE(std::filesystem::exists(file));
    std::ofstream(file) << write_kinds(grown_events());
}
