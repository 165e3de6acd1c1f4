#include <algorithm>
#include <charconv>
#include <cmath>

#include "actors/programs/validator_config_keys.hpp"

namespace rf {
namespace {

std::string decimal(double v) {
    char text[400];
    const auto end = std::to_chars(text, text + sizeof text, v, std::chars_format::fixed);
    return {text, end.ptr};
}

std::string bounds(const config_key& key) {
    return "from " + decimal(key.least) + " to " + decimal(key.most) +
           (key.unit.empty() ? "" : " " + std::string(key.unit));
}

bool one_of(std::string_view choices, std::string_view value) {
    while (true) {
        const auto bar = choices.find('|');
        if (choices.substr(0, bar) == value) return true;
        if (bar == choices.npos) return false;
        choices.remove_prefix(bar + 1);
    }
}

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

fault expected(const config_key& key, std::string what, std::string advice) {
    return {fault_kind::invalid, std::string(key.name) + " " + std::move(what), "", std::move(advice)};
}

}  // namespace

std::string did_you_mean(std::string_view name, std::span<const std::string_view> known) {
    if (name.size() > 128) return {};
    std::string_view best;
    std::size_t least = 3;
    for (const std::string_view each : known) {
        std::size_t away = distance(name, each);
        if (last_part(each) == last_part(name)) away = std::min<std::size_t>(away, 2);  // in another section
        if (away >= least) continue;
        least = away;
        best = each;
    }
    return best.empty() ? std::string() : "did you mean " + std::string(best) + "?";
}

std::string environment_name(const config_key& key) {
    std::string out = "RF_";
    for (const char c : key.name) out += c == '.' ? '_' : c >= 'a' && c <= 'z' ? char(c - 'a' + 'A') : c;
    return out;
}

std::string config_text(const config_value& value) {
    if (const auto* yes = std::get_if<bool>(&value)) return *yes ? "true" : "false";
    if (const auto* whole = std::get_if<std::uint64_t>(&value)) return std::to_string(*whole);
    if (const auto* real = std::get_if<double>(&value)) {
        const std::string text = decimal(*real);
        return text.find('.') == text.npos ? text + ".0" : text;
    }
    std::string out = "\"";
    for (const char c : std::get<std::string>(value)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

status check_config_value(const config_key& key, const config_value& value) {
    if (value.index() != key.standard.index()) {
        constexpr std::string_view names[] = {"true or false", "a whole number", "a number", "a text"};
        return expected(key, "has another type", std::string(names[key.standard.index()]) + " is expected");
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
        if (!key.unit.empty() && !one_of(key.unit, *text))
            return expected(key, "is none of its values", "one of " + std::string(key.unit));
        if (double(text->size()) > key.most)
            return expected(key, "is too long", "at most " + decimal(key.most) + " bytes");
        if (std::ranges::any_of(*text, [](char c) { return std::uint8_t(c) < 32 || std::uint8_t(c) > 126; }))
            return expected(key, "has a character that cannot be printed", "plain ASCII is expected");
        return done();
    }
    double number = 0;
    if (const auto* whole = std::get_if<std::uint64_t>(&value)) number = double(*whole);
    else if (const auto* real = std::get_if<double>(&value)) number = *real;
    else return done();
    if (!(number >= key.least && number <= key.most)) return expected(key, "is out of bounds", bounds(key));
    return done();
}

result<config_value> config_value_from(const config_key& key, std::string_view text) {
    const char* end = text.data() + text.size();
    config_value v = key.standard;
    if (std::holds_alternative<bool>(v)) {
        if (text != "true" && text != "false") return expected(key, "is neither true nor false", "write one of them");
        v = text == "true";
    } else if (auto* whole = std::get_if<std::uint64_t>(&v)) {
        const auto read = std::from_chars(text.data(), end, *whole);
        if (read.ec != std::errc() || read.ptr != end) return expected(key, "is no whole number", bounds(key));
    } else if (auto* real = std::get_if<double>(&v)) {
        const auto read = std::from_chars(text.data(), end, *real);
        if (read.ec != std::errc() || read.ptr != end || !std::isfinite(*real))
            return expected(key, "is no number", bounds(key));
    } else {
        v = std::string(text);
    }
    if (status fits = check_config_value(key, v); !fits) return fits.error();
    return v;
}

}  // namespace rf
