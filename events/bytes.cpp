#include "events/bytes.hpp"

namespace rf {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";
constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

}  // namespace

std::string hex(byte_view v) {
    std::string out;
    out.reserve(v.size() * 2);
    for (std::uint8_t byte : v) {
        out += hex_digits[byte >> 4];
        out += hex_digits[byte & 15];
    }
    return out;
}

std::optional<byte_vec> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    byte_vec out;
    out.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = hex_value(text[i]), low = hex_value(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(std::uint8_t(high << 4 | low));
    }
    return out;
}

std::string base64(byte_view v) {
    std::string out;
    out.reserve((v.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < v.size(); i += 3) {
        const std::size_t n = std::min<std::size_t>(3, v.size() - i);
        std::uint32_t group = std::uint32_t(v[i]) << 16;
        if (n > 1) group |= std::uint32_t(v[i + 1]) << 8;
        if (n > 2) group |= v[i + 2];
        out += base64_digits[group >> 18];
        out += base64_digits[group >> 12 & 63];
        out += n > 1 ? base64_digits[group >> 6 & 63] : '=';
        out += n > 2 ? base64_digits[group & 63] : '=';
    }
    return out;
}

std::optional<byte_vec> from_base64(std::string_view text) {
    if (text.size() % 4 != 0) return std::nullopt;
    byte_vec out;
    out.reserve(text.size() / 4 * 3);
    for (std::size_t i = 0; i < text.size(); i += 4) {
        const bool last = i + 4 == text.size();
        const int pad = last ? int(text[i + 3] == '=') + int(text[i + 3] == '=' && text[i + 2] == '=') : 0;
        std::uint32_t group = 0;
        for (int k = 0; k < 4; ++k) {
            const int v = k >= 4 - pad ? 0 : base64_value(text[i + std::size_t(k)]);
            if (v < 0) return std::nullopt;
            group = group << 6 | std::uint32_t(v);
        }
        // The bits that padding leaves over must be zero: one text for one value.
        if ((pad == 1 && (group & 0xff)) || (pad == 2 && (group & 0xffff))) return std::nullopt;
        out.push_back(std::uint8_t(group >> 16));
        if (pad < 2) out.push_back(std::uint8_t(group >> 8));
        if (pad < 1) out.push_back(std::uint8_t(group));
    }
    return out;
}

}  // namespace rf
