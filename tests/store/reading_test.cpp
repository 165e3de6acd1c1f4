// Readers beside a writer, and what a writer owes to those who wait.
#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "events/note.hpp"
#include "events/store/anchor.hpp"
#include "tests/store/scratch.hpp"

using namespace rf;
using namespace rf::test;

TEST_CASE("a reader that opens while a writer appends and flushes sees a whole prefix") {
    const scratch s;
    auto log = store::create(s.log(), "example.com/log", {nullptr, false, 256 << 10}).value();
    std::atomic<std::uint64_t> acknowledged = 0;
    std::atomic<bool> stop = false;
    std::string failed;
    std::thread writer([&] {
        for (std::uint64_t n = 0; !stop; n += 37) {
            auto h = append_events(*log, n, n + 37);
            if (!h) {
                failed = h.error().text();
                return;
            }
            acknowledged = h->size;
            if (n % 10 == 0 && !rocks(log).flush()) failed = "flush";
            // A writer that flushes without a breath merges files faster than a
            // sanitized reader can open them.
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
    });
    for (int i = 0; i < 40; ++i) {
        const std::uint64_t before = acknowledged;
        auto reader = store::open_read_only(s.log());
        REQUIRE_MESSAGE(reader.ok(), reader.error().text());
        const std::uint64_t size = (*reader)->head().size;
        CHECK(size >= before);
        auto events = (*reader)->scan(size > 500 ? size - 500 : 0, size, reading::checked).value();
        for (;;) {
            auto more = events->next();
            REQUIRE_MESSAGE(more.ok(), more.error().text());
            if (!*more) break;
            CHECK(bytes_of(chars(events->bytes())) == event(events->number()));
        }
    }
    stop = true;
    writer.join();
    CHECK(failed == "");
}

TEST_CASE("a cursor sees the head at which it was opened") {
    const scratch s;
    auto log = store::create(s.log(), "example.com/log").value();
    REQUIRE(append_events(*log, 0, 300).ok());
    auto events = log->scan(0, ~0ull, reading::checked).value();
    REQUIRE(append_events(*log, 300, 900).ok());
    REQUIRE(rocks(log).flush().ok());
    std::uint64_t n = 0;
    while (events->next().value()) ++n;
    CHECK(n == 300);
}

TEST_CASE("settle and put_checkpoint return with the anchor of the head on disk") {
    const scratch s;
    const auto key = key_from_seed("example.com/log", {9});
    const auto on = store::machine_disk();
    auto log = store::create(s.log(), "example.com/log").value();
    const auto anchor = [&] { return store::read_anchor(*on, s.log()).value().what; };
    for (std::uint64_t n = 0; n < 10; ++n) {
        REQUIRE(append_events(*log, n, n + 1).ok());
        REQUIRE(log->settle().ok());
        CHECK(anchor().at == log->head());
        REQUIRE(append_events(*log, n, n + 1).ok());
        const std::string note =
            sign_checkpoint({"example.com/log", log->head().size, log->head().root, {}}, key);
        REQUIRE(log->put_checkpoint(log->head().size, note).ok());
        CHECK(anchor().at == log->head());
        CHECK(anchor().index_rows == n + 1);
    }
}

TEST_CASE("closing writes the anchor, and so does opening what a crash has left ahead of it") {
    const scratch s;
    const auto on = store::machine_disk();
    const auto anchor = [&] { return store::read_anchor(*on, s.log()).value().what.at; };
    auto log = store::create(s.log(), "example.com/log").value();
    REQUIRE(append_events(*log, 0, 10).ok());
    const head ten = log->head();
    log.reset();
    CHECK(anchor() == ten);
    const std::string older = read_text(s.log() + "/anchor");
    log = std::move(store::open(s.log()).value().log);
    REQUIRE(append_events(*log, 10, 20).ok());
    const head twenty = log->head();
    log.reset();
    write_file(s.log() + "/anchor", older);  // as if killed before the anchor was written
    CHECK(anchor() == ten);
    log = std::move(store::open(s.log()).value().log);
    CHECK(log->head() == twenty);
    CHECK(anchor() == twenty);
}

TEST_CASE("a blob that was pruned is missing, and may come again") {
    const scratch s;
    auto log = store::create(s.log(), "example.com/log").value();
    const std::vector<blob> blobs = {blob_of("one"), blob_of("two"), blob_of("one")};
    for (int round = 0; round < 4; ++round) {
        REQUIRE(append_events(*log, 0, 1, blobs).ok());
        if (round % 2 == 0) REQUIRE(rocks(log).flush().ok());
        const std::vector<hash32> names = {blobs[0].name, blobs[0].name, sha256(view("nobody's"))};
        CHECK(log->prune(names).value() == 1);
        CHECK(log->prune(names).value() == 0);
        CHECK_FALSE(log->has_blob(blobs[0].name).value());
        CHECK(log->read_blob(blobs[0].name).error().kind == fault_kind::missing);
        CHECK(log->read_blob(blobs[1].name).value() == bytes_of("two"));
        if (round % 2 == 1) REQUIRE(rocks(log).compact().ok());
        log.reset();
        log = std::move(store::open(s.log()).value().log);
    }
    REQUIRE(append_events(*log, 0, 1, blobs).ok());
    CHECK(log->read_blob(blobs[0].name).value() == bytes_of("one"));
    log.reset();
    CHECK(store::verify_all(s.log()).value().blobs == 2);
}

TEST_CASE("the largest events and blobs are taken, larger ones refused") {
    const scratch s;
    auto log = store::create(s.log(), "example.com/log").value();
    byte_vec big(most_event_bytes, 7);
    const std::vector<appended> fits = {{big}};
    CHECK(log->append(fits, {}).ok());
    CHECK(log->read(0).value() == big);
    big.push_back(7);
    const std::vector<appended> too_big = {{big}};
    CHECK(log->append(too_big, {}).error().kind == fault_kind::refused);
    blob b;
    b.bytes.assign(most_blob_bytes, 3);
    b.name = sha256(b.bytes);
    CHECK(log->append({}, {&b, 1}).ok());
    CHECK(log->read_blob(b.name).value() == b.bytes);
    b.bytes.push_back(3);
    b.name = sha256(b.bytes);
    CHECK(log->append({}, {&b, 1}).error().kind == fault_kind::refused);
    CHECK(log->head().size == 1);
}
