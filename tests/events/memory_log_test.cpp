#include "events/memory_log.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "tests/events/naive_tree.hpp"

using namespace rf;

namespace {

std::string event_text(std::uint64_t i) { return "event " + std::to_string(i); }

// Appends the events of numbered_tree, in batches.
void fill(memory_log& log, std::uint64_t size, std::uint64_t batch) {
    while (log.head().size < size) {
        std::vector<std::string> texts;
        for (std::uint64_t i = log.head().size; i < size && texts.size() < batch; ++i) texts.push_back(event_text(i));
        std::vector<appended> events;
        for (const std::string& t : texts) events.push_back({view(t)});
        REQUIRE(log.append(events, {}));
    }
}

result<head> add(memory_log& log, byte_view bytes, epoch_mark mark = epoch_mark::none, std::uint32_t epoch = 0) {
    const appended one{bytes, mark, epoch};
    return log.append({&one, 1}, {});
}

blob blob_of(std::string_view content) {
    const byte_view v = view(content);
    return {sha256(v), {v.begin(), v.end()}};
}

// The numbers a scan gives, and the fault that ended it.
std::pair<std::vector<std::uint64_t>, std::optional<fault>> scanned(const memory_log& log, std::uint64_t from,
                                                                    std::uint64_t to, reading how) {
    std::vector<std::uint64_t> numbers;
    auto cursor = log.scan(from, to, how);
    REQUIRE(cursor);
    for (;;) {
        const auto more = (*cursor)->next();
        if (!more) return {numbers, more.error()};
        if (!*more) return {numbers, std::nullopt};
        numbers.push_back((*cursor)->number());
        CHECK(chars((*cursor)->bytes()) == event_text(numbers.back()));
    }
}

}  // namespace

TEST_CASE("a log in memory has the tree's root, whatever the batches were") {
    auto tree = test::numbered_tree(1000);
    for (std::uint64_t batch : {1, 7, 64, 1000}) {
        memory_log log;
        CHECK(log.head() == head{0, empty_root()});
        fill(log, 1000, batch);
        CHECK(log.head() == head{1000, tree.root(1000)});
        const auto p = inclusion_proof(777, 1000, log.tree());
        REQUIRE(p);
        CHECK(*p == tree.path(777, 0, 1000));
    }
}

TEST_CASE("events come back by number and in order, cut at the head") {
    memory_log log;
    fill(log, 600, 64);
    CHECK(chars(log.read(599).value()) == "event 599");
    CHECK(log.read(600).error().kind == fault_kind::missing);
    for (reading how : {reading::checked, reading::plain}) {
        CHECK(scanned(log, 0, 600, how).first.size() == 600);
        CHECK(scanned(log, 590, UINT64_MAX, how).first.size() == 10);
        CHECK(scanned(log, 10, 12, how).first == std::vector<std::uint64_t>{10, 11});
        CHECK(scanned(log, 12, 10, how).first.empty());
        CHECK(scanned(log, 600, 700, how).first.empty());
    }
}

TEST_CASE("a damaged event is a fault with its number, and a checked scan stops before it") {
    memory_log log;
    fill(log, 600, 64);
    log.stored_event(300)[2] ^= 1;
    const auto one = log.read(300);
    REQUIRE_FALSE(one);
    CHECK(one.error().kind == fault_kind::damaged);
    CHECK(one.error().where == "event 300");
    CHECK(log.read(299).ok());
    const auto [numbers, fault] = scanned(log, 0, 600, reading::checked);
    CHECK(numbers.size() == 300);
    REQUIRE(fault);
    CHECK(fault->where == "event 300");
    CHECK(scanned(log, 301, 600, reading::checked).first.size() == 299);
}

TEST_CASE("a damaged tile is found by a checked scan and named with its events") {
    memory_log log;
    fill(log, 600, 64);
    log.stored_tile({0, 1})[40] ^= 1;
    const auto [numbers, fault] = scanned(log, 0, 600, reading::checked);
    CHECK(numbers.size() == 256);
    REQUIRE(fault);
    CHECK(fault->where == "tile/0/001, events 256 to 511");
}

TEST_CASE("an event that is empty or over 64 KiB is refused with its whole batch") {
    memory_log log;
    const byte_vec largest(most_event_bytes, 1), larger(most_event_bytes + 1, 1);
    CHECK(add(log, largest).ok());
    const std::vector<appended> batch{{view("good")}, {larger}};
    const auto r = log.append(batch, {});
    REQUIRE_FALSE(r);
    CHECK(r.error().kind == fault_kind::refused);
    CHECK(r.error().where == "event 2");
    CHECK_FALSE(add(log, {}).ok());
    CHECK(log.head().size == 1);
}

