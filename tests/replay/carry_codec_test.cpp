#include "replay/carry_codec.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "replay/dice.hpp"

using namespace rf;

namespace {
carry some_carry(std::uint64_t seed) {
    std::uint8_t n[8];
    put_be64(n, seed);
    dice d(sha256(byte_view(n, 8)));
    carry c;
    for (std::uint64_t i = d.below(20); i > 0; --i) {
        carry_entry e;
        d.fill(e.who.b.data(), 32);
        e.streak = std::uint32_t(1 + d.below(20));
        e.score = d.unit();
        for (std::uint64_t k = d.below(31); k > 0; --k) e.history.push_back(d.unit());
        e.tier3 = d.unit() / 2;
        e.tier3_epoch = std::uint32_t(d.below(9));
        c.entries.push_back(e);
    }
    std::sort(c.entries.begin(), c.entries.end(), [](auto& a, auto& b) { return a.who < b.who; });
    return c;
}
}  // namespace

TEST_CASE("a carry comes back as it was, and from one value come one set of bytes") {
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        const carry c = some_carry(seed);
        const byte_vec bytes = encode_carry("reasonforge", 1, c);
        auto back = decode_carry(bytes);
        REQUIRE(back.ok());
        CHECK(back->value == c);
        CHECK(back->mechanism == "reasonforge");
        CHECK(encode_carry(back->mechanism, back->version, back->value) == bytes);
    }
}

TEST_CASE("entries that are all zero are not written") {
    carry c = some_carry(3);
    carry with_zero = c;
    with_zero.entries.insert(with_zero.entries.begin(), carry_entry{});
    CHECK(encode_carry("ema_feed", 1, with_zero) == encode_carry("ema_feed", 1, c));
}

TEST_CASE("a carry that is cut, flipped or padded is refused, or is another carry, never a crash") {
    const byte_vec good = encode_carry("aml_ensemble", 1, some_carry(8));
    for (std::size_t cut = 0; cut < good.size(); ++cut) CHECK_FALSE(decode_carry(byte_view(good).first(cut)).ok());
    byte_vec padded = good;
    padded.resize(good.size() + 8);
    CHECK_FALSE(decode_carry(padded).ok());
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        byte_vec bad = good;
        bad[bit / 8] ^= std::uint8_t(1u << bit % 8);
        auto back = decode_carry(bad);
        if (back.ok()) CHECK(encode_carry(back->mechanism, back->version, back->value) == bad);
    }
}

TEST_CASE("numbers that are not finite do not enter a carry") {
    carry c;
    c.entries.push_back({});
    c.entries[0].score = std::numeric_limits<double>::infinity();
    CHECK_FALSE(decode_carry(encode_carry("ema_feed", 1, c)).ok());
}
