// key_file: a secret on disk, and what may be known of it without its passphrase.
//
//     rf-key 1
//     kind hotkey                              or log-key
//     public 5Grw...                           an address, or a log's verifier
//     secret plain seed 9f3a...                or
//     secret argon2id13 3 65536 <salt> <nonce> <box>
//
// Lines end with a newline. Sealed: crypto_secretbox under crypto_pwhash of
// the passphrase, with so many passes over so many KiB; bytes are hexadecimal.
// Passes and memory are bounded when read, so a hostile file cannot eat either.
// The secret of a hotkey is "seed <64 hex>" or "pair <128 hex>" (in Ed25519
// form), that of a log key its signer's line.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "actors/keys/secret.hpp"
#include "actors/keys/suri.hpp"
#include "actors/ports/entropy.hpp"
#include "events/note.hpp"
#include "events/result.hpp"

namespace rf {

constexpr std::uint64_t most_passes = 10, most_kib = 256 * 1024;

enum class key_kind : std::uint8_t { hotkey, log_key };

struct sealed_secret {
    std::uint64_t passes = 3, kib = 64 * 1024;
    std::array<std::uint8_t, 16> salt{};
    std::array<std::uint8_t, 24> nonce{};
    byte_vec box;
};

struct key_file {
    key_kind kind = key_kind::hotkey;
    std::string public_text;
    std::variant<secret_text, sealed_secret> secret;

    [[nodiscard]] bool sealed() const { return std::holds_alternative<sealed_secret>(secret); }
};

result<key_file> read_key_file(std::string_view text);
secret_text write_key_file(const key_file& file);

key_file key_file_of(const suri_key& key);
key_file key_file_of(const signing_key& key);
// What the secret says, once more checked against the public text.
result<suri_key> hotkey_in(const key_file& file, std::string_view passphrase);
result<signing_key> log_key_in(const key_file& file, std::string_view passphrase);

// Under another passphrase; under none where it is empty.
status reseal(key_file& file, std::string_view old_passphrase, std::string_view new_passphrase,
              entropy_port& entropy);

}  // namespace rf
