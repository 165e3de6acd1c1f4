// checkpoint: the signed head of a log, as a C2SP signed note.
//
//     <origin>\n
//     <size, decimal>\n
//     <root, base64>\n
//     \n
//     — <key name> <base64(key hash, 4 bytes || Ed25519 signature, 64 bytes)>\n
//
// The key's name is the origin (events/note.hpp). Several signature lines may
// follow; those of unknown keys are ignored. A size is below 2^63, so that
// every reader of the format can hold it.
#pragma once

#include <string>
#include <vector>

#include "events/note.hpp"

namespace rf {

struct checkpoint {
    std::string origin;
    std::uint64_t size = 0;
    hash32 root;
    std::vector<std::string> extensions;  // further lines of the note's text
    friend bool operator==(const checkpoint&, const checkpoint&) = default;
};

// Requires an origin equal to the key's name, and extensions that are one line
// of text each and not empty.
std::string sign_checkpoint(const checkpoint& c, const signing_key& key);
// Parses and verifies; refuses unless `key` signed it and its name is the
// origin. A note over 64 KiB or with more than 100 signatures is refused.
result<checkpoint> open_checkpoint(std::string_view note, const verifying_key& key);
// Parses without verifying: for people who want to see what a note says.
result<checkpoint> read_checkpoint(std::string_view note);

}  // namespace rf
