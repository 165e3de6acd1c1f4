#include "events/json_text.hpp"

#include <cstdint>

namespace rf {
namespace {

constexpr char digits[] = "0123456789abcdef";

void put_escaped(std::string& out, std::uint8_t code) {
    ((out += "\\u00") += digits[code >> 4]) += digits[code & 15];
}

}  // namespace

std::size_t character_bytes(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? std::uint8_t(text[i]) : std::uint8_t(0); };
    const std::uint8_t first = byte(0), second = byte(1);
    if (text.empty()) return 0;
    if (first < 0x80) return 1;
    const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80) return 0;
    // A longer form than is needed, a surrogate, beyond U+10FFFF.
    if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second >= 0xa0)) return 0;
    if ((first == 0xf0 && second < 0x90) || (first == 0xf4 && second >= 0x90)) return 0;
    return length;
}

void put_json_text(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const auto first = std::uint8_t(text[0]);
        const std::size_t length = character_bytes(text);
        if (first == '"' || first == '\\') {
            (out += '\\') += text[0];
        } else if (length == 0 || first < 0x20 || first == 0x7f) {
            put_escaped(out, first);
        } else if (first == 0xc2 && std::uint8_t(text[1]) < 0xa0) {  // U+0080 to U+009F
            put_escaped(out, std::uint8_t(text[1]));
        } else {
            out += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out += '"';
}

}  // namespace rf
