// suri: a secret and a path of derivations in one line, as substrate's tools take it.
//
//     [phrase | 0x<64 hex>] ( "/" soft | "//" hard )* [ "///" password ]
//
// Without a secret it is the development phrase, known to everybody: //Alice.
// A junction of digits only that fits 64 bits is that number, any other is its
// text. The password belongs to a phrase. At most 2 KiB and 32 junctions.
#pragma once

#include <optional>
#include <string_view>

#include "actors/keys/sr25519.hpp"

namespace rf {

struct suri_key {
    sr25519_pair pair;
    std::optional<mini_secret> seed;  // where it has one: not after a soft junction
};

result<suri_key> key_from_suri(std::string_view suri);
chain_code chain_code_of(std::string_view junction);

}  // namespace rf