TEST_CASE("blobs are kept by their hash, checked when read, and forgotten when pruned") {
    memory_log log;
    const blob good = blob_of("a large reply");
    blob other = good;
    other.bytes[0] ^= 1;
    CHECK(log.append({}, {{other}}).error().kind == fault_kind::refused);
    CHECK_FALSE(log.has_blob(good.name).value());
    CHECK(log.append({}, {{good}}).ok());
    CHECK(log.read_blob(good.name).value() == good.bytes);
    log.stored_blob(good.name)[3] ^= 1;
    CHECK(log.read_blob(good.name).error().kind == fault_kind::damaged);
    const std::vector<hash32> names{good.name, hash32{}};
    CHECK(log.prune(names).value() == 1);
    CHECK(log.read_blob(good.name).error().kind == fault_kind::missing);
    CHECK(log.head().size == 0);
}

TEST_CASE("a batch with one false blob leaves no event behind") {
    memory_log log;
    const appended event{view("event")};
    const std::vector<blob> blobs{blob_of("good"), {hash32{}, {1, 2, 3}}};
    CHECK_FALSE(log.append({&event, 1}, blobs).ok());
    CHECK(log.head() == head{0, empty_root()});
    CHECK_FALSE(log.has_blob(blobs[0].name).value());
}

TEST_CASE("epochs are found by their marks") {
    memory_log log;
    CHECK_FALSE(log.last_epoch().value().has_value());
    CHECK(add(log, view("created")).ok());
    CHECK(add(log, view("opened"), epoch_mark::opens, 5).ok());
    CHECK(log.find_epoch(5).value() == epoch_span{5, 1, std::nullopt});
    CHECK(add(log, view("between")).ok());
    const std::vector<appended> batch{{view("sealed"), epoch_mark::seals, 5}, {view("next"), epoch_mark::opens, 6}};
    CHECK(log.append(batch, {}).ok());
    CHECK(log.find_epoch(5).value() == epoch_span{5, 1, 3});
    CHECK(log.last_epoch().value() == epoch_span{6, 4, std::nullopt});
    CHECK(log.find_epoch(4).error().kind == fault_kind::missing);
}

TEST_CASE("an epoch cannot open twice, inside another, or be sealed unopened") {
    memory_log log;
    CHECK_FALSE(add(log, view("e"), epoch_mark::seals, 1).ok());
    CHECK(add(log, view("e"), epoch_mark::opens, 1).ok());
    CHECK_FALSE(add(log, view("e"), epoch_mark::opens, 2).ok());
    CHECK_FALSE(add(log, view("e"), epoch_mark::seals, 2).ok());
    CHECK(add(log, view("e"), epoch_mark::seals, 1).ok());
    CHECK_FALSE(add(log, view("e"), epoch_mark::seals, 1).ok());
    CHECK_FALSE(add(log, view("e"), epoch_mark::opens, 1).ok());
    CHECK(log.head().size == 2);
}

TEST_CASE("a checkpoint is kept only if it says the root the log has at that size") {
    memory_log log;
    fill(log, 300, 64);
    auto tree = test::numbered_tree(300);
    const signing_key key = key_from_seed("memory/log", {});
    const auto note = [&](std::uint64_t size, const hash32& root) {
        return sign_checkpoint({"memory/log", size, root, {}}, key);
    };
    CHECK(log.newest_checkpoint().error().kind == fault_kind::missing);
    CHECK(log.put_checkpoint(257, note(257, tree.root(257))).ok());
    CHECK(log.put_checkpoint(100, note(100, tree.root(100))).ok());
    CHECK(log.newest_checkpoint().value() == note(257, tree.root(257)));
    CHECK(log.read_checkpoint_at(100).value() == note(100, tree.root(100)));
    CHECK(log.read_checkpoint_at(101).error().kind == fault_kind::missing);
    CHECK_FALSE(log.put_checkpoint(256, note(257, tree.root(257))).ok());
    CHECK_FALSE(log.put_checkpoint(256, note(256, tree.root(255))).ok());
    CHECK_FALSE(log.put_checkpoint(301, note(301, tree.root(300))).ok());
    CHECK_FALSE(log.put_checkpoint(256, "no note").ok());
}
