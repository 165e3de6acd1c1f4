// extensions: what is signed beside a call, in the order of the metadata.
//
// Each signed extension of a runtime has an extra part, which travels with the
// extrinsic, and an implicit one, which both sides know and only sign. Those
// that validators need are known by name; of the others nothing is needed as
// long as both parts are empty, and one that needs bytes is refused by name:
// a guess would sign what nobody meant.
#pragma once

#include "actors/chain/subtensor/era.hpp"
#include "actors/chain/subtensor/metadata.hpp"
#include "actors/chain/subtensor/value.hpp"

namespace rf::subtensor {

struct runtime_identity {
    std::uint32_t spec_version = 0, transaction_version = 0;
    hash32 genesis;
    friend bool operator==(const runtime_identity&, const runtime_identity&) = default;
};

struct signing_choice {
    std::uint64_t nonce = 0;
    uint128 tip = 0;
    era lifetime;      // immortal unless told otherwise
    hash32 era_block;  // of a mortal one the hash of its birth block
};

result<byte_vec> extra_bytes(const metadata& m, const signing_choice& choice);
result<byte_vec> implicit_bytes(const metadata& m, const runtime_identity& runtime,
                                const signing_choice& choice);

// What the extras of a decoded extrinsic say of these; one value an extension.
signing_choice choice_of(const metadata& m, const std::vector<value>& extras);

}  // namespace rf::subtensor
