// hotkey: the key with which a validator or miner signs, and where it comes from.
//
// A key file is of mode 0600 or stricter; others are refused. `passphrase` is
// needed only where the file was sealed with one. Key files are described in
// key_file.hpp; Bittensor's own hotkey files (JSON) are read too.
#pragma once

#include <string>
#include <string_view>

#include "actors/keys/secret.hpp"
#include "actors/keys/sr25519.hpp"
#include "events/account.hpp"
#include "events/note.hpp"
#include "events/result.hpp"

namespace rf {

struct hotkey {
    sr25519_pair pair;
    std::string address;  // SS58, prefix 42

    [[nodiscard]] account who() const { return {account_type::sr25519, pair.public_key}; }
};

hotkey hotkey_of(sr25519_pair pair);
// "//Alice", "<phrase>//hard/soft///password", "0x<64 hex>//hard": see suri.hpp.
result<hotkey> hotkey_from_suri(std::string_view suri);

result<hotkey> load_hotkey(const std::string& path, std::string_view passphrase = {});

// The log's signing key: a signer's line (events/note.hpp), bare or sealed.
result<signing_key> load_log_key(const std::string& path, std::string_view passphrase = {});

}  // namespace rf
