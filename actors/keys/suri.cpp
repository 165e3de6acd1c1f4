#include "actors/keys/suri.hpp"

#include <sodium.h>

#include <algorithm>
#include <charconv>

#include "actors/keys/bip39.hpp"

namespace rf {
namespace {

constexpr std::string_view development_phrase =
    "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
constexpr std::size_t most_bytes = 2048, most_junctions = 32;

fault bad_suri(std::string what) {
    return {fault_kind::invalid, std::move(what), "secret URI", "write it as PHRASE//hard/soft///password"};
}

result<mini_secret> root_of(std::string_view secret, std::optional<std::string_view> password) {
    if (!secret.starts_with("0x")) {
        const auto entropy = entropy_of_phrase(secret.empty() ? development_phrase : secret);
        if (!entropy) return entropy.error();
        return mini_secret_of(*entropy, password.value_or(""));
    }
    if (password) return bad_suri("a password belongs to a phrase, not to a hexadecimal seed");
    mini_secret out;
    std::size_t read = 0;
    const int bad =
        sodium_hex2bin(out.data(), out.size(), secret.data() + 2, secret.size() - 2, nullptr, &read, nullptr);
    if (bad != 0 || secret.size() != 66 || read != out.size())
        return bad_suri("a seed is 0x and 64 hexadecimal digits");
    return out;
}

}  // namespace

chain_code chain_code_of(std::string_view junction) {
    chain_code out{};
    const char* const end = junction.data() + junction.size();
    const bool digits =
        std::all_of(junction.begin(), junction.end(), [](char c) { return c >= '0' && c <= '9'; });
    std::uint64_t number = 0;
    if (digits && std::from_chars(junction.data(), end, number).ec == std::errc()) {
        for (std::size_t i = 0; i < 8; ++i, number >>= 8) out[i] = std::uint8_t(number);
        return out;
    }
    // SCALE's text: its length, shorter where it is short, then its bytes.
    byte_vec text;
    const std::size_t n = junction.size();
    RF_REQUIRE(n < 1u << 14);
    if (n < 64) text = {std::uint8_t(n << 2)};
    else text = {std::uint8_t(n << 2 | 1), std::uint8_t(n >> 6)};
    text.insert(text.end(), junction.begin(), junction.end());
    if (text.size() > out.size()) {
        crypto_generichash(out.data(), out.size(), text.data(), text.size(), nullptr, 0);
    } else {
        std::copy(text.begin(), text.end(), out.begin());
    }
    return out;
}

result<suri_key> key_from_suri(std::string_view suri) {
    if (suri.size() > most_bytes) return bad_suri("it is longer than 2 KiB");
    std::optional<std::string_view> password;
    if (const std::size_t at = suri.find("///"); at != suri.npos) {
        password = suri.substr(at + 3);
        suri = suri.substr(0, at);
    }
    const std::size_t path_at = std::min(suri.find('/'), suri.size());
    auto root = root_of(suri.substr(0, path_at), password);
    if (!root) return root.error();
    suri_key key{expand(*root), *root};

    std::string_view path = suri.substr(path_at);
    for (std::size_t count = 0; !path.empty(); ++count) {
        if (count == most_junctions) return bad_suri("a path has at most 32 junctions");
        const bool hard = path.starts_with("//");
        path.remove_prefix(hard ? 2 : 1);
        const std::string_view junction = path.substr(0, std::min(path.find('/'), path.size()));
        if (junction.empty()) return bad_suri("junction " + std::to_string(count + 1) + " is empty");
        path.remove_prefix(junction.size());
        const chain_code code = chain_code_of(junction);
        if (hard) {
            key.seed = derive_hard(key.pair, code);
            key.pair = expand(*key.seed);
        } else {
            key.seed.reset();
            key.pair = derive_soft(key.pair, code);
        }
    }
    return key;
}

}  // namespace rf
