// cosignature: a witness's word on a checkpoint: that, at this time, it is the
// newest it saw of that log, and goes on from all that it saw before.
//
//     — <witness name> <base64(key id, 4 bytes || time, 8 bytes || signature, 64 bytes)>
//
// one more line under the checkpoint (C2SP tlog-cosignature, Ed25519). Signed is
//
//     cosignature/v1\n
//     time <seconds since 1970>\n
//     <the checkpoint's text, without signature lines>
//
// key id = first 4 bytes of SHA-256(name || "\n" || 0x04 || public key): a key
// that signs notes cannot be taken for one that witnesses them. What is signed
// does not hold the witness's name, so a key belongs to one witness only.
#pragma once

#include "events/checkpoint.hpp"

namespace rf {

// One line with its newline, to be put under the note. Requires a note that is
// a checkpoint, and a time below 2^63 that is not 0.
std::string cosign(std::string_view note, const signing_key& witness, std::uint64_t time_s);

// When the witness signed: the latest, where it signed several times. foreign:
// it did not. Every line of its key must verify.
result<std::uint64_t> verify_cosignature(std::string_view note, const verifying_key& witness);

}  // namespace rf
