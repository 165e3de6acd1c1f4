#include "actors/chain/subtensor/era.hpp"

#include <algorithm>
#include <bit>
#include <limits>

namespace rf::subtensor {
namespace {

constexpr std::uint64_t shortest = 4, longest = 1 << 16;

std::uint64_t step(std::uint64_t period) { return std::max<std::uint64_t>(period >> 12, 1); }

}  // namespace

std::uint64_t era::birth(std::uint64_t current) const {
    if (!is_mortal()) return 0;
    return (std::max(current, phase) - phase) / period * period + phase;
}

std::uint64_t era::death(std::uint64_t current) const {
    return is_mortal() ? birth(current) + period : std::numeric_limits<std::uint64_t>::max();
}

era mortal_era(std::uint64_t blocks, std::uint64_t current) {
    const std::uint64_t period = std::bit_ceil(std::clamp(blocks, shortest, longest));
    return {period, current % period / step(period) * step(period)};
}

void put_era(scale_writer& w, const era& e) {
    if (!e.is_mortal()) {
        w.number(std::uint8_t(0));
        return;
    }
    RF_REQUIRE(std::has_single_bit(e.period) && e.period >= shortest && e.period <= longest &&
               e.phase < e.period);
    const unsigned size = unsigned(std::clamp(std::countr_zero(e.period) - 1, 1, 15));
    w.number(std::uint16_t(size | e.phase / step(e.period) << 4));
}

era take_era(scale_reader& r) {
    const auto first = r.number<std::uint8_t>();
    if (first == 0) return {};
    const unsigned both = first | unsigned(r.number<std::uint8_t>()) << 8;
    era e;
    e.period = std::uint64_t(2) << (both & 15);
    e.phase = (both >> 4) * step(e.period);
    if (e.period < shortest || e.phase >= e.period) r.fail("an era that is none");
    return r.ok() ? e : era{};
}

}  // namespace rf::subtensor
