#include <doctest/doctest.h>

#include "actors/sim/disk.hpp"

using namespace rf;
using sim::crash;
using sim::disk;

namespace {

std::array<appended, 1> one(const byte_vec& bytes) {
    return {appended{bytes, epoch_mark::none, 0}};
}

// Three batches of an event each; the second meets what was ordered.
struct three {
    disk d;
    byte_vec a{1}, b{2}, c{3};
    bool write_all() {
        bool all = d.append(one(a), {}).ok();
        all = d.append(one(b), {}).ok() && all;
        return d.append(one(c), {}).ok() && all;
    }
};

}  // namespace

TEST_CASE("a crash before a batch loses that batch, and everything after it") {
    for (const crash how : {crash::before, crash::torn}) {
        three t;
        t.d.crash_at(1, how);
        CHECK_FALSE(t.write_all());
        CHECK(t.d.crashed());
        CHECK(t.d.head().size == 1);
        t.d.power_on();
        CHECK(t.d.take_torn_tail() == (how == crash::torn));
        CHECK_FALSE(t.d.take_torn_tail());
        CHECK(t.d.append(one(t.c), {}).ok());
    }
}

TEST_CASE("a crash after a batch keeps it and tells nobody") {
    three t;
    t.d.crash_at(1, crash::after);
    CHECK_FALSE(t.write_all());
    CHECK(t.d.head().size == 2);
    CHECK(t.d.acknowledged().size == 1);
}

TEST_CASE("a disk that fails is no crash, and takes nothing any more") {
    three t;
    t.d.fail_at(1, sim::disk_failure::full);
    CHECK_FALSE(t.write_all());
    CHECK(t.d.failed());
    CHECK_FALSE(t.d.crashed());
    CHECK(t.d.head().size == 1);
    t.d.power_on();
    CHECK(t.d.append(one(t.c), {}).ok());
}

TEST_CASE("a seal's checkpoint can be lost to a crash that the seal survived") {
    three t;
    t.d.crash_at(3, crash::before);
    REQUIRE(t.write_all());
    CHECK_FALSE(t.d.put_checkpoint(3, "note").ok());
    CHECK(t.d.crashed());
    CHECK(t.d.head().size == 3);
    CHECK_FALSE(t.d.read_checkpoint_at(3).ok());
}

TEST_CASE("a disk that forgets has lost what it acknowledged") {
    three t;
    t.d.forgets_the_last = true;
    t.d.crash_at(2, crash::before);
    CHECK_FALSE(t.write_all());
    CHECK(t.d.acknowledged_leaves().size() == 2);
    CHECK(t.d.head().size == 1);
}
