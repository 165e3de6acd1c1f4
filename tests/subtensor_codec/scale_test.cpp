#include "actors/chain/subtensor/scale.hpp"

#include <doctest/doctest.h>

#include <random>

namespace rf::subtensor {
namespace {

byte_vec compact(uint128 n) {
    scale_writer w;
    w.compact(n);
    return std::move(w.out);
}

// The examples of the specification (Polkadot's, and parity-scale-codec's).
TEST_CASE("compact numbers are written as the specification shows them") {
    const std::pair<std::uint64_t, const char*> examples[] = {{0, "00"},
                                                              {1, "04"},
                                                              {42, "a8"},
                                                              {63, "fc"},
                                                              {64, "0101"},
                                                              {69, "1501"},
                                                              {16383, "fdff"},
                                                              {16384, "02000100"},
                                                              {65535, "feff0300"},
                                                              {(1u << 30) - 1, "feffffff"},
                                                              {1u << 30, "0300000040"},
                                                              {0xffffffff, "03ffffffff"},
                                                              {1ull << 32, "070000000001"},
                                                              {100000000000000, "0b00407a10f35a"},
                                                              {0xffffffffffffffff, "13ffffffffffffffff"}};
    for (const auto& [n, expected] : examples) {
        CHECK(hex(compact(n)) == expected);
        const byte_vec bytes = *from_hex(expected);
        scale_reader r(bytes);
        CHECK(r.compact() == n);
        CHECK(r.finish());
    }
    CHECK(hex(compact(~uint128(0))) == "33ffffffffffffffffffffffffffffffff");
}

TEST_CASE("a compact number that is longer than it must be is refused") {
    for (const char* longer : {"0100", "fd00", "02000000", "fe000000", "0300000000", "03ffffff3f",
                               "070000004000", "130000000000000000", "33ffffffffffffffffffffffffffffff00"}) {
        CAPTURE(longer);
        const byte_vec bytes = *from_hex(longer);
        scale_reader r(bytes);
        r.compact();
        CHECK_FALSE(r.ok());
    }
}

TEST_CASE("a compact number must fit into what it stands for") {
    const byte_vec bytes = compact(256);
    scale_reader narrow(bytes), wide(bytes);
    narrow.compact(1);
    CHECK_FALSE(narrow.ok());
    CHECK(wide.compact(2) == 256);
    const byte_vec beyond = *from_hex("37" + std::string(34, 'f'));  // 17 bytes
    scale_reader r(beyond);
    r.compact();
    CHECK_FALSE(r.ok());
}

TEST_CASE("vectors, texts and options are read as the specification writes them") {
    const byte_vec numbers = *from_hex("18040008000f00100017002a00");
    scale_reader r(numbers);
    REQUIRE(r.length(2) == 6);
    for (const unsigned n : {4u, 8u, 15u, 16u, 23u, 42u}) CHECK(r.number<std::uint16_t>() == n);
    CHECK(r.finish());
    const byte_vec text = *from_hex("205343414c45e299a1");
    scale_reader t(text);
    CHECK(t.text() == "SCALE\xe2\x99\xa1");
    CHECK(t.finish());
    const byte_vec options = *from_hex("01000102");
    scale_reader o(options);
    CHECK(o.option());
    CHECK_FALSE(o.option());
    CHECK(o.option());
    o.option();
    CHECK_FALSE(o.ok());
    const byte_vec broken = *from_hex("08c328");
    scale_reader b(broken);
    b.text();
    CHECK_FALSE(b.ok());
}

TEST_CASE("no length is believed that the bytes cannot hold") {
    const byte_vec lies = *from_hex("feffffff0102");
    scale_reader r(lies);
    r.length(1);
    REQUIRE_FALSE(r.ok());
    CHECK(r.error().text() == "byte 4: a count of 1073741823 where 2 bytes are left");
    CHECK(r.number<std::uint64_t>() == 0);
    CHECK(r.raw(1).empty());
    CHECK(r.length() == 0);
    CHECK(r.text().empty());
}

TEST_CASE("a reader fails once, says where, and leftovers are a fault") {
    const byte_vec three{1, 2, 3};
    scale_reader r(three);
    r.number<std::uint8_t>();
    CHECK(r.finish().error().where == "byte 1");
    r.number<std::uint32_t>();
    CHECK(r.error().where == "byte 1");
}

TEST_CASE("any number comes back from its compact form, and no other bytes mean it") {
    std::mt19937_64 dice(5);
    for (int i = 0; i < 20000; ++i) {
        const uint128 n = (uint128(dice()) << 64 | dice()) >> (dice() % 128);
        const byte_vec bytes = compact(n);
        scale_reader r(bytes);
        CHECK(r.compact() == n);
        CHECK(r.finish());
        // What is read from random bytes is written as those bytes.
        byte_vec noise(1 + dice() % 18);
        for (auto& b : noise) b = std::uint8_t(dice());
        scale_reader any(noise);
        const uint128 m = any.compact();
        if (!any.ok()) continue;
        const byte_view taken = any.between(0, any.at());
        CHECK(compact(m) == byte_vec(taken.begin(), taken.end()));
    }
}

}  // namespace
}  // namespace rf::subtensor
