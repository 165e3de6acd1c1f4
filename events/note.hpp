// note: text that an Ed25519 key has signed, as a C2SP signed note.
//
//     <text: one or more lines>
//     <empty line>
//     — <key name> <base64(key hash, 4 bytes || Ed25519 signature, 64 bytes)>
//
// key hash = first 4 bytes of SHA-256(name || "\n" || 0x01 || public key). The
// signature is over the text with its last newline. Lines of unknown keys are
// allowed and ignored; every line of the key that is asked for must verify.
//
// A note has one spelling: base64 is strict, so no byte can change without the
// note being refused. At most 64 KiB and 100 signatures; UTF-8 without control
// characters other than the newline (a carriage return is one of those).
#pragma once

#include <array>
#include <string>
#include <vector>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf {

constexpr std::size_t most_note_bytes = 64 * 1024;
constexpr std::size_t most_note_signatures = 100;

// The seed is secret and never leaves a file of mode 0600.
struct signing_key {
    std::string name;
    std::array<std::uint8_t, 32> seed{};
    std::array<std::uint8_t, 32> public_key{};
};
struct verifying_key {
    std::string name;
    std::array<std::uint8_t, 32> public_key{};
};

// What a key signs: notes, or as a witness the checkpoints of others
// (events/cosignature.hpp). It is part of the key's id and of its text.
enum class key_use : std::uint8_t { notes = 1, cosignatures = 4 };
using key_id = std::array<std::uint8_t, 4>;
key_id id_of(const verifying_key& key, key_use use);

// Not empty, UTF-8, no white space, no plus sign, no control characters: what a
// key, and so an origin, may be called. Making a key requires it.
bool is_key_name(std::string_view name);

signing_key key_from_seed(std::string name, const std::array<std::uint8_t, 32>& seed);
verifying_key verifier_of(const signing_key& key);

// "name+hash8hex+base64(use || public key)", as Go's sumdb/note writes it.
std::string encode_verifier(const verifying_key& key, key_use use = key_use::notes);
result<verifying_key> decode_verifier(std::string_view text, key_use use = key_use::notes);
// "PRIVATE+KEY+name+hash8hex+base64(use || seed)".
std::string encode_signer(const signing_key& key, key_use use = key_use::notes);
result<signing_key> decode_signer(std::string_view text, key_use use = key_use::notes);

// `text` is whole lines of what a note may hold; anything else stops the process.
std::string sign_note(std::string_view text, const signing_key& key);
// The text, if `key` signed it.
result<std::string> open_note(std::string_view note, const verifying_key& key);
// The text of a well-formed note, whoever signed it.
result<std::string> read_note(std::string_view note);

// A well-formed note in its parts, no signature checked.
struct note_signature {
    std::string name;
    byte_vec bytes;  // key id, then what the key's use says
};
struct note_parts {
    std::string text;
    std::vector<note_signature> signatures;
};
result<note_parts> split_note(std::string_view note);
std::string signature_line(std::string_view name, byte_view id_and_signature);  // with its newline

// The bare Ed25519 signature of a message.
using ed25519_signature = std::array<std::uint8_t, 64>;
ed25519_signature sign_message(byte_view message, const signing_key& key);
bool is_signed(byte_view message, byte_view signature, const verifying_key& key);

}  // namespace rf
