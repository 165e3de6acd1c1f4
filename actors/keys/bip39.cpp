#include "actors/keys/bip39.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "events/sha256.hpp"

namespace rf {
namespace {

constexpr std::size_t most_words = 24;

fault bad_phrase(std::string what) {
    return {fault_kind::invalid, std::move(what), "phrase",
            "give the phrase as it was written down, in its order"};
}

const std::vector<std::string_view>& words() {
    static const std::vector<std::string_view> all = [] {
        std::vector<std::string_view> out;
        for (std::string_view rest = bip39_words; !rest.empty();) {
            const std::size_t end = rest.find(' ');
            out.push_back(rest.substr(0, end));
            rest.remove_prefix(end + 1);
        }
        RF_REQUIRE(out.size() == 2048);
        return out;
    }();
    return all;
}

std::optional<unsigned> index_of(std::string_view word) {
    for (unsigned i = 0; i < words().size(); ++i) {
        if (words()[i] == word) return i;
    }
    return std::nullopt;
}

}  // namespace

result<phrase_entropy> entropy_of_phrase(std::string_view phrase) {
    secret_bytes<most_words * 11 / 8 + 1> bits;
    std::size_t count = 0;
    while (true) {
        const std::size_t begin = phrase.find_first_not_of(" \t\r\n");
        if (begin == phrase.npos) break;
        const std::size_t end = std::min(phrase.find_first_of(" \t\r\n", begin), phrase.size());
        if (count == most_words) return bad_phrase("a phrase has at most 24 words");
        const auto index = index_of(phrase.substr(begin, end - begin));
        // The word itself is secret, so only its place is told.
        if (!index)
            return bad_phrase("word " + std::to_string(count + 1) + " is not in BIP-39's English list");
        for (std::size_t i = 0; i < 11; ++i) {
            const std::size_t at = count * 11 + i;
            if ((*index >> (10 - i) & 1) != 0) bits.data()[at / 8] |= std::uint8_t(0x80 >> at % 8);
        }
        ++count;
        phrase.remove_prefix(end);
    }
    if (count < 12 || count % 3 != 0) {
        return bad_phrase("a phrase has 12, 15, 18, 21 or 24 words; this one has " + std::to_string(count));
    }
    phrase_entropy out;
    out.size = count * 11 / 33 * 4;
    std::copy_n(bits.data(), out.size, out.bytes.data());
    const std::uint8_t mask = std::uint8_t(0xff << (8 - out.size / 4));
    if (((sha256(out.view()).b[0] ^ bits.data()[out.size]) & mask) != 0) {
        return bad_phrase("the checksum does not agree: a word is wrong, or the order");
    }
    return out;
}

secret_text phrase_of_entropy(const phrase_entropy& entropy) {
    RF_REQUIRE(entropy.size >= 16 && entropy.size <= 32 && entropy.size % 4 == 0);
    secret_bytes<33> bits;
    std::copy_n(entropy.bytes.data(), entropy.size, bits.data());
    bits.data()[entropy.size] = sha256(entropy.view()).b[0];
    secret_text out;
    for (std::size_t word = 0; word < entropy.size * 3 / 4; ++word) {
        unsigned index = 0;
        for (std::size_t at = word * 11; at < word * 11 + 11; ++at) {
            index = index << 1 | (bits.data()[at / 8] >> (7 - at % 8) & 1u);
        }
        if (word != 0) out.append(" ");
        out.append(words()[index]);
    }
    return out;
}

secret_bytes<32> mini_secret_of(const phrase_entropy& entropy, std::string_view password) {
    secret_text salt(std::string("mnemonic"));
    salt.append(password);
    secret_bytes<64> out;
    const int made = PKCS5_PBKDF2_HMAC(reinterpret_cast<const char*>(entropy.bytes.data()), int(entropy.size),
                                       view(salt.view()).data(), int(salt.view().size()), 2048, EVP_sha512(),
                                       int(out.size()), out.data());
    RF_REQUIRE(made == 1);
    secret_bytes<32> mini;
    std::copy_n(out.data(), mini.size(), mini.data());
    return mini;
}

}  // namespace rf
