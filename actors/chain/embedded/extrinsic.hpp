// extrinsic: what a validator signs and the embedded chain takes in.
//
//   version u8 = 1 | signer (one type byte and its bytes) | signature 64
//   | nonce u64 | era_from u64 | era_to u64 | call u8 | netuid u16
//   | mechanism u8 | the call's own fields
//
//   set 0     uids Vec<u16>, values Vec<u16>, version_key u64
//   commit 1  hash 32
//   reveal 2  uids, values, salt Vec<u16>, version_key u64
//
// Numbers are little-endian and vectors SCALE's, as on the real chain. What is
// signed is the chain's genesis hash and then everything but the signature, or
// its blake2b-256 where that is over 256 bytes. An extrinsic is named by the
// blake2b-256 of its bytes.
#pragma once

#include <functional>

#include "actors/ports/chain.hpp"

namespace rf {

using signature64 = std::array<std::uint8_t, 64>;
using sign_bytes = std::function<result<signature64>(byte_view message)>;
using verify_bytes = std::function<bool(const account& who, byte_view message, byte_view signature)>;

namespace embedded {

constexpr std::size_t most_extrinsic_bytes = 32 * 1024;

enum class call_kind : std::uint8_t { set = 0, commit = 1, reveal = 2 };

struct weights_call {
    call_kind kind = call_kind::set;
    std::uint16_t netuid = 0;
    std::uint8_t mechanism_id = 0;
    std::vector<std::uint16_t> uids, values;  // as sent: nothing is checked yet
    std::vector<std::uint16_t> salt;
    std::uint64_t version_key = 0;
    hash32 committed;
    friend bool operator==(const weights_call&, const weights_call&) = default;
};

struct extrinsic {
    account signer;
    signature64 signature{};
    std::uint64_t nonce = 0, era_from = 0, era_to = 0;
    weights_call call;
    friend bool operator==(const extrinsic&, const extrinsic&) = default;
};

byte_vec encode(const extrinsic& x);
result<extrinsic> decode_extrinsic(byte_view bytes);
byte_vec signing_payload(const extrinsic& x, const hash32& genesis);
hash32 blake2b_256(byte_view bytes);

// blake2b-256(SCALE(hotkey, netuid index u16, uids, values, salt, version_key));
// the index is mechanism * 4096 + netuid.
hash32 commit_hash(const account& who, const weights_call& revealed);

}  // namespace embedded
}  // namespace rf
