#include "replay/mechanisms/reasonforge_1.hpp"

#include <algorithm>

#include "replay/carry.hpp"
#include "replay/mechanisms/emit_rules.hpp"

namespace rf::reasonforge_1 {
namespace {

constexpr parameter_rule part(std::string_view name, double standard, std::string_view says) {
    return {name, standard, 0, 1, "", says};
}
constexpr parameter_rule factor(std::string_view name, double standard, std::string_view says) {
    return {name, standard, 0, 100, "", says};
}
constexpr parameter_rule count(std::string_view name, std::uint64_t standard, std::string_view says) {
    return {name, standard, 1, 1024, "", says};
}

constexpr parameter_rule rules[] = {
    factor("breakthrough.above", 0.8, "eq. 6: the CMS above which an unsolved task pays more"),
    factor("breakthrough.factor", 2, "eq. 6: how much more"),
    part("checks.causal.bootstrap", .35, "eq. 11"),
    part("checks.causal.dag", .25, "eq. 11"),
    part("checks.causal.docalculus", .40, "eq. 11"),
    part("checks.code.formal", .30, "eq. 11"),
    part("checks.code.static_analysis", .20, "eq. 11"),
    part("checks.code.tests", .50, "eq. 11"),
    part("checks.ethical.coverage", .30, "eq. 11"),
    part("checks.ethical.logic", .70, "eq. 11"),
    part("checks.mathematics.numerical", .15, "eq. 11"),
    part("checks.mathematics.proof", .60, "eq. 11"),
    part("checks.mathematics.steps", .25, "eq. 11"),
    part("checks.scientific.citations", .25, "eq. 11"),
    part("checks.scientific.simulation", .40, "eq. 11"),
    part("checks.scientific.statistics", .35, "eq. 11"),
    part("checks.strategic.constraints", .30, "eq. 11"),
    part("checks.strategic.equilibrium", .20, "eq. 11"),
    part("checks.strategic.solver", .50, "eq. 11"),
    part("cms.accuracy", .30, "eq. 2"),
    part("cms.efficiency", .15, "eq. 2"),
    part("cms.novelty", .15, "eq. 2"),
    part("cms.quality", .40, "eq. 2"),
    part("consensus.trim", .10, "eq. 12: the part dropped at each end"),
    count("consensus.trim_from", 5, "eq. 12: the number of scores from which it is dropped"),
    factor("difficulty.01", 1, "D of a task of difficulty 1"),
    factor("difficulty.02", 1, "D of a task of difficulty 2"),
    factor("difficulty.03", 1.25, "D of a task of difficulty 3"),
    factor("difficulty.04", 1.25, "D of a task of difficulty 4"),
    factor("difficulty.05", 1.5, "D of a task of difficulty 5"),
    factor("difficulty.06", 1.5, "D of a task of difficulty 6"),
    factor("difficulty.07", 1.75, "D of a task of difficulty 7"),
    factor("difficulty.08", 1.75, "D of a task of difficulty 8"),
    factor("difficulty.09", 2, "D of a task of difficulty 9"),
    factor("difficulty.10", 2, "D of a task of difficulty 10"),
    part("emission.miner", .90, "eq. 1"),
    part("emission.validator", .10, "eq. 1"),
    emit_max_share,
    emit_max_void_share,
    emit_min_count,
    emit_pad,
    part("final.consensus", .40, "eq. 13"),
    part("final.objective", .60, "eq. 13"),
    factor("peb.alpha", .20, "eq. 4"),
    count("peb.ranks", 10, "eq. 4: K, the last rank that has a bonus and lengthens a streak"),
    count("peb.streak_cap", 10, "eq. 4: the streak beyond which the bonus does not grow"),
    part("reputation.above", .80, "the mean VAS above which it rises"),
    factor("reputation.cap", 1.5, "and to where"),
    factor("reputation.slope", .5, "and how steeply"),
    {"reputation.span", 0.20, 0.000001, 1, "", "... over this much VAS"},
    count("reputation.window", 30, "how many VAS count"),
    part("similarity.factor", .5, "what is left of Q, A and N"),
    part("similarity.threshold", .95, "the similarity above which it is left"),
    part("slash.gamma", .05, "eq. 10"),
    part("slash.threshold", .60, "eq. 10"),
    count("slash.window", 7, "eq. 10: how many VAS count"),
    tasks_sample,
    {"trap.rate", .15, 0, 1, "", "the part of an epoch's tasks that are traps; for whoever draws them", true},
    {"trap.threshold", 0.30, 0.000001, 1, "", "eq. 9: the average below which S is cut"},
};
static_assert(sorted_by_name(rules));

constexpr std::string_view domains[] = {"mathematics", "code",   "scientific",
                                        "strategic",   "causal", "ethical"};
static_assert(std::size(domains) == domain_count);

// A seat's way through an epoch.
struct standing {
    double weighed = 0;  // sum of CMS * D
    std::uint64_t entries = 0;
    double trapped = 0;  // sum of trap scores
    std::uint64_t traps = 0;
};

// The streak after this epoch; `rank` is 0 for the unranked.
std::uint32_t next_streak(const constants& c, const carry& in, const account& who, std::size_t rank) {
    if (rank == 0 || rank > c.peb_ranks) return 0;
    const carry_entry* before = in.find(who);
    const std::uint32_t streak = before ? before->streak : 0;
    return streak == UINT32_MAX ? streak : streak + 1;
}

// Rank 1 is the highest S; ties go to the lower uid; S = 0 has rank 0.
std::vector<std::size_t> ranks(const std::vector<double>& s) {
    std::vector<std::size_t> order;
    order.reserve(s.size());
    for (std::size_t i = 0; i < s.size(); ++i)
        if (s[i] > 0) order.push_back(i);
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return s[a] > s[b] || (s[a] == s[b] && a < b); });
    std::vector<std::size_t> rank(s.size(), 0);
    for (std::size_t place = 0; place < order.size(); ++place) rank[order[place]] = place + 1;
    return rank;
}

