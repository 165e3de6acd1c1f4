#include "replay/programs/parameter_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rf {
namespace {

constexpr std::size_t longest_name = 128;

// How many single letters must be put in, taken out or changed.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
            diagonal = above;
        }
    }
    return row[b.size()];
}

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }
std::string_view first_part(std::string_view name) { return name.substr(0, name.find('.')); }

// The nearest name, or else all of the same section.
std::string near(const mechanism& m, std::string_view name) {
    std::string_view best;
    std::size_t least = 4;
    std::string section;
    for (const parameter_rule& rule : m.rules) {
        std::size_t away = distance(name, rule.name);
        if (last_part(rule.name) == last_part(name)) away = std::min<std::size_t>(away, 3);
        if (away < least) {
            least = away;
            best = rule.name;
        }
        if (first_part(rule.name) != first_part(name)) continue;
        section += (section.empty() ? "" : ", ") + std::string(rule.name);
    }
    if (!best.empty()) return "did you mean " + std::string(best) + "?";
    if (!section.empty()) return "there are " + section;
    std::string sections;
    for (const parameter_rule& rule : m.rules) {
        const std::string each = std::string(first_part(rule.name)) + ".*";
        if (sections.find(each) == std::string::npos) sections += (sections.empty() ? "" : ", ") + each;
    }
    return "there are " + sections;
}

std::string decimal(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value);
    return {text, end.ptr};
}

std::string wanted(const parameter_rule& rule) {
    if (std::holds_alternative<bool>(rule.standard)) return "true or false";
    if (std::holds_alternative<std::string_view>(rule.standard)) return "one of " + std::string(rule.choices);
    const bool whole = std::holds_alternative<std::uint64_t>(rule.standard);
    return std::string(whole ? "a whole number" : "a number") + " from " + decimal(rule.least) + " to " +
           decimal(rule.most);
}

template <class Number>
bool read_number(std::string_view text, Number& to) {
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, to);
    return read.ec == std::errc() && read.ptr == end;
}

bool read_value(const parameter_rule& rule, std::string_view text, parameter& p) {
    if (std::holds_alternative<bool>(rule.standard)) {
        p.value = text == "true";
        return text == "true" || text == "false";
    }
    if (std::holds_alternative<std::string_view>(rule.standard)) {
        p.value = std::string(text);
        return true;
    }
    if (std::holds_alternative<std::uint64_t>(rule.standard)) {
        std::uint64_t n = 0;
        const bool read = read_number(text, n);
        p.value = n;
        return read;
    }
    double n = 0;
    const bool read = read_number(text, n) && std::isfinite(n);
    p.value = n;
    return read;
}

}  // namespace

result<parameter> read_parameter(const mechanism& m, std::string_view text) {
    const auto sign = text.find('=');
    if (sign == std::string_view::npos || sign == 0 || sign > longest_name)
        return fault{fault_kind::invalid, "wants name=value", std::string(text.substr(0, longest_name)),
                     "for example trap.threshold=0.4"};
    const std::string_view name = text.substr(0, sign);
    const auto rule = std::find_if(m.rules.begin(), m.rules.end(), [&](const auto& r) { return r.name == name; });
    if (rule == m.rules.end())
        return fault{fault_kind::invalid,
                     "is no parameter of " + std::string(m.name) + "@" + std::to_string(m.version), std::string(name),
                     near(m, name)};
    parameter p{std::string(name), {}};
    const bool read = read_value(*rule, text.substr(sign + 1), p);
    if (read && complete_parameters(m, {p})) return p;
    return fault{fault_kind::invalid, "cannot be " + std::string(text.substr(sign + 1, longest_name)),
                 std::string(name), "wants " + wanted(*rule)};
}

result<const mechanism*> read_mechanism(std::span<const mechanism* const> known, std::string_view text) {
    const auto sign = text.find('@');
    std::uint16_t version = 0;
    std::string all;
    const bool read = sign != std::string_view::npos && read_number(text.substr(sign + 1), version);
    for (const mechanism* m : known) {
        if (read && m->name == text.substr(0, sign) && m->version == version) return m;
        all += (all.empty() ? "" : ", ") + std::string(m->name) + "@" + std::to_string(m->version);
    }
    return fault{fault_kind::invalid, "is no mechanism of this program", std::string(text.substr(0, longest_name)),
                 "it has " + all};
}

}  // namespace rf
