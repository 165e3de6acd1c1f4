#include "events/store/anchor.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <thread>

#include "events/store/anchor_keeper.hpp"
#include "tests/store/scratch.hpp"
#include "tests/torture/breaking_disk.hpp"

using namespace rf;
using namespace rf::store;

namespace {

tally at(std::uint64_t n) {
    return {n, {n * 10, sha256(view(std::to_string(n)))}, n / 2, n / 3};
}

struct on_memory {
    std::shared_ptr<torture::breaking_disk> files = std::make_shared<torture::breaking_disk>();
    disk on{files};
    on_memory() {
        REQUIRE(make_directory(on, "/log").ok());
        REQUIRE(create_anchor(on, "/log", at(0)).ok());
    }
    tally read() { return read_anchor(on, "/log").value().what; }
};

}  // namespace

TEST_CASE("the anchor is the last one written, also after it is opened again") {
    on_memory m;
    CHECK(m.read() == at(0));
    for (std::uint64_t n = 1; n < 7; ++n) {
        auto file = anchor_file::open(m.on, "/log").value();
        REQUIRE(file.write(at(n)).ok());
        CHECK(m.read() == at(n));
    }
}

TEST_CASE("one damaged slot leaves the other, two leave a fault") {
    on_memory m;
    auto file = anchor_file::open(m.on, "/log").value();
    REQUIRE(file.write(at(1)).ok());  // slot 0; the one before is in slot 1
    for (std::size_t byte = 0; byte < 112; ++byte) {
        m.files->flip("/log/anchor", byte, byte % 8);
        CHECK(m.read() == at(0));
        m.files->flip("/log/anchor", byte, byte % 8);
        m.files->flip("/log/anchor", anchor_page + byte, byte % 8);
        CHECK(m.read() == at(1));
        m.files->flip("/log/anchor", anchor_page + byte, byte % 8);
    }
    m.files->flip("/log/anchor", 3, 0);
    m.files->flip("/log/anchor", anchor_page + 3, 0);
    const auto none = read_anchor(m.on, "/log");
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().kind == fault_kind::damaged);
    CHECK(none.error().where == "file anchor");
    m.files->remove("/log/anchor");
    CHECK(read_anchor(m.on, "/log").error().kind == fault_kind::damaged);
}

TEST_CASE("a write torn by a power loss leaves the anchor before it or the new one") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        on_memory m;
        auto file = anchor_file::open(m.on, "/log").value();
        REQUIRE(file.write(at(1)).ok());
        m.files->plan(1 + seed % 2, torture::breaking::power, seed);
        CHECK_FALSE(file.write(at(2)).ok());
        disk left(m.files->after_power_loss(seed));
        const auto found = read_anchor(left, "/log");
        INFO("seed " << seed);
        REQUIRE(found.ok());
        CHECK((found->what == at(1) || found->what == at(2)));
    }
}

TEST_CASE("the keeper writes the anchor soon by itself, and at once when asked") {
    on_memory m;
    anchor_keeper keeper(anchor_file::open(m.on, "/log").value(), at(0), false);
    REQUIRE(keeper.post(at(1)).ok());
    REQUIRE(keeper.settle().ok());
    CHECK(m.read() == at(1));
    REQUIRE(keeper.post(at(2)).ok());
    for (int i = 0; i < 500 && m.read() == at(1); ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(m.read() == at(2));
}

TEST_CASE("the keeper writes what waits when it ends, unless the store has failed") {
    on_memory m;
    {
        anchor_keeper keeper(anchor_file::open(m.on, "/log").value(), at(0), false);
        REQUIRE(keeper.post(at(1)).ok());
    }
    CHECK(m.read() == at(1));
    {
        anchor_keeper keeper(anchor_file::open(m.on, "/log").value(), at(1), false);
        REQUIRE(keeper.post(at(2)).ok());
        keeper.give_up();
        CHECK_FALSE(keeper.settle().ok());
    }
    CHECK(m.read() == at(1));
}

TEST_CASE("after a failed sync the keeper says so to everyone, and writes no more") {
    on_memory m;
    anchor_keeper keeper(anchor_file::open(m.on, "/log").value(), at(0), false);
    m.files->plan(2, torture::breaking::eio_once, 1);  // the sync after the write
    REQUIRE(keeper.post(at(1)).ok());
    CHECK_FALSE(keeper.settle().ok());
    CHECK(keeper.stopped().has_value());
    CHECK_FALSE(keeper.post(at(2)).ok());
    CHECK_FALSE(keeper.settle().ok());
    const auto calls = m.files->calls();
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    CHECK(m.files->calls() == calls);
}
