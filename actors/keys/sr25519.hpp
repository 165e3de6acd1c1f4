// sr25519: keys, and signing with them, as schnorrkel and substrate do it.
// Verifying is events/sr25519_verify.hpp.
//
//     secret    = mini secret (32), expanded as Ed25519 does:
//                 h = SHA-512(mini), clamped; key = h[0..32] / 8, nonce = h[32..64]
//
// Signing is randomised: the caller gives 32 random bytes, which go into the
// witness together with the key's own nonce and the message, so that even bad
// randomness gives no key away.
#pragma once

#include <optional>

#include "actors/keys/secret.hpp"
#include "events/bytes.hpp"
#include "events/result.hpp"
#include "events/sr25519_verify.hpp"

namespace rf {

using mini_secret = secret_bytes<32>;
using chain_code = std::array<std::uint8_t, 32>;

struct sr25519_pair {
    secret_bytes<32> key;    // a scalar below the group's order, little-endian
    secret_bytes<32> nonce;  // seeds the witness; not part of the public key
    sr25519_public public_key{};
};

sr25519_pair expand(const mini_secret& mini);
// Of a scalar and nonce, as keystores keep them: `key` times 8 ("ed25519
// form", as the JSON of Polkadot and Bittensor has it) or plain.
result<sr25519_pair> pair_from_ed25519_form(byte_view secret64);
result<sr25519_pair> pair_from_scalar(byte_view secret64);
secret_bytes<64> ed25519_form(const sr25519_pair& pair);

sr25519_signature sign(const sr25519_pair& pair, byte_view message, const hash32& random);

// HDKD. Hard: a new mini secret, which the child's public key does not betray.
// Soft: public keys can be derived too; the child's nonce is made of the
// parent's and the chain code, so the same path gives the same pair.
mini_secret derive_hard(const sr25519_pair& parent, const chain_code& code);
sr25519_pair derive_soft(const sr25519_pair& parent, const chain_code& code);
std::optional<sr25519_public> derive_soft(const sr25519_public& parent, const chain_code& code);

}  // namespace rf
