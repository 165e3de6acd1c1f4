// ss58: an account as people write it: base58 with a network prefix and checksum.
//
//     base58( prefix (1 or 2 bytes) || public key (32) || checksum (2) )
//     checksum = the first bytes of BLAKE2b-512("SS58PRE" || prefix || key)
//
// One spelling an address: decoding refuses anything that encoding would not
// write. Prefixes go from 0 to 16383, those below 64 in one byte; 42 is any network.
#pragma once

#include <string>
#include <string_view>

#include "events/account.hpp"
#include "events/result.hpp"

namespace rf {

constexpr std::uint16_t any_network = 42;
constexpr std::uint16_t most_ss58_prefix = 16383;

struct ss58_address {
    std::uint16_t prefix = any_network;
    std::array<std::uint8_t, 32> public_key{};
};

// A prefix above 16383 stops the process.
std::string encode_ss58(const std::array<std::uint8_t, 32>& public_key, std::uint16_t prefix = any_network);
result<ss58_address> decode_ss58(std::string_view text);

// An sr25519 account's address with prefix 42, and back; a fault for any other prefix.
std::string ss58_of(const account& who);
result<account> account_from_ss58(std::string_view text);

}  // namespace rf
