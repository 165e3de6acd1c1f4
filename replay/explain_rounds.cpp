// The mechanisms in which other miners' replies take part before any ranking: a
// moving average that moves all once anybody counts, and a consensus of answers.
#include <algorithm>

#include "replay/explain_parts.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/hetu_consensus_1.hpp"

namespace rf::explaining {
namespace {

// Whoever was not sampled moves towards 0 once anybody counts: one counted reply
// is witness enough, whatever else is left out. Where nobody counts it stays,
// and what must not be left out is why nobody does: voids that took an answer's
// place.
void list_witnesses(const epoch_record& e, explained_task& t) {
    const auto& replies = e.facts.tasks[t.ordinal].replies;
    const auto& questions = e.tasks[t.ordinal].questions;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (!counts(replies[i].what)) continue;
        t.others = {questions[i].reply};
        return;
    }
    for (std::size_t i = 0; i < replies.size(); ++i)
        if (questions[i].reply != no_event) t.others.push_back(questions[i].reply);
    std::sort(t.others.begin(), t.others.end());
}

figures of_feed(const ema_feed_seen& seen) {
    double completed = 0, seconds = 0, quality = 0;
    for (const feed_result& f : seen.results) {
        if (f.status != feed_result::state::completed) continue;
        completed += 1;
        seconds += double(f.ms) / 1000;
        quality += f.quality;
    }
    figures out{{"results", double(seen.results.size())}, {"completed", completed}};
    if (completed == 0) return out;
    out.push_back({"mean_seconds", seconds / completed});
    out.push_back({"mean_quality", quality / completed});
    return out;
}

void list_answers(const epoch_record& e, std::size_t self, explained_task& t) {
    const auto& replies = e.facts.tasks[t.ordinal].replies;
    for (std::size_t i = 0; i < replies.size(); ++i) {
        const bool answered = replies[i].what == outcome::answered && replies[i].seen.index() != 0;
        if (i == self || !answered) continue;
        t.others.push_back(e.tasks[t.ordinal].questions[i].reply);
        t.others.push_back(e.tasks[t.ordinal].questions[i].verdict);
    }
    std::sort(t.others.begin(), t.others.end());
}

}  // namespace

void work_out_ema_feed(const epoch_record& e, const epoch_result& r, explanation& x) {
    namespace m = ema_feed_1;
    const m::constants c = m::read(e.facts.params);
    const double begun = r.detail[m::col_before].values[x.self];
    double score = begun;
    for (explained_task& t : x.tasks) {
        const bool asked = counts(t.what);
        if (!t.sampled && !c.adaptive) list_witnesses(e, t);
        bool moves = asked;
        if (!t.sampled && !c.adaptive)
            for (const reply_facts& other : e.facts.tasks[t.ordinal].replies) moves |= counts(other.what);
        if (!moves) continue;
        const auto* seen = t.what == outcome::answered ? std::get_if<ema_feed_seen>(&t.seen) : nullptr;
        const double reward = seen ? m::reward_of(c, *seen) : 0;
        const double alpha = !c.adaptive ? c.alpha : score == 0 ? c.adaptive_first : c.adaptive_later;
        const double after = alpha * reward + (1 - alpha) * score;
        if (seen) t.working = of_feed(*seen);
        const figure steps[] = {{"reward", reward}, {"alpha", alpha}, {"before", score}, {"after", after}};
        t.working.insert(t.working.end(), std::begin(steps), std::end(steps));
        t.contribution = after - score;
        score = after;
    }
    x.working = {
        {"before", begun}, {"sampled", r.detail[m::col_sampled].values[x.self]}, {"score", r.scores[x.self]}};
}

void work_out_hetu_consensus(const epoch_record& e, const epoch_result& r, explanation& x) {
    namespace m = hetu_consensus_1;
    const m::constants c = m::read(e.facts.params);
    for (explained_task& t : x.tasks) {
        const task_facts& task = e.facts.tasks[t.ordinal];
        const m::round held = m::consensus_round(c, task);
        const m::stand stand = m::stand_of(held, task.replies[x.self]);
        if (stand == m::stand::not_counted) continue;
        if (stand != m::stand::silent) list_answers(e, x.self, t);
        t.contribution = double(stand == m::stand::agreed     ? c.agreed
                                : stand == m::stand::answered ? c.answered
                                                              : c.silent);
        t.working = {{"answers_given", double(held.responses)},
                     {"answers_in_consensus", double(held.agree)},
                     {"agreed", stand == m::stand::agreed ? 1.0 : 0.0},
                     {"points", t.contribution}};
    }
    const auto of = [&](std::size_t at) { return figure{r.detail[at].name, r.detail[at].values[x.self]}; };
    x.working = {of(m::col_agreed), of(m::col_answered), of(m::col_silent), of(m::col_reward),
                 {"score", r.scores[x.self]}};
}

}  // namespace rf::explaining
