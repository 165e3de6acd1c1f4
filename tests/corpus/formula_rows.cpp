#include "tests/corpus/formula_rows.hpp"

#include <algorithm>
#include <bit>
#include <map>

#include "replay/hexfloat.hpp"
#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/judge_epm_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"

namespace rf::corpus {
namespace {

namespace aml = aml_ensemble_1;
namespace forge = reasonforge_1;

using list = std::vector<double>;
using lists = std::vector<list>;

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(by);
        if (by != ' ' || end != 0) parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<list> numbers(std::string_view text) {
    list out;
    for (const auto word : split(text, ' ')) {
        if (word.empty()) continue;
        const auto value = parse_hexfloat(word);
        if (!value) return std::nullopt;
        out.push_back(*value);
    }
    return out;
}

// Those named, in their rule's type; all others at their defaults.
std::optional<parameters> parameters_of(const mechanism& m, const std::vector<std::string_view>& words) {
    parameters chosen;
    for (const auto word : words) {
        const auto equals = word.find('=');
        const auto name = word.substr(0, equals);
        const auto value = parse_hexfloat(word.substr(std::min(equals, word.size() - 1) + 1));
        const auto rule = std::find_if(m.rules.begin(), m.rules.end(), [&](const auto& r) { return r.name == name; });
        if (!value || rule == m.rules.end()) return std::nullopt;
        if (std::holds_alternative<std::uint64_t>(rule->standard))
            chosen.push_back({std::string(name), std::uint64_t(*value)});
        else chosen.push_back({std::string(name), *value});
    }
    auto all = complete_parameters(m, chosen);
    if (!all) return std::nullopt;
    return *all;
}

std::vector<alert_score> alerts(const list& at, const list& scores) {
    std::vector<alert_score> out;
    for (std::size_t i = 0; i < at.size(); ++i) out.push_back({std::uint32_t(at[i]), scores[i]});
    return out;
}

std::vector<alert_score> alerts(const list& scores) {
    std::vector<alert_score> out;
    for (std::size_t i = 0; i < scores.size(); ++i) out.push_back({std::uint32_t(i), scores[i]});
    return out;
}

std::vector<aml::labelled_score> labelled(const lists& a) {
    std::vector<aml::labelled_score> out;
    for (std::size_t i = 0; i < a[0].size(); ++i) out.push_back({a[0][i], a[1][i] > 0});
    return out;
}

list both(forge::pools p) { return {p.miner, p.validator}; }

list objective(const forge::constants& c, const lists& a) {
    std::vector<std::optional<double>> checks;
    for (std::size_t k = 0; k < a[2].size(); ++k)
        checks.push_back(a[1][k] > 0 ? std::optional(a[2][k]) : std::nullopt);
    return {forge::objective(c, forge::domain(std::uint8_t(a[0][0])), checks)};
}

list consensus(const forge::constants& c, const lists& a) {
    std::vector<forge::staked_score> given;
    for (std::size_t i = 0; i < a[0].size(); ++i) given.push_back({a[0][i], a[1][i]});
    return {forge::consensus(c, given)};
}

list tier1(const aml::constants& c, const lists& a) {
    const auto answers = alerts(a[1], a[2]), again = alerts(a[3], a[4]);
    return {double(aml::tier1(c, std::uint32_t(a[0][0]), {answers, again, std::uint64_t(a[5][0])}))};
}

list likeness(const aml::constants& c, const lists& a) {
    const auto l = aml::compare(alerts(a[0], a[1]), alerts(a[2], a[3]));
    return {l.pearson, double(l.common), double(aml::plagiarised(c, l))};
}

list ensemble_scores(const aml::constants&, const lists& a) {
    task_facts task;
    for (std::size_t i = 1; i + 1 < a.size(); i += 2)
        task.replies.push_back({outcome::answered, aml_ensemble_seen{true, 0, alerts(a[i], a[i + 1])}});
    list out;
    for (const alert_score& s : aml::ensemble_scores(a[0], task)) {
        out.push_back(s.alert);
        out.push_back(s.score);
    }
    return out;
}

using reasonforge_call = list (*)(const forge::constants&, const lists&);
const std::map<std::string_view, reasonforge_call> of_reasonforge{
    {"emission_pools", [](const auto& c, const lists& a) { return both(forge::emission_pools(c, a[0][0])); }},
    {"s_epoch", [](const auto&, const lists& a) { return list{forge::s_epoch(a[0], a[1], a[2][0])}; }},
    {"peb",
     [](const auto& c, const lists& a) {
         return list{forge::peb(c, std::uint64_t(a[0][0]), std::uint64_t(a[1][0]))};
     }},
    {"miner_emission", [](const auto&, const lists& a) { return forge::miner_emission(a[0], a[1], a[2][0]); }},
    {"vas", [](const auto&, const lists& a) { return list{forge::vas(a[0], a[1])}; }},
    {"validator_emission",
     [](const auto&, const lists& a) { return forge::validator_emission(a[0], a[1], a[2], a[3][0]); }},
    {"trap_penalty", [](const auto& c, const lists& a) { return list{forge::trap_penalty(c, a[0])}; }},
    {"slash", [](const auto& c, const lists& a) { return list{forge::slash(c, a[0][0], a[1][0])}; }},
    {"vas_7d", [](const auto& c, const lists& a) { return list{forge::vas_7d(c, a[0])}; }},
    {"objective", objective},
    {"consensus", consensus},
    {"final", [](const auto& c, const lists& a) { return list{forge::final_score(c, a[0][0], a[1][0])}; }},
    {"reputation", [](const auto& c, const lists& a) { return list{forge::reputation(c, a[0])}; }},
};

using aml_call = list (*)(const aml::constants&, const lists&);
const std::map<std::string_view, aml_call> of_aml{
    {"tier1", tier1},
    {"tier2", [](const auto& c, const lists& a) { return list{aml::tier2(c, alerts(a[0]), std::uint64_t(a[1][0]))}; }},
    {"likeness", likeness},
    {"auc_roc", [](const auto&, const lists& a) { return list{aml::auc_roc(labelled(a))}; }},
    {"auc_pr", [](const auto&, const lists& a) { return list{aml::auc_pr(labelled(a))}; }},
    {"tier3", [](const auto& c, const lists& a) { return list{aml::tier3(c, labelled(a))}; }},
    {"performance", [](const auto& c, const lists& a) { return list{aml::performance(c, a[0])}; }},
    {"ensemble_weights", [](const auto& c, const lists& a) { return aml::ensemble_weights(c, a[0]); }},
    {"ensemble_scores", ensemble_scores},
};

bool agrees(std::string_view line) {
    const auto groups = split(line, '|');
    auto words = split(groups.front(), ' ');
    std::erase_if(words, [](std::string_view w) { return w.empty(); });
    if (words.empty() || groups.size() < 2) return false;
    const std::string_view name = words.front();
    words.erase(words.begin());
    lists given;
    for (std::size_t i = 1; i < groups.size(); ++i) {
        auto values = numbers(groups[i]);
        if (!values) return false;
        given.push_back(std::move(*values));
    }
    const list expected = std::move(given.back());
    given.pop_back();
    list computed;
    if (const auto call = of_reasonforge.find(name); call != of_reasonforge.end()) {
        const auto p = parameters_of(forge::entry, words);
        if (!p) return false;
        computed = call->second(forge::read(*p), given);
    } else if (const auto other = of_aml.find(name); other != of_aml.end()) {
        const auto p = parameters_of(aml::entry, words);
        if (!p) return false;
        computed = other->second(aml::read(*p), given);
    } else if (name == "edges_per_minute") {
        computed = {judge_epm_1::edges_per_minute(std::uint64_t(given[0][0]), given[1][0])};
    } else {
        return false;
    }
    return std::equal(expected.begin(), expected.end(), computed.begin(), computed.end(), [](double a, double b) {
        return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
    });
}

}  // namespace

formula_report check_formula_rows(std::string_view text) {
    formula_report report;
    for (const auto line : split(text, '\n')) {
        if (line.empty()) continue;
        ++report.rows;
        if (report.first.empty() && !agrees(line)) report.first = std::string(line);
    }
    return report;
}

}  // namespace rf::corpus
