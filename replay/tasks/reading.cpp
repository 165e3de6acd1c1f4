#include "replay/tasks/reading.hpp"

#include <algorithm>

namespace rf::solving {
namespace {

constexpr wide most = wide(1) << 62;
bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace

std::optional<std::string_view> inside(std::string_view text, std::string_view before,
                                       std::string_view after) {
    const auto from = text.find(before);
    if (from == text.npos) return std::nullopt;
    const auto end = text.find(after, from + before.size());
    if (end == text.npos) return std::nullopt;
    return text.substr(from + before.size(), end - from - before.size());
}

std::optional<std::string_view> inside(std::string_view text, std::initializer_list<std::string_view> before,
                                       std::string_view after) {
    for (auto each : before)
        if (auto found = inside(text, each, after)) return found;
    return std::nullopt;
}

std::optional<numbers> numbers_in(std::string_view text) {
    numbers out;
    for (std::size_t i = 0; i < text.size();) {
        if (!digit(text[i])) {
            ++i;
            continue;
        }
        const bool named = i > 0 && letter(text[i - 1]);
        const bool negative =
            i > 0 && text[i - 1] == '-' && (i < 2 || (!digit(text[i - 2]) && !letter(text[i - 2])));
        std::int64_t v = 0;
        std::size_t length = 0;
        for (; i < text.size() && digit(text[i]); ++i, ++length) {
            if (length == 15) return std::nullopt;
            v = v * 10 + (text[i] - '0');
        }
        if (!named) out.push_back(negative ? -v : v);
    }
    return out;
}

std::optional<std::int64_t> number_in(std::string_view text) {
    const auto all = numbers_in(text);
    if (!all || all->size() != 1) return std::nullopt;
    return all->front();
}

words split(std::string_view text, std::string_view by) {
    words out;
    for (std::size_t from = 0;;) {
        const auto end = text.find(by, from);
        out.push_back(text.substr(from, end == text.npos ? end : end - from));
        if (end == text.npos) return out;
        from = end + by.size();
    }
}

words lines_of(std::string_view text) {
    return split(text, "\n");
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

bool begins(std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
}

words listed_in(std::string_view text) {
    words out;
    for (auto part : split(text, ", "))
        for (auto each : split(part, " and "))
            for (auto one : split(each, " or ")) out.push_back(trimmed(one));
    return out;
}

std::string members(std::vector<std::string> of) {
    std::sort(of.begin(), of.end());
    std::string out;
    for (const auto& each : of) out += (out.empty() ? "" : ", ") + each;
    return out.empty() ? "none" : out;
}

void ratio::tidy() {
    if (d == 0) broken = true;
    if (broken) {
        n = 0;
        d = 1;
        return;
    }
    if (d < 0) n = -n, d = -d;
    if (n > -most && n < most && d < most) return;
    wide a = n < 0 ? -n : n, b = d;
    while (b != 0) {
        const wide rest = a % b;
        a = b;
        b = rest;
    }
    n /= a;
    d /= a;
    if (n > -most && n < most && d < most) return;
    broken = true;
    n = 0;
    d = 1;
}

ratio operator*(const ratio& a, const ratio& b) {
    ratio out(a.n * b.n, a.d * b.d);
    out.broken = out.broken || a.broken || b.broken;
    return out;
}

// Each part is below 2^62, so that a product is below 2^124 and a sum of two fits.
ratio operator+(const ratio& a, const ratio& b) {
    ratio out(a.n * b.d + b.n * a.d, a.d * b.d);
    out.broken = out.broken || a.broken || b.broken;
    return out;
}

ratio operator/(const ratio& a, const ratio& b) {
    ratio out(a.n * b.d, a.d * b.n);
    out.broken = out.broken || a.broken || b.broken;
    return out;
}

answer ratio::text() const {
    if (broken) return std::nullopt;
    wide a = n < 0 ? -n : n, b = d;
    while (b != 0) {
        const wide rest = a % b;
        a = b;
        b = rest;
    }
    const auto over = std::to_string(std::int64_t(n / a));
    return d == a ? over : over + "/" + std::to_string(std::int64_t(d / a));
}

std::optional<ratio> ratio_in(std::string_view text) {
    text = trimmed(text);
    const auto all = numbers_in(text);
    if (!all) return std::nullopt;
    if (all->size() == 1) return ratio((*all)[0]);
    if (all->size() != 2) return std::nullopt;
    if (text.find('/') != text.npos) return ratio((*all)[0], (*all)[1]);
    const auto point = text.find('.');
    if (point == text.npos || (*all)[0] < 0) return std::nullopt;
    wide scale = 1;
    for (std::size_t i = point + 1; i < text.size(); ++i) scale *= 10;
    return ratio((*all)[0] * scale + (*all)[1], scale);
}

}  // namespace rf::solving