result<epoch_result> score(const epoch_facts& facts) {
    const constants c = read(facts.params);
    const std::size_t n = facts.seats.size();

    std::vector<standing> seen(n);
    for (const task_facts& task : facts.tasks) {
        const double difficulty = c.difficulty[task.difficulty - 1];
        for (std::size_t i = 0; i < n; ++i) {
            if (!counts(task.replies[i].what)) continue;
            const double worth = cms_of(c, task, task.replies[i]);
            standing& s = seen[i];
            s.weighed += worth * difficulty;
            s.entries += 1;
            if (!task.trap) continue;
            s.trapped += worth;
            s.traps += 1;
        }
    }

    std::vector<double> s(n), penalty(n), placed(n), streaks(n), bonus(n);
    for (std::size_t i = 0; i < n; ++i) {
        penalty[i] = trap_penalty(c, seen[i].trapped, seen[i].traps);
        s[i] = s_epoch(seen[i].weighed, seen[i].entries, penalty[i]);
    }

    epoch_result r;
    r.scores.resize(n);
    std::vector<carry_entry> out;
    const auto rank = ranks(s);
    for (std::size_t i = 0; i < n; ++i) {
        const account& who = facts.seats[i].who;
        const std::uint32_t streak = next_streak(c, facts.in, who, rank[i]);
        bonus[i] = peb(c, rank[i], streak);
        placed[i] = double(rank[i]);
        streaks[i] = double(streak);
        r.scores[i] = s[i] * (1 + bonus[i]);
        if (streak == 0) continue;
        carry_entry& e = out.emplace_back();
        e.who = who;
        e.streak = streak;
    }
    r.out = as_carry(std::move(out));
    r.detail.reserve(5);
    r.detail.push_back({"s_epoch", std::move(s)});
    r.detail.push_back({"trap_penalty", std::move(penalty)});
    r.detail.push_back({"rank", std::move(placed)});
    r.detail.push_back({"streak", std::move(streaks)});
    r.detail.push_back({"peb", std::move(bonus)});
    return r;
}

}  // namespace

const mechanism entry{"reasonforge", 1, rules, domains, "axon", "objective,similarity,latency",
                      std::size_t(1), 0, score, "s_epoch"};

constants read(const parameters& p) {
    constants c;
    c.cms_quality = number(p, "cms.quality");
    c.cms_accuracy = number(p, "cms.accuracy");
    c.cms_novelty = number(p, "cms.novelty");
    c.cms_efficiency = number(p, "cms.efficiency");
    c.emission_miner = number(p, "emission.miner");
    c.emission_validator = number(p, "emission.validator");
    c.peb_alpha = number(p, "peb.alpha");
    c.peb_ranks = integer(p, "peb.ranks");
    c.peb_streak_cap = integer(p, "peb.streak_cap");
    c.breakthrough_above = number(p, "breakthrough.above");
    c.breakthrough_factor = number(p, "breakthrough.factor");
    c.trap_threshold = number(p, "trap.threshold");
    c.similarity_above = number(p, "similarity.threshold");
    c.similarity_factor = number(p, "similarity.factor");
    c.slash_gamma = number(p, "slash.gamma");
    c.slash_threshold = number(p, "slash.threshold");
    c.slash_window = integer(p, "slash.window");
    c.reputation_above = number(p, "reputation.above");
    c.reputation_cap = number(p, "reputation.cap");
    c.reputation_slope = number(p, "reputation.slope");
    c.reputation_span = number(p, "reputation.span");
    c.reputation_window = integer(p, "reputation.window");
    c.final_objective = number(p, "final.objective");
    c.final_consensus = number(p, "final.consensus");
    c.consensus_trim = number(p, "consensus.trim");
    c.consensus_trim_from = integer(p, "consensus.trim_from");
    for (std::size_t d = 1; d <= c.difficulty.size(); ++d)
        c.difficulty[d - 1] = number(p, (d < 10 ? "difficulty.0" : "difficulty.") + std::to_string(d));
    // In the order of the rules' table, which is the order of the sum in eq. 11.
    constexpr std::string_view checks[domain_count][most_checks] = {
        {"checks.mathematics.proof", "checks.mathematics.steps", "checks.mathematics.numerical"},
        {"checks.code.tests", "checks.code.static_analysis", "checks.code.formal"},
        {"checks.scientific.simulation", "checks.scientific.statistics", "checks.scientific.citations"},
        {"checks.strategic.solver", "checks.strategic.constraints", "checks.strategic.equilibrium"},
        {"checks.causal.docalculus", "checks.causal.bootstrap", "checks.causal.dag"},
        {"checks.ethical.coverage", "checks.ethical.logic", ""},
    };
    for (std::size_t d = 0; d < domain_count; ++d)
        for (std::size_t k = 0; k < most_checks; ++k)
            c.checks[d][k] = checks[d][k].empty() ? 0 : number(p, checks[d][k]);
    return c;
}

double cms_of(const constants& c, const task_facts& task, const reply_facts& reply) {
    const auto* seen = reply.what == outcome::answered ? std::get_if<reasonforge_seen>(&reply.seen) : nullptr;
    if (!seen) return 0;
    const bool copied = seen->similarity > c.similarity_above;
    const double kept = copied ? c.similarity_factor : 1;
    const double worth =
        cms(c, seen->quality * kept, seen->accuracy * kept, seen->novelty * kept, seen->efficiency);
    return breakthrough(c, worth, task.previously_unsolved);
}

}  // namespace rf::reasonforge_1
