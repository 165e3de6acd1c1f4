// sr25519_verify: who signed this? Schnorr signatures on ristretto255.
//
// As schnorrkel and substrate make them, with the context "substrate":
//
//     signature = R (32) || s (32), and the top bit of the last byte set
//
// It accepts what schnorrkel accepts, but for the identity as public key, under
// which anybody could sign. Keys and signing are actors/keys' matter.
#pragma once

#include "events/merlin.hpp"

namespace rf {

using sr25519_public = std::array<std::uint8_t, 32>;
using sr25519_signature = std::array<std::uint8_t, 64>;

bool verify(const sr25519_public& public_key, byte_view message, byte_view signature);
// Does it decode to a point other than the identity?
bool is_public_key(const sr25519_public& public_key);

// A scalar below the group's order?
bool is_canonical_scalar(const std::uint8_t* s);
// What signer and verifier alike have said before the commitment.
transcript signing_transcript(byte_view message, const sr25519_public& public_key);

}  // namespace rf
