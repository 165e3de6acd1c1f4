#include "replay/mechanisms/aml_ensemble_1.hpp"

#include <algorithm>

#include "replay/carry.hpp"
#include "replay/mechanisms/emit_rules.hpp"

namespace rf::aml_ensemble_1 {
namespace {

constexpr parameter_rule part(std::string_view name, double standard, std::string_view says) {
    return {name, standard, 0, 1, "", says};
}

constexpr parameter_rule rules[] = {
    {"aml.alpha", std::uint64_t{2}, 1, 8, "", "the exponent of a performance in the ensemble"},
    {"aml.history", std::uint64_t{30}, 1, 30, "", "how many past scores make a performance"},
    emit_max_share,
    emit_max_void_share,
    emit_min_count,
    emit_pad,
    part("plagiarism.above", .95, "the Pearson correlation above which it is a copy"),
    {"plagiarism.common", std::uint64_t{10}, 2, 1000000, "", "alerts both must have scored"},
    tasks_sample,
    {"tier1.latency_ms", 100.0, 0, 1000000, "", "the highest mean latency an alert"},
    part("tier1.repeat", 1e-6, "how far a repeated score may be off"),
    part("tier1.score", .2, "for passing tier 1"),
    part("tier2.median_cost", .05, "for a median outside these two"),
    part("tier2.median_high", .9, "the highest median"),
    part("tier2.median_low", .1, "the lowest median"),
    part("tier2.most", .3, "tier 2 without deductions"),
    part("tier2.trap_cost", .05, "for each trap missed"),
    part("tier2.variance", .001, "the lowest variance"),
    part("tier2.variance_cost", .1, "for a variance below it"),
    part("tier3.pr", .2, "weight of AUC-PR"),
    part("tier3.roc", .3, "weight of AUC-ROC"),
    {"tier3.samples", std::uint64_t{10}, 2, 1000000, "", "labelled alerts that tier 3 needs"},
};
static_assert(sorted_by_name(rules));

const aml_ensemble_seen* seen_in(const reply_facts& reply) {
    return reply.what == outcome::answered ? std::get_if<aml_ensemble_seen>(&reply.seen) : nullptr;
}

// The newest tier 3 of every seat, by submission: carried in, then settled.
void settle(const epoch_facts& facts, std::vector<carry_entry>& entries) {
    for (const settled_score& s : facts.settled)
        for (carry_entry& e : entries) {
            if (e.who != s.who || s.submitted_epoch <= e.tier3_epoch) continue;
            e.tier3 = s.tier3;
            e.tier3_epoch = s.submitted_epoch;
        }
}

void remember(const constants& c, std::vector<double>& history, double score) {
    history.push_back(score);
    if (history.size() > c.history)
        history.erase(history.begin(), history.end() - std::ptrdiff_t(c.history));
}

result<epoch_result> score(const epoch_facts& facts) {
    const constants c = read(facts.params);
    const std::size_t n = facts.seats.size();

    std::vector<carry_entry> entries(n);
    std::vector<double> performances(n), tier_1(n), tier_2(n), tier_3(n);
    for (std::size_t i = 0; i < n; ++i) {
        if (const carry_entry* e = facts.in.find(facts.seats[i].who)) entries[i] = *e;
        entries[i].who = facts.seats[i].who;
        performances[i] = performance(c, entries[i].history);
    }
    settle(facts, entries);

    epoch_result r;
    r.scores.resize(n);
    for (const task_facts& task : facts.tasks)
        for (std::size_t i = 0; i < n; ++i) {
            if (!counts(task.replies[i].what)) continue;
            const auto* seen = seen_in(task.replies[i]);
            if (seen && seen->tier1) {
                tier_1[i] = c.tier1_score;
                tier_2[i] = seen->tier2;
                tier_3[i] = entries[i].tier3;
                r.scores[i] = tier_1[i] + tier_2[i] + tier_3[i];
            }
            remember(c, entries[i].history, r.scores[i]);
        }
    r.out = as_carry(std::move(entries));
    auto weights = ensemble_weights(c, performances);
    r.detail.push_back({"performance", std::move(performances)});
    r.detail.push_back({"ensemble_weight", std::move(weights)});
    r.detail.push_back({"tier1", std::move(tier_1)});
    r.detail.push_back({"tier2", std::move(tier_2)});
    r.detail.push_back({"tier3", std::move(tier_3)});
    return r;
}

double power(double value, std::uint64_t exponent) {
    double product = value;
    for (std::uint64_t i = 1; i < exponent; ++i) product *= value;
    return product;
}

}  // namespace

const mechanism entry{"aml_ensemble", 1, rules, {}, "aml", "integrity,pattern,ground_truth", 4, 1, score};

constants read(const parameters& p) {
    constants c;
    c.alpha = integer(p, "aml.alpha");
    c.history = integer(p, "aml.history");
    c.tier1_score = number(p, "tier1.score");
    c.tier1_latency_ms = number(p, "tier1.latency_ms");
    c.tier1_repeat = number(p, "tier1.repeat");
    c.tier2_most = number(p, "tier2.most");
    c.tier2_variance = number(p, "tier2.variance");
    c.tier2_variance_cost = number(p, "tier2.variance_cost");
    c.tier2_trap_cost = number(p, "tier2.trap_cost");
    c.tier2_median_low = number(p, "tier2.median_low");
    c.tier2_median_high = number(p, "tier2.median_high");
    c.tier2_median_cost = number(p, "tier2.median_cost");
    c.plagiarism_above = number(p, "plagiarism.above");
    c.plagiarism_common = integer(p, "plagiarism.common");
    c.tier3_roc = number(p, "tier3.roc");
    c.tier3_pr = number(p, "tier3.pr");
    c.tier3_samples = integer(p, "tier3.samples");
    return c;
}

double performance(const constants& c, std::span<const double> history) {
    const auto recent = history.size() > c.history ? history.last(std::size_t(c.history)) : history;
    if (recent.empty()) return 0;
    double sum = 0;
    for (const double h : recent) sum += h;
    return sum / double(recent.size());
}

std::vector<double> ensemble_weights(const constants& c, std::span<const double> performances) {
    double total = 0;
    for (const double p : performances)
        if (p > 0) total += power(p, c.alpha);
    std::vector<double> weights;
    for (const double p : performances) {
        if (!(total > 0)) weights.push_back(1 / double(performances.size()));
        else weights.push_back(p > 0 ? power(p, c.alpha) / total : 0);
    }
    return weights;
}

std::vector<alert_score> ensemble_scores(std::span<const double> weights, const task_facts& task) {
    RF_REQUIRE(weights.size() == task.replies.size());
    std::vector<std::uint32_t> alerts;
    for (const reply_facts& reply : task.replies)
        if (const auto* seen = seen_in(reply))
            for (const alert_score& s : seen->scores) alerts.push_back(s.alert);
    std::sort(alerts.begin(), alerts.end());
    alerts.erase(std::unique(alerts.begin(), alerts.end()), alerts.end());

    std::vector<alert_score> out;
    std::vector<std::size_t> next(task.replies.size(), 0);
    for (const std::uint32_t alert : alerts) {
        double sum = 0, weight = 0;
        for (std::size_t i = 0; i < task.replies.size(); ++i) {
            const auto* seen = seen_in(task.replies[i]);
            if (!seen || next[i] == seen->scores.size() || seen->scores[next[i]].alert != alert) continue;
            const double given = seen->scores[next[i]++].score;
            if (!(weights[i] > 0)) continue;
            sum += weights[i] * given;
            weight += weights[i];
        }
        if (weight > 0) out.push_back({alert, sum / weight});
    }
    return out;
}

}  // namespace rf::aml_ensemble_1
