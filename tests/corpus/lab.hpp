// lab: the dice and building blocks that planned epochs are made with.
#pragma once

#include <cmath>

#include "tests/corpus/plan.hpp"

namespace rf::corpus {

inline double above(double v) {
    return std::nextafter(v, 1e300);
}
inline double below(double v) {
    return std::nextafter(v, -1.0);
}

class lab {
  public:
    lab(std::string_view what, std::uint64_t seed) : dice_(seed_of(what, seed)) {}

    dice& roll() { return dice_; }
    std::uint64_t between(std::uint64_t least, std::uint64_t most) {
        return least + dice_.below(most - least + 1);
    }
    template <class T>
    const T& one_of(const std::vector<T>& of) {
        return of[dice_.below(of.size())];
    }

    // In 0..1: often a hundredth, sometimes an end, else any.
    double part() {
        const auto kind = dice_.below(10);
        if (kind == 0) return double(dice_.below(2));
        return kind < 7 ? double(dice_.below(101)) / 100 : dice_.unit();
    }

    roster seats(std::size_t count, bool evm = false) {
        roster out;
        std::uint16_t uid = std::uint16_t(dice_.below(3));
        for (std::size_t i = 0; i < count; ++i) {
            seat s;
            s.who.type = evm ? account_type::evm : account_type::sr25519;
            dice_.fill(s.who.b.data(), s.who.size());
            s.uid = uid;
            out.push_back(s);
            uid = std::uint16_t(uid + 1 + dice_.below(4));  // uids have gaps
        }
        return out;
    }

    // A task of which nobody is asked yet.
    task_facts task(const roster& of, std::uint8_t domains = 0) {
        task_facts t;
        t.domain = domains ? std::uint8_t(dice_.below(domains)) : std::uint8_t(0);
        t.difficulty = std::uint8_t(between(1, 10));
        t.replies.resize(of.size());
        return t;
    }

    outcome failure() {
        static const std::vector<outcome> ways{outcome::timeout, outcome::bad_hash, outcome::failed};
        return one_of(ways);
    }

    // Every parameter off its default; emission only where `emission` says so.
    parameters off_defaults(const mechanism& m, bool emission) {
        parameters out;
        for (const parameter_rule& rule : m.rules) {
            if (rule.shapes_draw || (rule.name.starts_with("emit.") && !emission)) continue;
            out.push_back({std::string(rule.name), other_value(rule)});
        }
        return out;
    }

  private:
    static hash32 seed_of(std::string_view what, std::uint64_t seed) {
        std::uint8_t n[8];
        put_be64(n, seed);
        return sha256({view("corpus"), view(what), byte_view(n, 8)});
    }

    decltype(parameter::value) other_value(const parameter_rule& rule) {
        if (const auto* flag = std::get_if<bool>(&rule.standard)) return !*flag;
        if (std::holds_alternative<std::string_view>(rule.standard)) {
            std::vector<std::string> choices;
            std::string_view rest = rule.choices;
            for (std::size_t bar = 0; bar != std::string_view::npos; rest = rest.substr(bar + 1)) {
                bar = rest.find('|');
                choices.emplace_back(rest.substr(0, bar));
                if (bar == std::string_view::npos) break;
            }
            return one_of(choices);
        }
        if (const auto* n = std::get_if<std::uint64_t>(&rule.standard)) {
            const auto least = std::uint64_t(rule.least);
            const auto most = std::uint64_t(std::min(rule.most, double(*n) * 2 + 3));
            std::uint64_t v = between(least, most);
            return v == *n ? (v < most ? v + 1 : v - 1) : v;
        }
        // Near its default, in steps of 1/64: no two parameters share a value by design.
        const double standard = std::get<double>(rule.standard);
        const double wide = std::min(rule.most, standard * 2 + 0.25);
        const double v = rule.least + (wide - rule.least) * double(between(1, 63)) / 64;
        return v == standard ? wide : v;
    }

    dice dice_;
};

inline void set(parameters& p, std::string_view name, decltype(parameter::value) value) {
    for (parameter& each : p)
        if (each.name == name) {
            each.value = std::move(value);
            return;
        }
    p.push_back({std::string(name), std::move(value)});
}

// What an epoch is planned with: the chosen parameters completed.
inline parameters complete(const mechanism& m, parameters chosen) {
    auto all = complete_parameters(m, chosen);
    RF_REQUIRE(all.ok());
    return *all;
}

inline std::string numbered(std::string_view name, std::size_t n) {
    const std::string digits = std::to_string(n);
    return std::string(name) + "-" + std::string(digits.size() < 2 ? 2 - digits.size() : 0, '0') + digits;
}

}  // namespace rf::corpus
