#include "actors/keys/hotkey.hpp"

#include "actors/keys/bittensor_file.hpp"
#include "actors/keys/key_file.hpp"
#include "actors/keys/secret_file.hpp"
#include "actors/keys/suri.hpp"
#include "events/ss58.hpp"

namespace rf {
namespace {

result<suri_key> key_in(std::string_view text, std::string_view passphrase) {
    if (text.starts_with('{')) return key_from_bittensor(text);
    for (const std::string_view sealed : {"$NACL", "$ANSIBLE_VAULT", "gAAAA"}) {
        if (text.starts_with(sealed)) {
            return fault{fault_kind::foreign, "Bittensor's wallet has encrypted this file", "",
                         "decrypt it with btcli, then rf-key import it under a passphrase"};
        }
    }
    const auto file = read_key_file(text);
    if (!file) return file.error();
    return hotkey_in(*file, passphrase);
}

}  // namespace

hotkey hotkey_of(sr25519_pair pair) {
    std::string address = encode_ss58(pair.public_key);
    return {std::move(pair), std::move(address)};
}

result<hotkey> hotkey_from_suri(std::string_view suri) {
    auto key = key_from_suri(suri);
    if (!key) return key.error();
    return hotkey_of(std::move(key->pair));
}

result<hotkey> load_hotkey(const std::string& path, std::string_view passphrase) {
    const auto text = read_secret_file(path);
    if (!text) return text.error();
    auto key = key_in(text->view(), passphrase);
    if (!key) return with_place(key.error(), path);
    return hotkey_of(std::move(key->pair));
}

result<signing_key> load_log_key(const std::string& path, std::string_view passphrase) {
    const auto text = read_secret_file(path);
    if (!text) return text.error();
    std::string_view line = text->view();
    if (line.starts_with("PRIVATE+KEY+")) {
        if (line.ends_with('\n')) line.remove_suffix(1);
        auto key = decode_signer(line);
        if (!key) return with_place(key.error(), path);
        return key;
    }
    const auto file = read_key_file(line);
    if (!file) return with_place(file.error(), path);
    auto key = log_key_in(*file, passphrase);
    if (!key) return with_place(key.error(), path);
    return key;
}

}  // namespace rf
