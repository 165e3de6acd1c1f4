// hashers: the hashes that storage keys and payloads are made of.
#pragma once

#include <array>

#include "events/bytes.hpp"

namespace rf::subtensor {

std::array<std::uint8_t, 8> twox_64(byte_view b);    // XXH64 with seed 0, little-endian
std::array<std::uint8_t, 16> twox_128(byte_view b);  // with seeds 0 and 1
std::array<std::uint8_t, 32> twox_256(byte_view b);  // with seeds 0 to 3
std::array<std::uint8_t, 16> blake2_128(byte_view b);
hash32 blake2_256(byte_view b);

}  // namespace rf::subtensor
