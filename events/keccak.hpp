// keccak: the permutation keccak-f[1600], and SHA3-256 on it.
//
// The state is 25 lanes of 64 bits, little-endian, as FIPS 202 lays them out.
#pragma once

#include <array>
#include <initializer_list>

#include "events/bytes.hpp"

namespace rf {

using keccak_state = std::array<std::uint64_t, 25>;
void keccak_f1600(keccak_state& lanes);

hash32 sha3_256(std::initializer_list<byte_view> parts);
inline hash32 sha3_256(byte_view data) { return sha3_256({data}); }

}  // namespace rf
