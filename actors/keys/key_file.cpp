#include "actors/keys/key_file.hpp"

#include <sodium.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "events/ss58.hpp"

namespace rf {
namespace {

constexpr std::string_view first_line = "rf-key 1";
constexpr std::size_t most_box_bytes = 4096;

fault damaged(std::string what) {
    return {fault_kind::damaged, std::move(what), "key file", "restore it from where it was kept"};
}

std::string_view name_of(key_kind kind) { return kind == key_kind::hotkey ? "hotkey" : "log-key"; }

// The words of a text, at most `most` of them; the last has all that is left.
std::vector<std::string_view> words_of(std::string_view text, std::size_t most) {
    std::vector<std::string_view> out;
    while (out.size() + 1 < most && text.find(' ') != text.npos) {
        out.push_back(text.substr(0, text.find(' ')));
        text.remove_prefix(text.find(' ') + 1);
    }
    out.push_back(text);
    return out;
}

std::optional<std::uint64_t> number_of(std::string_view text, std::uint64_t most) {
    std::uint64_t n = 0;
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, n);
    if (read.ptr != end || read.ec != std::errc() || n == 0 || n > most) return std::nullopt;
    return n;
}

template <std::size_t N>
bool read_hex(std::string_view text, std::array<std::uint8_t, N>& to) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != N) return false;
    std::copy(bytes->begin(), bytes->end(), to.begin());
    return true;
}

result<sealed_secret> read_sealed(std::string_view text) {
    const auto words = words_of(text, 5);
    if (words.size() != 5) return damaged("the sealed secret lacks a part");
    sealed_secret out;
    const auto passes = number_of(words[0], most_passes), kib = number_of(words[1], most_kib);
    if (!passes || !kib || *kib < 8) return damaged("passes go from 1 to 10, memory from 8 KiB to 256 MiB");
    const auto box = from_hex(words[4]);
    if (!read_hex(words[2], out.salt) || !read_hex(words[3], out.nonce) || !box ||
        box->size() <= crypto_secretbox_MACBYTES || box->size() > most_box_bytes) {
        return damaged("salt, nonce or box is not hexadecimal of its length");
    }
    out.passes = *passes;
    out.kib = *kib;
    out.box = *box;
    return out;
}

result<secret_bytes<32>> key_of_passphrase(const sealed_secret& s, std::string_view passphrase) {
    static_assert(crypto_secretbox_KEYBYTES == 32 && crypto_pwhash_SALTBYTES == 16 &&
                  crypto_secretbox_NONCEBYTES == 24);
    static const int started = sodium_init();
    RF_REQUIRE(started >= 0);
    secret_bytes<32> key;
    if (crypto_pwhash(key.data(), key.size(), passphrase.data(), passphrase.size(), s.salt.data(), s.passes,
                      std::size_t(s.kib) * 1024, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return fault{fault_kind::unavailable, "no memory to open the key file", "key file",
                     "it takes " + std::to_string(s.kib / 1024) + " MiB"};
    }
    return key;
}

result<sealed_secret> seal(std::string_view secret, std::string_view passphrase, entropy_port& entropy) {
    sealed_secret out;
    entropy.fill(out.salt.data(), out.salt.size());
    entropy.fill(out.nonce.data(), out.nonce.size());
    const auto key = key_of_passphrase(out, passphrase);
    if (!key) return key.error();
    out.box.resize(crypto_secretbox_MACBYTES + secret.size());
    crypto_secretbox_easy(out.box.data(), view(secret).data(), secret.size(), out.nonce.data(), key->data());
    return out;
}

result<secret_text> open_secret(const key_file& file, std::string_view passphrase) {
    secret_text out;
    if (const auto* plain = std::get_if<secret_text>(&file.secret)) {
        out.append(plain->view());
        return out;
    }
    const auto& sealed = std::get<sealed_secret>(file.secret);
    if (passphrase.empty()) {
        return fault{fault_kind::refused, "the key is sealed with a passphrase and none was given",
                     "key file", "set RF_KEY_PASSPHRASE or give --passphrase-file"};
    }
    const auto key = key_of_passphrase(sealed, passphrase);
    if (!key) return key.error();
    std::string opened(sealed.box.size() - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(reinterpret_cast<std::uint8_t*>(opened.data()), sealed.box.data(),
                                   sealed.box.size(), sealed.nonce.data(), key->data()) != 0) {
        return fault{fault_kind::refused, "the passphrase does not open the key", "key file",
                     "give the passphrase it was sealed with"};
    }
    out.append(opened);
    wipe(opened.data(), opened.size());
    return out;
}

result<suri_key> key_of_secret(std::string_view secret) {
    const bool seed = secret.starts_with("seed "), pair = secret.starts_with("pair ");
    secret_bytes<64> bytes;
    const std::string_view digits = seed || pair ? secret.substr(5) : "";
    std::size_t read = 0;
    const int bad =
        sodium_hex2bin(bytes.data(), bytes.size(), digits.data(), digits.size(), nullptr, &read, nullptr);
    if (bad != 0 || digits.size() != 2 * read || read != (seed ? 32u : 64u)) {
        return damaged("the secret is neither a seed nor a pair");
    }
    if (seed) {
        mini_secret mini;
        std::copy_n(bytes.data(), 32, mini.data());
        return suri_key{expand(mini), mini};
    }
    auto made = pair_from_ed25519_form(bytes);
    if (!made) return made.error();
    return suri_key{std::move(made).value(), std::nullopt};
}

void append_hex(secret_text& to, byte_view bytes) {
    for (const auto b : bytes) {
        secret_bytes<3> digits;
        sodium_bin2hex(reinterpret_cast<char*>(digits.data()), digits.size(), &b, 1);
        to.append(chars({digits.data(), 2}));
    }
}

fault not_a(key_kind wanted, const key_file& file) {
    return {fault_kind::foreign, "it holds a " + std::string(name_of(file.kind)) + ", not a " +
            std::string(name_of(wanted)), "key file", ""};
}

}  // namespace

