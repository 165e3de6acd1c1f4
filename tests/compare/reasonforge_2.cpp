#include "tests/compare/reasonforge_2.hpp"

#include <algorithm>

#include "replay/mechanisms/reasonforge_1.hpp"

namespace rf {
namespace {

bool is_gone(std::string_view name) { return name.substr(0, 4) == "peb."; }

std::vector<parameter_rule> make_rules() {
    std::vector<parameter_rule> rules;
    for (const parameter_rule& r : reasonforge_1::entry.rules)
        if (!is_gone(r.name)) rules.push_back(r);
    rules.push_back({"silence.cost", 0.5, 0, 1, "", "what is lost by silence"});
    std::sort(rules.begin(), rules.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return rules;
}

result<epoch_result> score(const epoch_facts& facts) {
    epoch_facts as_1 = facts;
    parameters kept = facts.params;
    std::erase_if(kept, [](const parameter& p) { return p.name == "silence.cost"; });
    as_1.params = *complete_parameters(reasonforge_1::entry, kept);
    auto r = reasonforge_1::entry.score(as_1);
    if (!r) return r;
    for (std::size_t i = 0; i < facts.seats.size(); ++i) {
        double asked = 0, silent = 0;
        for (const task_facts& t : facts.tasks) {
            asked += counts(t.replies[i].what);
            silent += counts(t.replies[i].what) && t.replies[i].what != outcome::answered;
        }
        double& s = r->detail[reasonforge_1::col_s_epoch].values[i];
        if (asked > 0) s = s * (1 - number(facts.params, "silence.cost") * silent / asked);
        r->scores[i] = s;
    }
    return r;
}

}  // namespace

const mechanism& reasonforge_2() {
    static const std::vector<parameter_rule> rules = make_rules();
    static const mechanism entry = [] {
        mechanism m = reasonforge_1::entry;
        m.version = 2;
        m.rules = rules;
        m.score = score;
        return m;
    }();
    return entry;
}

std::span<const mechanism* const> catalog_with_reasonforge_2() {
    static const std::vector<const mechanism*> all = [] {
        std::vector<const mechanism*> list(catalog().begin(), catalog().end());
        list.push_back(&reasonforge_2());
        return list;
    }();
    return all;
}

}  // namespace rf
