#include "actors/chain/subtensor/era.hpp"

#include <doctest/doctest.h>

namespace rf::subtensor {
namespace {

byte_vec encoded(const era& e) {
    scale_writer w;
    put_era(w, e);
    return std::move(w.out);
}

// The examples are those of Substrate's own tests (sp_runtime::generic::era).
TEST_CASE("eras begin, are rounded and written as Substrate does it") {
    CHECK(mortal_era(64, 42) == era{64, 42});
    CHECK(mortal_era(32768, 20000) == era{32768, 20000});
    CHECK(mortal_era(200, 513) == era{256, 1});
    CHECK(mortal_era(2, 1) == era{4, 1});
    CHECK(mortal_era(4, 5) == era{4, 1});
    CHECK(mortal_era(1000000, 1000001) == era{65536, 1000001 % 65536 / 16 * 16});
    CHECK(encoded({}) == byte_vec{0});
    CHECK(encoded(mortal_era(64, 42)) == byte_vec{5 + 42 % 16 * 16, 42 / 16});
    CHECK(encoded(mortal_era(32768, 20000)) == byte_vec{14 + 2500 % 16 * 16, 2500 / 16});
}

TEST_CASE("an era lives from its birth up to its death") {
    const era e = mortal_era(4, 6);
    for (std::uint64_t now = 6; now < 10; ++now) {
        CHECK(e.birth(now) == 6);
        CHECK(e.death(now) == 10);
    }
    CHECK(e.birth(10) == 10);
    CHECK(e.birth(1) == 2);  // before the first of its phase
    CHECK(era{}.birth(17) == 0);
    CHECK(era{}.death(17) == 0xffffffffffffffff);
}

TEST_CASE("of all two bytes those are eras that come back as they are") {
    unsigned eras = 0;
    for (unsigned both = 0; both < 65536; ++both) {
        const byte_vec bytes{std::uint8_t(both), std::uint8_t(both >> 8)};
        scale_reader r(bytes);
        const era e = take_era(r);
        if (!r.ok()) continue;
        const byte_view taken = r.between(0, r.at());
        CHECK(encoded(e) == byte_vec(taken.begin(), taken.end()));
        eras += e.is_mortal() ? 1 : 0;
    }
    // Of each period from 4 to 65536 one era a phase, in at most 4096 steps; a
    // first byte of 0 would be immortal, but the low four bits are never 0.
    unsigned expected = 0;
    for (unsigned period = 4; period <= 65536; period *= 2) expected += period < 4096 ? period : 4096;
    CHECK(eras == expected);
}

TEST_CASE("the signed block is never after the current one, and at most a period ago") {
    for (std::uint64_t period = 4; period <= 65536; period *= 4) {
        for (std::uint64_t now = 200000; now < 200100; ++now) {
            const era e = mortal_era(period, now);
            CHECK(e.birth(now) <= now);
            CHECK(now - e.birth(now) < (period > 4096 ? period >> 12 : 1));
            CHECK(e.death(now) == e.birth(now) + period);
        }
    }
}

}  // namespace
}  // namespace rf::subtensor
