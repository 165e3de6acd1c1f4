// checkpoint: the signed head of a log, as a C2SP signed note.
//
//     <origin>\n
//     <size, decimal>\n
//     <root, base64>\n
//     \n
//     — <key name> <base64(key hash, 4 bytes || Ed25519 signature, 64 bytes)>\n
//
// key hash = first 4 bytes of SHA-256(name || "\n" || 0x01 || public key); the
// key name is the origin. Several signature lines may follow; those of unknown
// keys are kept and ignored.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf {

// Ed25519. The seed is secret and never leaves a file of mode 0600.
struct signing_key {
    std::string name;
    std::array<std::uint8_t, 32> seed{};
    std::array<std::uint8_t, 32> public_key{};
};
struct verifying_key {
    std::string name;
    std::array<std::uint8_t, 32> public_key{};
};

signing_key key_from_seed(std::string name, const std::array<std::uint8_t, 32>& seed);
verifying_key verifier_of(const signing_key& key);

// "name+hash8hex+base64(0x01 || public key)", as Go's sumdb/note writes it.
std::string encode_verifier(const verifying_key& key);
result<verifying_key> decode_verifier(std::string_view text);
// "PRIVATE+KEY+name+hash8hex+base64(0x01 || seed)".
std::string encode_signer(const signing_key& key);
result<signing_key> decode_signer(std::string_view text);

struct checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    hash32 root;
    std::vector<std::string> extensions;  // further lines of the note's text
    friend bool operator==(const checkpoint&, const checkpoint&) = default;
};

std::string sign_checkpoint(const checkpoint& c, const signing_key& key);
// Parses and verifies; refuses unless `key` signed it. At most 64 KiB and 100
// signatures are looked at.
result<checkpoint> open_checkpoint(std::string_view note, const verifying_key& key);
// Parses without verifying: for people who want to see what a note says.
result<checkpoint> read_checkpoint(std::string_view note);

}  // namespace rf
