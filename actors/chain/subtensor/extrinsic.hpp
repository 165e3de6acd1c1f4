// extrinsic: a call as a chain takes it, signed, and read back.
//
//     compact length | 84 | address | signature | extras | call     (signed)
//     compact length | 04 | call                                    (not)
//
// What is signed is call, extras and implicit parts together, or their
// blake2b-256 where that is over 256 bytes. An extrinsic is named by the
// blake2b-256 of all its bytes, length included.
#pragma once

#include "actors/chain/subtensor/extensions.hpp"
#include "actors/keys/sr25519.hpp"

namespace rf::subtensor {

// A call by the names that the metadata has for it.
result<byte_vec> build_call(const metadata& m, std::string_view pallet, std::string_view call,
                            named_values arguments);

result<byte_vec> signing_payload(const metadata& m, byte_view call, const runtime_identity& runtime,
                                 const signing_choice& choice);
result<byte_vec> assemble(const metadata& m, const sr25519_public& signer, byte_view signature,
                          byte_view call, const signing_choice& choice);
// `random` as `sign` of actors/keys/sr25519.hpp wants it.
result<byte_vec> sign_extrinsic(const metadata& m, const sr25519_pair& pair, byte_view call,
                                const runtime_identity& runtime, const signing_choice& choice,
                                const hash32& random);
hash32 extrinsic_hash(byte_view extrinsic);

// One of the runtime's enumerations over its pallets: a call, an event, an error.
struct pallet_item {
    std::string_view pallet, name;
    const value* fields = nullptr;  // the inner variant: its parts are the fields
};
std::optional<pallet_item> item_of(const type_registry& types, const value& v);

struct read_extrinsic_parts {
    bool is_signed = false;
    value address, signature;
    std::vector<value> extras;  // one an extension
    signing_choice choice;      // without the hash of the era's block, which does not travel
    value call;
    byte_vec call_bytes;
};
result<read_extrinsic_parts> read_extrinsic(const metadata& m, byte_view bytes);
// The key of a signed one, where address and signature are of sr25519.
std::optional<sr25519_public> signer_of(const metadata& m, const read_extrinsic_parts& x);
std::optional<byte_view> signature_of(const metadata& m, const read_extrinsic_parts& x);

}  // namespace rf::subtensor
