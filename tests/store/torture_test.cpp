// The torture itself: that its disk breaks as it should, that the store
// survives it, and that it notices a store that does not.
#include <doctest/doctest.h>

#include "tests/store/scratch.hpp"
#include "tests/torture/breaking_disk.hpp"
#include "tests/torture/trials.hpp"

using namespace rf;
using namespace rf::torture;

namespace {

struct small_disk {
    std::shared_ptr<breaking_disk> files = std::make_shared<breaking_disk>();
    std::unique_ptr<rocksdb::FSWritableFile> file;
    small_disk() {
        REQUIRE(files->CreateDir("/d", {}, nullptr).ok());
        REQUIRE(files->NewWritableFile("/d/f", {}, &file, nullptr).ok());
    }
    void append(const std::string& text) { REQUIRE(file->Append(text, {}, nullptr).ok()); }
    void sync() { REQUIRE(file->Sync({}, nullptr).ok()); }
    void sync_directory() {
        std::unique_ptr<rocksdb::FSDirectory> d;
        REQUIRE(files->NewDirectory("/d", {}, &d, nullptr).ok());
        REQUIRE(d->Fsync({}, nullptr).ok());
    }
};

// The power trials of some seeds, with a mistake planted in the store.
bool any_power_trial_fails(const store::planted_mistakes& planted) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        if (!power_trial(seed, planted).wrong.empty()) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a power loss keeps what was synced, and any part of what was not") {
    bool lost = false, kept = false, torn = false;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        small_disk d;
        d.append("synced");
        d.sync();
        d.sync_directory();
        d.append(std::string(2000, 'x'));
        const auto left = d.files->after_power_loss(seed)->contents();
        const std::string found(chars(left.at("/d/f")));
        CHECK(found.substr(0, 6) == "synced");
        lost = lost || found.size() == 6;
        kept = kept || found == "synced" + std::string(2000, 'x');
        torn = torn || (found.size() > 6 && found.find_first_not_of('x', 6) != std::string::npos);
    }
    CHECK(lost);
    CHECK(kept);
    CHECK(torn);
}

TEST_CASE("a power loss may take a name that its directory was not synced for") {
    bool lost = false, kept = false;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        small_disk d;
        d.append("synced");
        d.sync();
        const auto left = d.files->after_power_loss(seed)->contents();
        (left.contains("/d/f") ? kept : lost) = true;
    }
    CHECK(lost);
    CHECK(kept);
}

TEST_CASE("after a failed sync, later syncs report success and save nothing") {
    bool lost = false;
    for (std::uint64_t seed = 0; seed < 50 && !lost; ++seed) {
        small_disk d;
        d.sync_directory();
        d.append("precious");
        d.files->plan(1, breaking::eio_once, seed);
        CHECK_FALSE(d.file->Sync({}, nullptr).ok());
        d.sync();
        const auto left = d.files->after_power_loss(seed)->contents();
        lost = chars(left.at("/d/f")) != "precious";
    }
    CHECK(lost);
}

TEST_CASE("power losses take nothing that was acknowledged") {
    for (std::uint64_t seed = 0; seed < 25; ++seed) {
        const verdict v = power_trial(seed);
        INFO("again: rf-torture " << v.again);
        CHECK(v.wrong == "");
    }
}

TEST_CASE("planted: a store that does not sync its log is caught") {
    store::planted_mistakes planted;
    planted.no_wal_sync = true;
    CHECK(any_power_trial_fails(planted));
}

TEST_CASE("a flipped bit in any sixtieth byte is reported or harmless") {
    flip_plan plan;
    plan.only_each = 61;
    const verdict v = flip_trials(plan);
    INFO("again: rf-torture " << v.again);
    CHECK(v.wrong == "");
    CHECK(v.met.at("reported by name") > 50);
    CHECK(v.met.at("reported by file") > 50);
}

TEST_CASE("planted: without counting, flipped bits of the MANIFEST pass unreported") {
    store::planted_mistakes planted;
    planted.no_count_check = true;
    flip_plan plan;
    plan.file = "MANIFEST";
    CHECK(flip_trials(plan).wrong == "");
    plan.every_bit = true;
    CHECK(flip_trials(plan, planted).wrong != "");
}

TEST_CASE("planted: without the anchor, flipped bits of RocksDB's log pass unreported") {
    store::planted_mistakes planted;
    planted.no_anchor_check = true;
    flip_plan plan;
    plan.file = ".log";
    const verdict well = flip_trials(plan);
    CHECK(well.wrong == "");
    CHECK(well.met.at("bytes") > 500);
    CHECK(flip_trials(plan, planted).wrong != "");
}