result<key_file> read_key_file(std::string_view text) {
    if (!text.starts_with("rf-key ")) {
        return fault{fault_kind::foreign, "it is no key file", "key file", "make one with rf-key new"};
    }
    std::vector<std::string_view> lines;
    while (!text.empty() && lines.size() < 5) {
        const std::size_t end = text.find('\n');
        if (end == text.npos) return damaged("its last line does not end");
        lines.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    if (lines[0] != first_line) {
        return fault{fault_kind::too_new, "a later program wrote it", "key file",
                     "use that program's version"};
    }
    if (lines.size() != 4 || !lines[2].starts_with("public ") || !lines[3].starts_with("secret ")) {
        return damaged("a key file has four lines: rf-key, kind, public, secret");
    }
    key_file out;
    if (lines[1] == "kind hotkey") out.kind = key_kind::hotkey;
    else if (lines[1] == "kind log-key") out.kind = key_kind::log_key;
    else return damaged("its kind is neither hotkey nor log-key");
    out.public_text = lines[2].substr(7);
    const auto secret = words_of(lines[3], 3);
    if (secret.size() != 3) return damaged("the secret lacks a part");
    if (secret[1] == "argon2id13") {
        auto sealed = read_sealed(secret[2]);
        if (!sealed) return sealed.error();
        out.secret = std::move(sealed).value();
    } else if (secret[1] == "plain") {
        secret_text plain;
        plain.append(secret[2]);
        out.secret = std::move(plain);
    } else {
        return damaged("the secret is neither plain nor argon2id13");
    }
    return out;
}

secret_text write_key_file(const key_file& file) {
    secret_text out;
    out.append(std::string(first_line) + "\nkind " + std::string(name_of(file.kind)) + "\npublic " +
               file.public_text + "\nsecret ");
    if (const auto* plain = std::get_if<secret_text>(&file.secret)) {
        out.append("plain ");
        out.append(plain->view());
    } else {
        const auto& s = std::get<sealed_secret>(file.secret);
        out.append("argon2id13 " + std::to_string(s.passes) + " " + std::to_string(s.kib) + " " +
                   hex(s.salt) + " " + hex(s.nonce) + " " + hex(s.box));
    }
    out.append("\n");
    return out;
}

key_file key_file_of(const suri_key& key) {
    secret_text secret;
    secret.append(key.seed ? "seed " : "pair ");
    if (key.seed) append_hex(secret, *key.seed);
    else append_hex(secret, ed25519_form(key.pair));
    return {key_kind::hotkey, encode_ss58(key.pair.public_key), std::move(secret)};
}

key_file key_file_of(const signing_key& key) {
    return {key_kind::log_key, encode_verifier(verifier_of(key)), secret_text(encode_signer(key))};
}

result<suri_key> hotkey_in(const key_file& file, std::string_view passphrase) {
    if (file.kind != key_kind::hotkey) return not_a(key_kind::hotkey, file);
    const auto secret = open_secret(file, passphrase);
    if (!secret) return secret.error();
    auto key = key_of_secret(secret->view());
    if (!key) return key.error();
    if (encode_ss58(key->pair.public_key) != file.public_text) {
        return damaged("the secret is not that of the address beside it");
    }
    return key;
}

result<signing_key> log_key_in(const key_file& file, std::string_view passphrase) {
    if (file.kind != key_kind::log_key) return not_a(key_kind::log_key, file);
    const auto secret = open_secret(file, passphrase);
    if (!secret) return secret.error();
    auto key = decode_signer(secret->view());
    if (!key) return key.error();
    if (encode_verifier(verifier_of(*key)) != file.public_text) {
        return damaged("the secret is not that of the verifier beside it");
    }
    return key;
}

status reseal(key_file& file, std::string_view old_passphrase, std::string_view new_passphrase,
              entropy_port& entropy) {
    auto secret = open_secret(file, old_passphrase);
    if (!secret) return secret.error();
    if (new_passphrase.empty()) {
        file.secret = std::move(secret).value();
        return done();
    }
    auto sealed = seal(secret->view(), new_passphrase, entropy);
    if (!sealed) return sealed.error();
    file.secret = std::move(sealed).value();
    return done();
}

}  // namespace rf
