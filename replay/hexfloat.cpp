#include "replay/hexfloat.hpp"

#include <bit>
#include <cstdint>

#include "events/result.hpp"

namespace rf {
namespace {

constexpr int fraction_digits = 13;
constexpr std::uint64_t fraction_mask = (std::uint64_t{1} << 52) - 1;
constexpr int bias = 1023;

std::optional<unsigned> digit(char c) {
    if (c >= '0' && c <= '9') return unsigned(c - '0');
    if (c >= 'a' && c <= 'f') return unsigned(c - 'a' + 10);
    return std::nullopt;
}

bool take(std::string_view& text, std::string_view what) {
    if (!text.starts_with(what)) return false;
    text.remove_prefix(what.size());
    return true;
}

// A decimal with its sign, no leading zeros, at most four digits.
std::optional<int> exponent(std::string_view text) {
    if (text.size() < 2 || text.size() > 5 || (text[0] != '+' && text[0] != '-')) return std::nullopt;
    const bool negative = text[0] == '-';
    text.remove_prefix(1);
    if (text.size() > 1 && text[0] == '0') return std::nullopt;
    int value = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    if (negative && value == 0) return std::nullopt;
    return negative ? -value : value;
}

}  // namespace

std::string to_hexfloat(double value) {
    const auto bits = std::bit_cast<std::uint64_t>(value);
    const int stored = int(bits >> 52 & 0x7ff);
    std::uint64_t fraction = bits & fraction_mask;
    RF_REQUIRE(stored != 0x7ff);

    std::string out = bits >> 63 ? "-" : "";
    if (stored == 0 && fraction == 0) return out + "0x0.0p+0";
    out += stored == 0 ? "0x0." : "0x1.";
    for (int place = fraction_digits - 1; place >= 0; --place)
        out += "0123456789abcdef"[fraction >> (4 * place) & 0xf];
    const int power = stored == 0 ? 1 - bias : stored - bias;
    out += power < 0 ? "p-" : "p+";
    return out + std::to_string(power < 0 ? -power : power);
}

std::optional<double> parse_hexfloat(std::string_view text) {
    const std::uint64_t sign = take(text, "-") ? std::uint64_t{1} << 63 : 0;
    if (text == "0x0.0p+0") return std::bit_cast<double>(sign);

    bool normal = false;
    if (take(text, "0x1.")) normal = true;
    else if (!take(text, "0x0.")) return std::nullopt;

    if (text.size() < fraction_digits + 1) return std::nullopt;
    std::uint64_t fraction = 0;
    for (int i = 0; i < fraction_digits; ++i) {
        const auto d = digit(text[std::size_t(i)]);
        if (!d) return std::nullopt;
        fraction = fraction << 4 | *d;
    }
    text.remove_prefix(fraction_digits);
    if (!take(text, "p")) return std::nullopt;
    const auto power = exponent(text);
    if (!power) return std::nullopt;

    if (!normal) {
        if (*power != 1 - bias || fraction == 0) return std::nullopt;
        return std::bit_cast<double>(sign | fraction);
    }
    if (*power < 1 - bias || *power > bias) return std::nullopt;
    return std::bit_cast<double>(sign | std::uint64_t(*power + bias) << 52 | fraction);
}

}  // namespace rf
