#include "actors/miner/axon_python.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>

#include "events/result.hpp"

namespace rf {
namespace {

constexpr char hex_digits[] = "0123456789abcdef";

void put_hex(std::string& out, char32_t c, int width) {
    for (int shift = 4 * (width - 1); shift >= 0; shift -= 4) out += hex_digits[c >> shift & 15];
}

struct span_of_points {
    char32_t first, last;
};
// Categories Cc, Cf, Cs, Co, Zl, Zp and Zs but the space, and non-characters
// at the end of the first plane.
constexpr span_of_points unprintable[] = {
    {0x0, 0x1f},         {0x7f, 0xa0},         {0xad, 0xad},         {0x600, 0x605},       {0x61c, 0x61c},
    {0x6dd, 0x6dd},      {0x70f, 0x70f},       {0x890, 0x891},       {0x8e2, 0x8e2},       {0x1680, 0x1680},
    {0x180e, 0x180e},    {0x2000, 0x200f},     {0x2028, 0x202f},     {0x205f, 0x206f},     {0x3000, 0x3000},
    {0xd800, 0xf8ff},    {0xfeff, 0xfeff},     {0xfff9, 0xfffb},     {0xfffe, 0xffff},     {0x110bd, 0x110bd},
    {0x110cd, 0x110cd},  {0x13430, 0x1343f},   {0x1bca0, 0x1bca3},   {0x1d173, 0x1d17a},   {0xe0001, 0xe007f},
    {0xf0000, 0x10ffff}};

bool is_printable(char32_t c) {
    const auto* const after =
        std::upper_bound(std::begin(unprintable), std::end(unprintable), c,
                         [](char32_t v, const span_of_points& s) { return v < s.first; });
    return after == std::begin(unprintable) || c > std::prev(after)->last;
}

}  // namespace

void put_code_point(std::string& out, char32_t c) {
    if (c < 0x80) {
        out += char(c);
    } else if (c < 0x800) {
        out += {char(0xc0 | c >> 6), char(0x80 | (c & 0x3f))};
    } else if (c < 0x10000) {
        out += {char(0xe0 | c >> 12), char(0x80 | (c >> 6 & 0x3f)), char(0x80 | (c & 0x3f))};
    } else {
        out += {char(0xf0 | c >> 18), char(0x80 | (c >> 12 & 0x3f)), char(0x80 | (c >> 6 & 0x3f)),
                char(0x80 | (c & 0x3f))};
    }
}

std::optional<char32_t> take_code_point(std::string_view& text, bool halves) {
    if (text.empty()) return std::nullopt;
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 0 || first > 0xf4 || text.size() < length) return std::nullopt;
    char32_t c = length == 1 ? first : first & (0xffu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0) != 0x80) return std::nullopt;
        c = c << 6 | (next & 0x3fu);
    }
    if (length == 3 && (c < 0x800 || (!halves && c >= 0xd800 && c < 0xe000))) return std::nullopt;
    if (length == 4 && (c < 0x10000 || c > 0x10ffff)) return std::nullopt;
    text.remove_prefix(length);
    return c;
}

void put_ascii_escape(std::string& out, char32_t c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        case '\f': out += "\\f"; return;
        case '\b': out += "\\b"; return;
        default: break;
    }
    if (c >= 0x20 && c < 0x7f) {
        out += char(c);
        return;
    }
    if (c >= 0x10000) {
        put_ascii_escape(out, 0xd800 + ((c - 0x10000) >> 10));
        c = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    out += "\\u";
    put_hex(out, c, 4);
}

void put_python_repr(std::string& out, std::string_view text) {
    const bool doubled = text.find('\'') != text.npos && text.find('"') == text.npos;
    const char quote = doubled ? '"' : '\'';
    out += quote;
    while (!text.empty()) {
        const auto taken = take_code_point(text, true);
        RF_REQUIRE(taken.has_value());
        const char32_t c = *taken;
        if (c == char32_t(quote) || c == '\\') (out += '\\') += char(c);
        else if (c == '\n') out += "\\n";
        else if (c == '\r') out += "\\r";
        else if (c == '\t') out += "\\t";
        else if (is_printable(c)) put_code_point(out, c);
        else if (c < 0x100) put_hex(out += "\\x", c, 2);
        else if (c < 0x10000) put_hex(out += "\\u", c, 4);
        else put_hex(out += "\\U", c, 8);
    }
    out += quote;
}

std::string python_float(double value) {
    if (std::isnan(value)) return "nan";
    if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    std::string_view text(buffer, std::size_t(end - buffer));
    std::string out;
    if (text[0] == '-') {
        out = "-";
        text.remove_prefix(1);
    }
    const std::size_t e = text.find('e');
    int exponent = 0;
    std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), end, exponent);
    if (exponent < -4 || exponent >= 16) return out += text;
    std::string digits(text.substr(0, 1));
    if (e > 1) digits += text.substr(2, e - 2);
    if (exponent < 0) return out += "0." + std::string(std::size_t(-exponent - 1), '0') + digits;
    const std::size_t whole = std::size_t(exponent) + 1;
    if (digits.size() <= whole) return out += digits + std::string(whole - digits.size(), '0') + ".0";
    return out += digits.substr(0, whole) + "." + digits.substr(whole);
}

void put_python_text(std::string& out, std::string_view utf8) {
    out += '"';
    while (!utf8.empty()) {
        std::size_t n = 0;
        while (n < utf8.size() && is_plain_ascii(utf8[n])) ++n;
        out += utf8.substr(0, n);
        utf8.remove_prefix(n);
        if (utf8.empty()) break;
        const auto c = take_code_point(utf8, true);
        RF_REQUIRE(c.has_value());
        put_ascii_escape(out, *c);
    }
    out += '"';
}

void put_plain_text(std::string& out, std::string_view utf8) {
    out += '"';
    for (const char c : utf8) {
        const bool escaped = static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
        if (escaped) put_ascii_escape(out, char32_t(static_cast<unsigned char>(c)));
        else out += c;
    }
    out += '"';
}

}  // namespace rf
