// Rows changed behind the log's back, with RocksDB's own checksums intact: only
// the tree can tell. And mistakes planted in the checks, to see them noticed.
#include <doctest/doctest.h>

#include "events/note.hpp"
#include "tests/store/scratch.hpp"

using namespace rf;
using namespace rf::store;
using namespace rf::test;

namespace {

// A log of 600 events in files, and two blobs.
struct damaged_log {
    scratch s;
    std::vector<blob> blobs = {blob_of("a blob"), blob_of("another")};
    std::shared_ptr<disk> on = machine_disk();
    damaged_log() {
        auto log = create(s.log(), "example.com/log").value();
        const byte_vec first = event(0), last = event(599);
        const std::vector<appended> opening = {{first, epoch_mark::opens, 1}},
                                    sealing = {{last, epoch_mark::seals, 1}};
        REQUIRE(log->append(opening, blobs).ok());
        REQUIRE(append_events(*log, 1, 599).ok());
        REQUIRE(log->append(sealing, {}).ok());
        REQUIRE(rocks(log).flush().ok());
    }
    void put(table t, const row_key& key, byte_view value) { put(t, slice(key), value); }
    void put(table t, const rocksdb::Slice& key, byte_view value) {
        std::unique_ptr<database> d;
        manner how;
        how.as = access::write;
        REQUIRE(database::open(on, s.log(), how, d).ok());
        REQUIRE(d->db().Put({}, (*d)[t], key, slice(value)).ok());
    }
    void remove(table t, const rocksdb::Slice& key) {
        std::unique_ptr<database> d;
        manner how;
        how.as = access::write;
        REQUIRE(database::open(on, s.log(), how, d).ok());
        REQUIRE(d->db().Delete({}, (*d)[t], key).ok());
    }
    byte_vec row(table t, const rocksdb::Slice& key) {
        std::unique_ptr<database> d;
        REQUIRE(database::open(on, s.log(), {}, d).ok());
        rocksdb::PinnableSlice v;
        REQUIRE(get(*d, t, key, v).ok());
        return {view_of(v).begin(), view_of(v).end()};
    }
    // A table counts one row more where one is written twice, so counting is
    // left out where the test is about what comes after it.
    result<std::unique_ptr<log_reader>> open_uncounted() {
        on->planted.no_count_check = true;
        return open_read_only(s.log(), {on});
    }
};

result<std::uint64_t> scan_all(const log_reader& log) {
    auto events = log.scan(0, log.head().size, reading::checked);
    if (!events) return events.error();
    for (std::uint64_t n = 0;; ++n) {
        auto more = (*events)->next();
        if (!more) return more.error();
        if (!*more) return n;
    }
}

}  // namespace

TEST_CASE("an event that was changed is found by its number, whatever stands beside it") {
    for (const bool leaf_too : {false, true}) {
        damaged_log d;
        const row_key key = event_key(123);
        byte_vec row = d.row(table::events, slice(key));
        row.back() ^= 1;
        if (leaf_too) {
            const hash32 leaf = leaf_hash(byte_view(row).subspan(32));
            std::copy(leaf.b.begin(), leaf.b.end(), row.begin());
        }
        d.put(table::events, key, row);
        auto log = d.open_uncounted().value();
        const auto found = scan_all(*log);
        REQUIRE_FALSE(found.ok());
        CHECK(found.error().kind == fault_kind::damaged);
        CHECK(found.error().where == "event 123");
        if (!leaf_too) CHECK(log->read(123).error().where == "event 123");
        CHECK(log->read(124).ok());
    }
}

TEST_CASE("planted: a checked scan that does not hash lets a changed event pass") {
    damaged_log d;
    const row_key key = event_key(123);
    byte_vec row = d.row(table::events, slice(key));
    row.back() ^= 1;
    d.put(table::events, key, row);
    d.on->planted.no_leaf_check = true;
    CHECK(scan_all(*d.open_uncounted().value()).value() == 600);
}

TEST_CASE("a changed event among the newest is found when opening") {
    damaged_log d;
    const row_key key = event_key(590);
    byte_vec row = d.row(table::events, slice(key));
    row.back() ^= 1;
    d.put(table::events, key, row);
    CHECK(d.open_uncounted().error().where.starts_with("event 590"));
}

TEST_CASE("a changed tile is found by name") {
    damaged_log d;
    const row_key key = tile_key({0, 1});
    byte_vec row = d.row(table::tiles, slice(key));
    row[100] ^= 1;
    d.put(table::tiles, key, row);
    // Its root is part of the tree's root, so the head cannot be right.
    const auto log = d.open_uncounted();
    REQUIRE_FALSE(log.ok());
    CHECK(log.error().kind == fault_kind::damaged);
}

TEST_CASE("a changed blob is found by name") {
    damaged_log d;
    d.put(table::blobs, slice(byte_view(d.blobs[0].name)), view("other bytes"));
    auto log = d.open_uncounted().value();
    const auto found = log->read_blob(d.blobs[0].name);
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().kind == fault_kind::damaged);
    CHECK(found.error().where == "blob " + hex(d.blobs[0].name));
    CHECK(log->read_blob(d.blobs[1].name).ok());
}

