// bittensor_file: a hotkey as Bittensor's wallet keeps it, in JSON.
//
//     {"accountId": "0x..", "publicKey": "0x..", "privateKey": "0x..",
//      "secretPhrase": "..", "secretSeed": "0x..", "ss58Address": "5.."}
//
// Any of them may be missing or null, as long as one gives the secret: the
// seed, else the phrase, else the private key in either of its two forms. What
// is there of the public key must be that of the secret.
#pragma once

#include <string_view>

#include "actors/keys/suri.hpp"

namespace rf {

result<suri_key> key_from_bittensor(std::string_view json);

}  // namespace rf
