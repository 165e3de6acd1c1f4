#include <doctest/doctest.h>

#include "actors/sim/sweep.hpp"

using namespace rf;
using namespace rf::sim;

TEST_CASE("a range is two numbers in order") {
    CHECK(read_range("1..300").value().last == 300);
    CHECK(read_range("7..7").value().first == 7);
    for (const char* text : {"", "1", "1..", "..5", "5..4", "1...4", "1..4x", "-1..4", "a..b"}) {
        CAPTURE(text);
        CHECK_FALSE(read_range(text).ok());
    }
}

TEST_CASE("a sweep goes on where its state says, and not with the state of another") {
    sweep_told told;
    told.next = 42;
    told.seeds = 41;
    told.crashes = 99;
    told.broken = {3, 17};
    const std::string text = encode_state({1, 300}, 2, told);
    const auto back = decode_state(text, {1, 300}, 2);
    REQUIRE(back.ok());
    CHECK(back->next == 42);
    CHECK(back->crashes == 99);
    CHECK(back->broken == std::vector<std::uint64_t>{3, 17});
    CHECK_FALSE(decode_state(text, {1, 301}, 2).ok());
    CHECK_FALSE(decode_state(text, {1, 300}, 3).ok());
    CHECK_FALSE(decode_state("", {1, 300}, 2).ok());
    CHECK_FALSE(decode_state(text + "junk\n", {1, 300}, 2).ok());
    told.next = 302;
    CHECK_FALSE(decode_state(encode_state({1, 300}, 2, told), {1, 300}, 2).ok());
}
