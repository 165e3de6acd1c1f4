#include "events/ss58.hpp"

#include <sodium.h>

#include <algorithm>

namespace rf {
namespace {

constexpr std::string_view alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
constexpr std::size_t checksum_bytes = 2;
constexpr std::size_t most_text = 64;  // 36 bytes give at most 50 characters

fault malformed(std::string what) {
    return {fault_kind::invalid, std::move(what), "address", "copy the address again, whole"};
}

std::string encode_base58(byte_view bytes) {
    std::string digits;  // least first
    for (const std::uint8_t b : bytes) {
        unsigned carry = b;
        for (char& d : digits) {
            carry += unsigned(std::uint8_t(d)) << 8;
            d = char(carry % 58);
            carry /= 58;
        }
        for (; carry != 0; carry /= 58) digits += char(carry % 58);
    }
    for (std::size_t i = 0; i < bytes.size() && bytes[i] == 0; ++i) digits += '\0';
    std::reverse(digits.begin(), digits.end());
    for (char& d : digits) d = alphabet[std::uint8_t(d)];
    return digits;
}

std::optional<byte_vec> decode_base58(std::string_view text) {
    byte_vec bytes;  // least first
    for (const char c : text) {
        const std::size_t digit = alphabet.find(c);
        if (digit == alphabet.npos) return std::nullopt;
        unsigned carry = unsigned(digit);
        for (auto& b : bytes) {
            carry += unsigned(b) * 58;
            b = std::uint8_t(carry);
            carry >>= 8;
        }
        for (; carry != 0; carry >>= 8) bytes.push_back(std::uint8_t(carry));
    }
    for (std::size_t i = 0; i < text.size() && text[i] == alphabet[0]; ++i) bytes.push_back(0);
    std::reverse(bytes.begin(), bytes.end());
    return bytes;
}

byte_vec encode_prefix(std::uint16_t prefix) {
    if (prefix < 64) return {std::uint8_t(prefix)};
    return {std::uint8_t((prefix & 0xfc) >> 2 | 0x40), std::uint8_t(prefix >> 8 | (prefix & 3) << 6)};
}

std::array<std::uint8_t, checksum_bytes> checksum(byte_view prefixed) {
    constexpr std::string_view context = "SS58PRE";
    std::array<std::uint8_t, 64> hash;
    crypto_generichash_state state;
    crypto_generichash_init(&state, nullptr, 0, hash.size());
    crypto_generichash_update(&state, view(context).data(), context.size());
    crypto_generichash_update(&state, prefixed.data(), prefixed.size());
    crypto_generichash_final(&state, hash.data(), hash.size());
    return {hash[0], hash[1]};
}

}  // namespace

std::string encode_ss58(const std::array<std::uint8_t, 32>& public_key, std::uint16_t prefix) {
    RF_REQUIRE(prefix <= most_ss58_prefix);
    byte_vec bytes = encode_prefix(prefix);
    bytes.insert(bytes.end(), public_key.begin(), public_key.end());
    const auto sum = checksum(bytes);
    bytes.insert(bytes.end(), sum.begin(), sum.end());
    return encode_base58(bytes);
}

result<ss58_address> decode_ss58(std::string_view text) {
    if (text.empty() || text.size() > most_text) return malformed("an address has 46 to 50 characters");
    const auto bytes = decode_base58(text);
    if (!bytes) return malformed("an address is base58: letters and digits without 0, O, I and l");
    const std::size_t prefix_bytes = (*bytes)[0] < 64 ? 1 : 2;
    if ((*bytes)[0] >= 128 || bytes->size() != prefix_bytes + 32 + checksum_bytes) {
        return malformed("it is not the address of a 32-byte key");
    }
    ss58_address out;
    const auto first = (*bytes)[0], second = (*bytes)[1];
    out.prefix = prefix_bytes == 1
                     ? first
                     : std::uint16_t((first << 2 | second >> 6) & 0xff) | std::uint16_t((second & 0x3f) << 8);
    std::copy_n(bytes->begin() + std::ptrdiff_t(prefix_bytes), 32, out.public_key.begin());
    // A prefix below 64 in two bytes, or a wrong checksum, would not come out as it went in.
    if (out.prefix > most_ss58_prefix || encode_ss58(out.public_key, out.prefix) != text) {
        return malformed("the checksum does not agree: a character is wrong");
    }
    return out;
}

std::string ss58_of(const account& who) {
    RF_REQUIRE(who.type == account_type::sr25519);
    return encode_ss58(who.b, any_network);
}

result<account> account_from_ss58(std::string_view text) {
    const auto read = decode_ss58(text);
    if (!read) return read.error();
    if (read->prefix != any_network) {
        return fault{fault_kind::invalid,
                     "the address is of network " + std::to_string(read->prefix) + ", not 42", "address",
                     "use the address that begins with 5"};
    }
    return account{account_type::sr25519, read->public_key};
}

}  // namespace rf