TEST_CASE("rows that are gone are noticed before anything is read") {
    const auto refused = [](auto&& harm) {
        damaged_log d;
        harm(d);
        const auto log = open_read_only(d.s.log());
        REQUIRE_FALSE(log.ok());
        CHECK(log.error().kind == fault_kind::damaged);
        CHECK_FALSE(log.error().where.empty());
        d.on->planted.no_count_check = true;  // planted: without counting it would pass
        CHECK(open_read_only(d.s.log(), {d.on}).ok());
    };
    SUBCASE("a blob") {
        refused([](damaged_log& d) { d.remove(table::blobs, slice(byte_view(d.blobs[0].name))); });
    }
    SUBCASE("a row of the index") {
        refused([](damaged_log& d) { d.remove(table::index, slice(epoch_key('s', 1))); });
    }
    SUBCASE("an event that is in a file") {
        refused([](damaged_log& d) {
            d.remove(table::events, slice(event_key(77)));
            std::unique_ptr<database> db;
            manner how;
            how.as = access::write;
            REQUIRE(database::open(d.on, d.s.log(), how, db).ok());
            REQUIRE(db->db().CompactRange({}, (*db)[table::events], nullptr, nullptr).ok());
        });
    }
}

TEST_CASE("the last events, cut off with all that belongs to them, are missed because of the anchor alone") {
    // An older copy of the tables under a newer anchor: everything in it fits.
    const scratch s;
    auto log = create(s.log(), "example.com/log").value();
    REQUIRE(append_events(*log, 0, 100).ok());
    log.reset();
    std::filesystem::copy(s.log() + "/db", s.path() + "/older", std::filesystem::copy_options::recursive);
    log = std::move(open(s.log()).value().log);
    REQUIRE(append_events(*log, 100, 140).ok());
    log.reset();
    std::filesystem::remove_all(s.log() + "/db");
    std::filesystem::rename(s.path() + "/older", s.log() + "/db");
    const auto gone = open(s.log());
    REQUIRE_FALSE(gone.ok());
    CHECK(gone.error().kind == fault_kind::truncated);
    CHECK(gone.error().what == "events 100 to 139 were acknowledged and are gone");
    auto on = machine_disk();
    on->planted.no_anchor_check = true;  // planted: without the anchor it would pass
    CHECK(open(s.log(), {on}).ok());
}

TEST_CASE("a damaged record that others follow is not taken for a torn one, even above the anchor") {
    const auto damaged_at = [](std::uint64_t number) {
        const scratch s;
        auto log = create(s.log(), "example.com/log").value();
        const std::string anchor = read_text(s.log() + "/anchor");
        for (std::uint64_t n = 0; n < 10; ++n) REQUIRE(append_events(*log, n, n + 1).ok());
        log.reset();
        write_file(s.log() + "/anchor", anchor);  // as if all this had happened within 100 ms
        for (const auto& [path, bytes] : all_files(s.log())) {
            const std::size_t at = bytes.find("this is event " + std::to_string(number));
            if (at == std::string::npos) continue;
            std::string other = bytes;
            other[at] ^= 1;
            write_file(path, other);
        }
        return open(s.log());
    };
    for (std::uint64_t n = 0; n < 9; ++n) {
        const auto found = damaged_at(n);
        REQUIRE_FALSE(found.ok());
        CHECK(found.error().kind == fault_kind::damaged);
        CHECK(found.error().where.find(".log, offset ") != std::string::npos);
    }
    // The last one cannot be told from a write that never ended.
    const auto last = damaged_at(9);
    REQUIRE(last.ok());
    CHECK(last->log->head().size == 9);
    REQUIRE(last->repaired.has_value());
    CHECK(last->repaired->found.size == 9);
    CHECK(last->repaired->acknowledged.size == 0);
}

TEST_CASE("checkpoints that are gone are missed because of the anchor") {
    const scratch s;
    const auto key = key_from_seed("example.com/log", {9});
    auto log = create(s.log(), "example.com/log").value();
    REQUIRE(append_events(*log, 0, 10).ok());
    log.reset();
    std::filesystem::copy(s.log() + "/db", s.path() + "/older", std::filesystem::copy_options::recursive);
    log = std::move(open(s.log()).value().log);
    REQUIRE(
        log->put_checkpoint(10, sign_checkpoint({"example.com/log", 10, log->head().root, {}}, key)).ok());
    log.reset();
    std::filesystem::remove_all(s.log() + "/db");
    std::filesystem::rename(s.path() + "/older", s.log() + "/db");
    const auto gone = open_read_only(s.log());
    REQUIRE_FALSE(gone.ok());
    CHECK(gone.error().kind == fault_kind::truncated);
    CHECK(gone.error().what == "1 acknowledged changes of blobs or checkpoints are gone");
}

TEST_CASE("a log whose tables are another log's is refused") {
    const scratch s;
    for (const char* name : {"/a", "/b"}) {
        auto log = create(s.path() + name, "example.com/log").value();
        REQUIRE(append_events(*log, name[1] == 'a' ? 0 : 1000, name[1] == 'a' ? 50 : 1060).ok());
        if (name[1] == 'b') REQUIRE(append_events(*log, 2000, 2001).ok());
    }
    std::filesystem::remove_all(s.path() + "/a/db");
    std::filesystem::rename(s.path() + "/b/db", s.path() + "/a/db");
    const auto other = open_read_only(s.path() + "/a");
    REQUIRE_FALSE(other.ok());
    CHECK(other.error().what == "the tree has another root than was acknowledged");
}

TEST_CASE("verifying everything finds a changed index row that counting cannot see") {
    damaged_log d;
    const byte_vec past_the_end = {0, 0, 0, 0, 0, 0, 9, 9};
    d.put(table::index, epoch_key('s', 1), past_the_end);
    d.on->planted.no_count_check = true;
    const auto found = verify_all(d.s.log(), {}, {d.on});
    REQUIRE_FALSE(found.ok());
    CHECK(found.error().what == "an epoch lies where it cannot");
}
