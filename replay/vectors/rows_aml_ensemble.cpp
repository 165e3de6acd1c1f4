#include <algorithm>

#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/vectors/rows.hpp"

namespace rf {
namespace {

namespace aml = aml_ensemble_1;

// The alerts of a row by name, sorted; an alert's number is its place here.
using alert_names = std::vector<std::string_view>;

alert_names names_in(const json_value& row) {
    alert_names names;
    for (const json_value& m : row["miners"].items())
        for (const auto& [name, score] : m["scores"].fields()) names.push_back(name);
    for (const auto& [name, score] : row["ensemble"].fields()) names.push_back(name);
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::vector<alert_score> read_scores(const json_value& scores, const alert_names& names) {
    std::vector<alert_score> out;
    for (const auto& [name, score] : scores.fields()) {
        const auto at = std::lower_bound(names.begin(), names.end(), name);
        out.push_back({std::uint32_t(at - names.begin()), score.real()});
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.alert < b.alert; });
    return out;
}

constexpr std::uint32_t this_epoch = 2;  // so that a batch of epoch 1 may be settled

epoch_facts read_row(const json_value& row, const alert_names& names, row_check& check) {
    epoch_facts facts;
    facts.epoch = this_epoch;
    facts.params = vector_parameters(aml::entry, {{"aml.alpha", row["alpha"].whole()}}, check);
    const auto miners = row["miners"].items();
    std::vector<std::uint16_t> uids;
    for (const json_value& m : miners) uids.push_back(m["uid"].uid());
    facts.seats = vector_roster(uids, row["miners"]);
    const auto tiers = row["tiers"].items(miners.size());

    task_facts batch;
    for (std::size_t i = 0; i < miners.size(); ++i) {
        carry_entry past;
        past.who = facts.seats[i].who;
        past.history = miners[i]["history"].reals();
        if (past.history.size() > 30) past.history.erase(past.history.begin(), past.history.end() - 30);
        if (!past.history.empty()) facts.in.entries.push_back(std::move(past));

        tiers[i]["uid"].expect_whole(facts.seats[i].uid);
        aml_ensemble_seen seen{tiers[i]["tier1"].truth(), tiers[i]["tier2"].real(),
                               read_scores(miners[i]["scores"], names)};
        batch.replies.push_back({outcome::answered, std::move(seen)});
        const json_value settled = tiers[i]["tier3"];
        if (!settled.is_null()) facts.settled.push_back({facts.seats[i].who, this_epoch - 1, settled.real()});
    }
    std::sort(facts.in.entries.begin(), facts.in.entries.end(),
              [](const carry_entry& a, const carry_entry& b) { return a.who < b.who; });
    facts.tasks.push_back(std::move(batch));
    return facts;
}

void compare_ensemble(const json_value& row, const alert_names& names, const epoch_facts& facts,
                      const epoch_result& r) {
    const auto& weights = r.detail[aml::col_ensemble_weight].values;
    const auto listed = row["ensemble_weights"].items(
        std::size_t(std::count_if(weights.begin(), weights.end(), [](double w) { return w > 0; })));
    for (std::size_t i = 0, k = 0; i < weights.size(); ++i) {
        if (!(weights[i] > 0)) continue;
        const auto pair = listed[k++].items(2);
        pair[0].expect_whole(facts.seats[i].uid);
        pair[1].expect(weights[i]);
    }
    const auto opinions = aml::ensemble_scores(weights, facts.tasks.front());
    std::size_t scored = 0;
    for (const auto& [name, expected] : row["ensemble"].fields()) {
        const auto alert = std::uint32_t(std::lower_bound(names.begin(), names.end(), name) - names.begin());
        const auto at =
            std::find_if(opinions.begin(), opinions.end(), [&](const auto& o) { return o.alert == alert; });
        if (at == opinions.end()) {
            if (!expected.is_null()) expected.broken("has a value, but no listed miner scored it");
            continue;
        }
        ++scored;
        expected.expect(at->score);
    }
    if (scored != opinions.size()) row["ensemble"].broken("leaves out an alert that listed miners scored");
}

}  // namespace

row_checker aml_ensemble_rows(const vector_witness& witness) {
    return [witness](const json_value& row, row_check& check) {
        const alert_names names = names_in(row);
        const epoch_facts facts = read_row(row, names, check);
        const auto r = run_row(aml::entry, facts, witness, check);
        if (!r) return;
        const auto miners = row["miners"].items(facts.seats.size());
        const auto tiers = row["tiers"].items(facts.seats.size());
        for (std::size_t i = 0; i < miners.size(); ++i) {
            miners[i]["performance"].expect(r->detail[aml::col_performance].values[i]);
            tiers[i]["score"].expect(r->scores[i]);
        }
        compare_ensemble(row, names, facts, *r);
        compare_weights(row, facts.seats, *r);
    };
}

}  // namespace rf
