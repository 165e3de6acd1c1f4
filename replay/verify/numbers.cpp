#include "replay/verify/numbers.hpp"

#include <algorithm>
#include <string>

namespace rf {
namespace {

constexpr std::size_t most_digits = 200;
constexpr int most_exponent = 200;
constexpr std::uint64_t place = 1'000'000'000;

void trim(natural& n) {
    while (!n.empty() && n.back() == 0) n.pop_back();
}

natural read_digits(std::string_view digits) {
    natural n;
    for (std::size_t end = digits.size(); end > 0;) {
        const std::size_t from = end > 9 ? end - 9 : 0;
        std::uint32_t v = 0;
        for (std::size_t i = from; i < end; ++i) v = v * 10 + std::uint32_t(digits[i] - '0');
        n.push_back(v);
        end = from;
    }
    trim(n);
    return n;
}

natural times(const natural& a, const natural& b) {
    natural out(a.size() + b.size(), 0);
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::uint64_t carry = 0;
        for (std::size_t j = 0; j < b.size() || carry != 0; ++j) {
            const std::uint64_t v = out[i + j] + carry + (j < b.size() ? std::uint64_t(a[i]) * b[j] : 0);
            out[i + j] = std::uint32_t(v % place);
            carry = v / place;
        }
    }
    trim(out);
    return out;
}

int compare(const natural& a, const natural& b) {
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
    for (std::size_t i = a.size(); i > 0; --i)
        if (a[i - 1] != b[i - 1]) return a[i - 1] < b[i - 1] ? -1 : 1;
    return 0;
}

natural plus(const natural& a, const natural& b) {
    natural out;
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()) || carry != 0; ++i) {
        const std::uint64_t v = carry + (i < a.size() ? a[i] : 0) + (i < b.size() ? b[i] : 0);
        out.push_back(std::uint32_t(v % place));
        carry = v / place;
    }
    return out;
}

natural minus(const natural& large, const natural& small) {
    natural out = large;
    std::int64_t borrow = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        std::int64_t v = std::int64_t(out[i]) - borrow - (i < small.size() ? std::int64_t(small[i]) : 0);
        borrow = v < 0;
        if (v < 0) v += std::int64_t(place);
        out[i] = std::uint32_t(v);
    }
    trim(out);
    return out;
}

natural ten_to(int power) {
    return read_digits("1" + std::string(std::size_t(power), '0'));
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Digits with or without commas between groups of three; what follows stays in `text`.
std::optional<std::string> take_whole(std::string_view& text) {
    std::string digits;
    std::size_t at = 0;
    while (at < text.size() && is_digit(text[at])) digits += text[at++];
    if (digits.empty()) return std::nullopt;
    if (digits.size() <= 3)
        while (at + 3 < text.size() && text[at] == ',' && is_digit(text[at + 1]) && is_digit(text[at + 2]) &&
               is_digit(text[at + 3])) {
            digits.append(text.substr(at + 1, 3));
            at += 4;
        }
    text.remove_prefix(at);
    return digits;
}

// [digits][.digits][e[+-]digits]
std::optional<fraction> take_decimal(std::string_view& text) {
    fraction f;
    std::string digits;
    int down = 0;
    const bool bare_point = !text.empty() && text[0] == '.';
    if (!bare_point) {
        auto whole = take_whole(text);
        if (!whole) return std::nullopt;
        digits = *whole;
    }
    if (!text.empty() && text[0] == '.') {
        std::size_t at = 1;
        while (at < text.size() && is_digit(text[at])) digits += text[at++];
        if (bare_point && at == 1) return std::nullopt;
        down = int(std::min<std::size_t>(at - 1, most_digits + 1));
        text.remove_prefix(at);
    }
    int power = -down;
    if (text.size() >= 2 && (text[0] == 'e' || text[0] == 'E')) {
        std::size_t at = 1;
        const bool negative = text[at] == '-';
        if (text[at] == '-' || text[at] == '+') ++at;
        int v = 0;
        const std::size_t from = at;
        while (at < text.size() && is_digit(text[at])) v = std::min(v * 10 + (text[at++] - '0'), 100'000);
        if (at == from) return std::nullopt;
        power += negative ? -v : v;
        text.remove_prefix(at);
    }
    if (digits.size() > most_digits || power > most_exponent || power < -most_exponent - int(most_digits))
        return std::nullopt;
    f.over = read_digits(digits);
    f.under = ten_to(power < 0 ? -power : 0);
    if (power > 0) f.over = times(f.over, ten_to(power));
    return f;
}

std::string_view bare(std::string_view text) {
    auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

bool take_sign(std::string_view& text) {
    constexpr std::string_view long_minus = "\xe2\x88\x92";
    bool negative = false;
    if (text.starts_with(long_minus)) {
        negative = true;
        text.remove_prefix(long_minus.size());
    } else if (text.starts_with('-') || text.starts_with('+')) {
        negative = text[0] == '-';
        text.remove_prefix(1);
    }
    text = bare(text);
    return negative;
}

}  // namespace

std::optional<fraction> read_number(std::string_view text, bool percents) {
    if (text.size() > 1000) return std::nullopt;
    text = bare(text);
    const bool negative = take_sign(text);
    auto f = take_decimal(text);
    if (!f) return std::nullopt;
    text = bare(text);
    if (!text.empty() && text[0] == '/') {
        text = bare(text.substr(1));
        const auto below = take_decimal(text);
        if (!below || below->over.empty()) return std::nullopt;
        f->over = times(f->over, below->under);
        f->under = times(f->under, below->over);
        text = bare(text);
    }
    if (percents && text == "%") {
        f->under = times(f->under, {100});
        text = {};
    }
    if (!text.empty()) return std::nullopt;
    f->negative = negative && !f->over.empty();
    return f;
}

bool equal(const fraction& a, const fraction& b) {
    return a.negative == b.negative && compare(times(a.over, b.under), times(b.over, a.under)) == 0;
}

bool within(const fraction& a, const fraction& b, const fraction& tolerance) {
    const natural left = times(a.over, b.under), right = times(b.over, a.under);
    const natural apart = a.negative != b.negative    ? plus(left, right)
                          : compare(left, right) >= 0 ? minus(left, right)
                                                      : minus(right, left);
    return compare(times(apart, tolerance.under), times(tolerance.over, times(a.under, b.under))) <= 0;
}

}  // namespace rf
