#include <algorithm>
#include <charconv>

#include "replay/mechanism.hpp"

namespace rf {
namespace {

fault refuse(std::string what, std::string where, std::string advice = "") {
    return {fault_kind::invalid, std::move(what), std::move(where), std::move(advice)};
}

std::string full_name(const mechanism& m) { return std::string(m.name) + "@" + std::to_string(m.version); }

parameter standard_of(const parameter_rule& rule) {
    parameter p{std::string(rule.name), {}};
    if (const auto* text = std::get_if<std::string_view>(&rule.standard)) p.value = std::string(*text);
    else if (const auto* n = std::get_if<double>(&rule.standard)) p.value = *n;
    else if (const auto* i = std::get_if<std::uint64_t>(&rule.standard)) p.value = *i;
    else p.value = std::get<bool>(rule.standard);
    return p;
}

bool is_choice(std::string_view choices, std::string_view value) {
    while (true) {
        const auto bar = choices.find('|');
        if (choices.substr(0, bar) == value) return true;
        if (bar == std::string_view::npos) return false;
        choices.remove_prefix(bar + 1);
    }
}

// The shortest decimal that reads back as the same number; no locale.
std::string decimal(double value) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, value);
    return {text, end.ptr};
}

status check_value(const parameter_rule& rule, const parameter& p) {
    if (p.value.index() != rule.standard.index()) return refuse("has another type than its rule", p.name);
    if (const auto* text = std::get_if<std::string>(&p.value)) {
        if (!is_choice(rule.choices, *text))
            return refuse("is none of its values", p.name, "choose one of " + std::string(rule.choices));
        return done();
    }
    double value = 0;
    if (const auto* n = std::get_if<double>(&p.value)) value = *n;
    else if (const auto* i = std::get_if<std::uint64_t>(&p.value)) value = double(*i);
    else return done();
    if (!(value >= rule.least && value <= rule.most))
        return refuse("is out of bounds", p.name,
                      "from " + decimal(rule.least) + " to " + decimal(rule.most));
    return done();
}

const parameter& pinned(const parameters& all, std::string_view name) {
    const auto at = std::lower_bound(all.begin(), all.end(), name,
                                     [](const parameter& p, std::string_view n) { return p.name < n; });
    RF_REQUIRE(at != all.end() && at->name == name);
    return *at;
}

template <class T>
const T& pinned_as(const parameters& all, std::string_view name) {
    const T* value = std::get_if<T>(&pinned(all, name).value);
    RF_REQUIRE(value != nullptr);
    return *value;
}

}  // namespace

result<parameters> complete_parameters(const mechanism& m, const parameters& chosen) {
    parameters all;
    all.reserve(m.rules.size());
    for (const auto& rule : m.rules) all.push_back(standard_of(rule));

    std::vector<bool> set(all.size(), false);
    for (const parameter& p : chosen) {
        const auto at =
            std::lower_bound(m.rules.begin(), m.rules.end(), std::string_view(p.name),
                             [](const parameter_rule& r, std::string_view n) { return r.name < n; });
        if (at == m.rules.end() || at->name != p.name)
            return refuse("is no parameter of " + full_name(m), p.name);
        const auto place = std::size_t(at - m.rules.begin());
        if (set[place]) return refuse("is given twice", p.name);
        if (auto fits = check_value(*at, p); !fits) return fits.error();
        set[place] = true;
        all[place] = p;
    }
    return all;
}

status check_parameters(const mechanism& m, const parameters& all) {
    if (all.size() != m.rules.size())
        return refuse("parameters are not those of " + full_name(m), std::to_string(all.size()) + " of them");
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].name != m.rules[i].name)
            return refuse("is not the parameter of " + full_name(m) + " in this place", all[i].name,
                          "expected " + std::string(m.rules[i].name));
        if (auto fits = check_value(m.rules[i], all[i]); !fits) return fits;
    }
    return done();
}

double number(const parameters& p, std::string_view name) { return pinned_as<double>(p, name); }
std::uint64_t integer(const parameters& p, std::string_view name) {
    return pinned_as<std::uint64_t>(p, name);
}
bool flag(const parameters& p, std::string_view name) { return pinned_as<bool>(p, name); }
std::string_view choice(const parameters& p, std::string_view name) {
    return pinned_as<std::string>(p, name);
}

}  // namespace rf
