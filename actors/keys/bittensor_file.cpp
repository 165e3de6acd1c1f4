#include "actors/keys/bittensor_file.hpp"

#include <simdjson.h>
#include <sodium.h>

#include <algorithm>

#include "actors/keys/bip39.hpp"
#include "actors/keys/secret_file.hpp"
#include "events/ss58.hpp"

namespace rf {
namespace {

fault foreign(std::string what) {
    return {fault_kind::foreign, std::move(what), "Bittensor hotkey file",
            "an encrypted file must be decrypted by btcli first"};
}

// Views into the text, so that no secret is copied to where nobody wipes it.
struct members {
    std::string_view account_id, public_key, private_key, phrase, seed, address;
};

result<std::string_view> plain_text(simdjson::ondemand::value value) {
    if (bool null = false; value.is_null().get(null) == simdjson::SUCCESS && null) return std::string_view();
    std::string_view token = value.raw_json_token();
    while (!token.empty() && std::string_view(" \t\r\n").find(token.back()) != token.npos)
        token.remove_suffix(1);
    if (token.size() < 2 || token.front() != '"' || token.back() != '"' || token.find('\\') != token.npos) {
        return foreign("a member is not plain text");
    }
    return token.substr(1, token.size() - 2);
}

result<members> read_members(simdjson::ondemand::parser& parser, simdjson::padded_string_view json) {
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser.iterate(json).get(document) || document.get_object().get(object))
        return foreign("it is no JSON object");
    members out;
    for (auto each : object) {
        simdjson::ondemand::raw_json_string key;
        simdjson::ondemand::value value;
        if (each.key().get(key) || each.value().get(value)) return foreign("it is no JSON object");
        std::string_view* const to = key == "accountId"      ? &out.account_id
                                     : key == "publicKey"    ? &out.public_key
                                     : key == "privateKey"   ? &out.private_key
                                     : key == "secretPhrase" ? &out.phrase
                                     : key == "secretSeed"   ? &out.seed
                                     : key == "ss58Address"  ? &out.address
                                                             : nullptr;
        if (to == nullptr) continue;
        const auto text = plain_text(value);
        if (!text) return text.error();
        *to = *text;
    }
    if (const char* rest = nullptr; document.current_location().get(rest) == simdjson::SUCCESS)
        return foreign("something follows the JSON object");
    return out;
}

template <std::size_t N>
bool read_hex(std::string_view text, secret_bytes<N>& to) {
    if (text.starts_with("0x")) text.remove_prefix(2);
    std::size_t read = 0;
    const int bad = sodium_hex2bin(to.data(), N, text.data(), text.size(), nullptr, &read, nullptr);
    return bad == 0 && read == N && text.size() == 2 * N;
}

// Does the pair have the public keys that the file names? Nothing named agrees.
bool agrees(const members& m, const sr25519_public& key) {
    for (const std::string_view text : {m.account_id, m.public_key}) {
        secret_bytes<32> named;
        if (!text.empty() && (!read_hex(text, named) || named.array() != key)) return false;
    }
    if (m.address.empty()) return true;
    const auto address = decode_ss58(m.address);
    return address.ok() && address->public_key == key;
}

result<suri_key> from_private_key(const members& m) {
    secret_bytes<64> bytes;
    if (!read_hex(m.private_key, bytes)) return foreign("privateKey is not 64 bytes of hexadecimal");
    if (m.account_id.empty() && m.public_key.empty() && m.address.empty()) {
        return foreign("a privateKey alone does not say which of its two forms it has");
    }
    for (auto made : {pair_from_scalar(bytes), pair_from_ed25519_form(bytes)}) {
        if (made && agrees(m, made->public_key)) return suri_key{std::move(made).value(), std::nullopt};
    }
    return foreign("privateKey is not that of the public key beside it");
}

result<suri_key> from_members(const members& m) {
    mini_secret mini;
    if (!m.seed.empty()) {
        if (!read_hex(m.seed, mini)) return foreign("secretSeed is not 32 bytes of hexadecimal");
    } else if (!m.phrase.empty()) {
        const auto entropy = entropy_of_phrase(m.phrase);
        if (!entropy) return with_place(entropy.error(), "secretPhrase");
        mini = mini_secret_of(*entropy, "");
    } else if (!m.private_key.empty()) {
        return from_private_key(m);
    } else {
        return foreign("it holds no secret: only the public part of a hotkey");
    }
    suri_key key{expand(mini), mini};
    if (!agrees(m, key.pair.public_key)) return foreign("its secret is not that of the public key beside it");
    return key;
}

}  // namespace

result<suri_key> key_from_bittensor(std::string_view json) {
    if (json.size() > most_secret_file_bytes) return foreign("it is larger than any hotkey file");
    secret_text padded;
    padded.append(json);
    padded.append(std::string(simdjson::SIMDJSON_PADDING, ' '));
    simdjson::ondemand::parser parser;
    const auto read = read_members(
        parser, simdjson::padded_string_view(padded.view().data(), json.size(), padded.view().size()));
    if (!read) return read.error();
    return from_members(*read);
}

}  // namespace rf
