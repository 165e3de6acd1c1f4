// bip39: a secret as 12 to 24 English words, and the mini secret made of it.
//
// Words of 11 bits each hold the entropy (16 to 32 bytes) and a checksum of one
// bit in 32. Substrate makes the mini secret of the entropy, not of the words:
//
//     PBKDF2-HMAC-SHA512(entropy, "mnemonic" || password, 2048 rounds), first 32 bytes
#pragma once

#include <string_view>

#include "actors/keys/secret.hpp"
#include "events/result.hpp"

namespace rf {

// 2048 words, each followed by a space.
extern const std::string_view bip39_words;

// 16, 20, 24, 28 or 32 bytes.
struct phrase_entropy {
    secret_bytes<32> bytes;
    std::size_t size = 0;
    [[nodiscard]] byte_view view() const { return {bytes.data(), size}; }
};

result<phrase_entropy> entropy_of_phrase(std::string_view phrase);
secret_text phrase_of_entropy(const phrase_entropy& entropy);
secret_bytes<32> mini_secret_of(const phrase_entropy& entropy, std::string_view password);

}  // namespace rf
