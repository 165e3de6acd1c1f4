// The mechanisms in which a miner's score before ranking is its own matter; the
// two where other miners' replies take part are in explain_rounds.cpp.
#include "replay/explain_parts.hpp"
#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/hetu_consensus_1.hpp"
#include "replay/mechanisms/judge_epm_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"

namespace rf::explaining {
namespace {

double column(const epoch_result& r, std::size_t at, const explanation& x) {
    return r.detail[at].values[x.self];
}

void work_out_reasonforge(const epoch_record& e, const epoch_result& r, explanation& x) {
    namespace m = reasonforge_1;
    const m::constants c = m::read(e.facts.params);
    const double penalty = column(r, m::col_trap_penalty, x);
    double weighed = 0, trapped = 0, entries = 0, traps = 0;
    for (explained_task& t : x.tasks) {
        if (!counts(t.what)) continue;
        const task_facts& task = e.facts.tasks[t.ordinal];
        const double cms = m::cms_of(c, task, task.replies[x.self]);
        const double difficulty = c.difficulty[t.difficulty - 1];
        if (const auto* seen = std::get_if<reasonforge_seen>(&t.seen)) {
            const bool copied = seen->similarity > c.similarity_above;
            const double kept = copied ? c.similarity_factor : 1;
            const double alone = m::cms(c, seen->quality * kept, seen->accuracy * kept, seen->novelty * kept,
                                        seen->efficiency);
            t.working = {{"quality", seen->quality},
                         {"accuracy", seen->accuracy},
                         {"novelty", seen->novelty},
                         {"efficiency", seen->efficiency},
                         {"similarity", seen->similarity},
                         {"cms_as_answered",
                          m::cms(c, seen->quality, seen->accuracy, seen->novelty, seen->efficiency)},
                         {"copied", copied ? 1.0 : 0.0},
                         {"similarity_factor", kept},
                         {"cms_after_similarity", alone},
                         {"breakthrough_factor", cms != alone ? c.breakthrough_factor : 1}};
        }
        t.working.push_back({"cms", cms});
        t.working.push_back({"difficulty_factor", difficulty});
        t.working.push_back({"cms_times_difficulty", cms * difficulty});
        t.contribution = cms * difficulty;
        weighed += cms * difficulty;
        entries += 1;
        if (!t.trap) continue;
        trapped += cms;
        traps += 1;
    }
    for (explained_task& t : x.tasks)
        if (entries > 0) t.contribution = t.contribution / entries * penalty;
    const carry_entry* before = e.facts.in.find(x.who.who);
    x.working = {{"sum_of_cms_times_difficulty", weighed},
                 {"tasks_counted", entries},
                 {"traps_counted", traps},
                 {"sum_of_trap_cms", trapped},
                 {"trap_penalty", penalty},
                 {"s_epoch", column(r, m::col_s_epoch, x)},
                 {"rank", column(r, m::col_rank, x)},
                 {"streak_before", before ? double(before->streak) : 0},
                 {"streak", column(r, m::col_streak, x)},
                 {"peb", column(r, m::col_peb, x)},
                 {"score", r.scores[x.self]}};
}

}  // namespace

status work_out(const epoch_record& e, const epoch_result& r, explanation& x) {
    const mechanism* m = e.rules;
    if (m == &reasonforge_1::entry) work_out_reasonforge(e, r, x);
    else if (m == &ema_feed_1::entry) work_out_ema_feed(e, r, x);
    else if (m == &judge_epm_1::entry) work_out_judge_epm(e, r, x);
    else if (m == &aml_ensemble_1::entry) work_out_aml_ensemble(e, r, x);
    else if (m == &hetu_consensus_1::entry) work_out_hetu_consensus(e, r, x);
    else
        return fault{fault_kind::too_new,
                     "this program cannot explain " + std::string(m->name) + "@" + std::to_string(m->version),
                     "epoch " + std::to_string(e.facts.epoch),
                     "use a program that can; rf-replay still audits it"};
    return done();
}

void work_out_judge_epm(const epoch_record& e, const epoch_result& r, explanation& x) {
    namespace m = judge_epm_1;
    constexpr const char* names[] = {"accuracy", "relevance", "completeness", "clarity",
                                     "following", "format",   "safety"};
    const m::constants c = m::read(e.facts.params);
    double evaluations = 0, sum = 0;
    for (explained_task& t : x.tasks) {
        if (!counts(t.what)) continue;
        evaluations += 1;
        if (const auto* seen = std::get_if<judge_epm_seen>(&t.seen)) {
            for (std::size_t k = 0; k < seen->criteria.size(); ++k)
                t.working.push_back({names[k], seen->criteria[k]});
            t.contribution = m::final_of(c, *seen);
        }
        t.working.push_back({"evaluation", t.contribution});
        sum += t.contribution;
    }
    for (explained_task& t : x.tasks)
        if (evaluations > 0) t.contribution = t.contribution / evaluations / 100;
    double all_scaled = 0, all_epm = 0;
    for (std::size_t i = 0; i < x.seats.size(); ++i) {
        const double scaled = r.detail[m::col_scaled].values[i], epm = r.detail[m::col_epm].values[i];
        const bool add = c.by == m::normalisation::share;
        all_scaled = add ? all_scaled + scaled : std::max(all_scaled, scaled);
        all_epm = add ? all_epm + epm : std::max(all_epm, epm);
    }
    const bool counted = !e.facts.counted.edges.empty();
    if (counted) x.traffic = e.traffic;
    x.working = {{"evaluations", evaluations},
                 {"sum_of_evaluations", sum},
                 {"raw", column(r, m::col_raw, x)},
                 {"scaled", column(r, m::col_scaled, x)},
                 {"edges", counted ? double(e.facts.counted.edges[x.self]) : 0},
                 {"window_minutes", e.facts.counted.window_minutes},
                 {"epm", column(r, m::col_epm, x)},
                 {"scaled_of_all", all_scaled},
                 {"epm_of_all", all_epm},
                 {"score", r.scores[x.self]}};
}

void work_out_aml_ensemble(const epoch_record& e, const epoch_result& r, explanation& x) {
    namespace m = aml_ensemble_1;
    for (explained_task& t : x.tasks) {
        if (!counts(t.what)) continue;
        const auto* seen = std::get_if<aml_ensemble_seen>(&t.seen);
        t.working = {{"tier1_passed", seen && seen->tier1 ? 1.0 : 0.0},
                     {"tier2_found", seen ? seen->tier2 : 0},
                     {"alerts_scored", seen ? double(seen->scores.size()) : 0}};
        t.contribution = r.scores[x.self];
    }
    const carry_entry* before = e.facts.in.find(x.who.who);
    double from_epoch = before ? before->tier3_epoch : 0;
    for (std::size_t i = 0; i < e.facts.settled.size(); ++i) {
        if (e.facts.settled[i].who != x.who.who) continue;
        if (x.settled.empty() || x.settled.back() != e.settled[i]) x.settled.push_back(e.settled[i]);
        from_epoch = std::max(from_epoch, double(e.facts.settled[i].submitted_epoch));
    }
    x.working = {{"tier1", column(r, m::col_tier1, x)},
                 {"tier2", column(r, m::col_tier2, x)},
                 {"tier3", column(r, m::col_tier3, x)},
                 {"tier3_of_epoch", from_epoch},
                 {"past_scores", before ? double(before->history.size()) : 0},
                 {"performance", column(r, m::col_performance, x)},
                 {"ensemble_weight", column(r, m::col_ensemble_weight, x)},
                 {"score", r.scores[x.self]}};
}

}  // namespace rf::explaining
