#include "actors/chain/subtensor/hashers.hpp"

#include <sodium.h>
#include <xxhash.h>

#include "events/result.hpp"

namespace rf::subtensor {
namespace {

template <std::size_t Bytes>
std::array<std::uint8_t, Bytes> twox(byte_view b) {
    std::array<std::uint8_t, Bytes> out{};
    for (std::size_t seed = 0; seed < Bytes / 8; ++seed) {
        const XXH64_hash_t h = XXH64(b.data(), b.size(), seed);
        for (std::size_t i = 0; i < 8; ++i) out[8 * seed + i] = std::uint8_t(h >> (8 * i));
    }
    return out;
}

template <std::size_t Bytes>
std::array<std::uint8_t, Bytes> blake2(byte_view b) {
    std::array<std::uint8_t, Bytes> out{};
    RF_REQUIRE(crypto_generichash_blake2b(out.data(), out.size(), b.data(), b.size(), nullptr, 0) == 0);
    return out;
}

}  // namespace

std::array<std::uint8_t, 8> twox_64(byte_view b) { return twox<8>(b); }
std::array<std::uint8_t, 16> twox_128(byte_view b) { return twox<16>(b); }
std::array<std::uint8_t, 32> twox_256(byte_view b) { return twox<32>(b); }
std::array<std::uint8_t, 16> blake2_128(byte_view b) { return blake2<16>(b); }
hash32 blake2_256(byte_view b) { return {blake2<32>(b)}; }

}  // namespace rf::subtensor
