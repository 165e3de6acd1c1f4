#include "tests/corpus/lab.hpp"

namespace rf::corpus {
namespace {

using state = feed_result::state;

const mechanism& rules() {
    return *find_mechanism("ema_feed", 1);
}

feed_result any_result(lab& l) {
    static const std::vector<std::uint64_t> edges{0, 1, 999, 1000, 1001, 60'000, UINT64_MAX};
    feed_result r;
    r.status = l.roll().chance(0.6) ? state::completed : state(l.between(1, 2));
    r.ms = l.roll().chance(0.3) ? l.one_of(edges) : l.between(20, 20'000);
    r.quality = l.part();
    return r;
}

reply_facts any_reply(lab& l) {
    const auto kind = l.between(0, 15);
    if (kind < 3) return {};
    if (kind == 3) return {outcome::voided, {}};
    if (kind < 6) return {l.failure(), {}};
    ema_feed_seen seen;
    for (std::size_t n = l.between(0, 5); n > 0; --n) seen.results.push_back(any_result(l));
    return {outcome::answered, std::move(seen)};
}

carry scores(lab& l, const roster& seats) {
    static const std::vector<double> usual{0, 0, .125, .3, .5, 1, 7.25, 5e-324, 1e-9};
    carry in;
    for (const seat& s : seats) {
        carry_entry e;
        e.who = s.who;
        e.score = l.roll().chance(0.5) ? l.one_of(usual) : l.part();
        if (e.score > 0) in.entries.push_back(e);
    }
    std::sort(in.entries.begin(), in.entries.end(),
              [](const auto& a, const auto& b) { return a.who < b.who; });
    return in;
}

planned_epoch any_epoch(lab& l, const roster& seats, const parameters& params, std::size_t tasks) {
    planned_epoch e;
    e.facts.seats = seats;
    e.facts.params = params;
    e.lost_attempts = true;
    for (std::size_t t = 0; t < tasks; ++t) {
        task_facts task = l.task(seats);
        const auto kind = l.between(0, 9);
        for (reply_facts& r : task.replies) {
            if (kind == 0) continue;  // nobody is asked
            r = any_reply(l);
            if (kind == 1 && counts(r.what)) r = {outcome::voided, {}};  // nothing counts: no step
        }
        e.facts.tasks.push_back(std::move(task));
    }
    return e;
}

void random_runs(plan& into, std::uint64_t seed) {
    for (std::size_t i = 0; i < 34; ++i) {
        lab l(numbered("ema_feed", i), seed);
        const auto seats = l.seats(l.between(1, 9));
        parameters chosen = i % 5 == 0 ? parameters{} : l.off_defaults(rules(), i % 7 == 2);
        set(chosen, "ema.adaptive", i % 2 == 1);
        const auto params = complete(rules(), std::move(chosen));
        planned_run run{numbered("ema_feed", i), &rules(), scores(l, seats), {}};
        const std::size_t epochs = i % 8 == 7 ? 3 : 1;
        for (std::size_t e = 0; e < epochs; ++e)
            run.epochs.push_back(any_epoch(l, seats, params, l.between(1, 6)));
        into.push_back(std::move(run));
    }
}

// One answer each, and what every part of a reward does by itself.
void rewards(plan& into, std::uint64_t seed) {
    lab l("ema_feed rewards", seed);
    const auto seats = l.seats(10);
    const auto done_in = [](std::uint64_t ms, double quality) {
        return feed_result{state::completed, ms, quality};
    };
    const feed_result failed{state::failed, 500, 1}, pending{state::pending, 700, .5};
    const std::vector<ema_feed_seen> seen{
        {{}},
        {{failed}},
        {{pending, failed}},
        {{done_in(0, 0)}},
        {{done_in(0, 1)}},
        {{done_in(1000, 1), done_in(3000, .5)}},
        {{done_in(500, .25), failed, pending}},
        {{done_in(UINT64_MAX, 1)}},
        {{pending, done_in(1, .75), done_in(2, .5), failed, done_in(1999, .125)}},
        {{done_in(1, 0)}}};
    const std::vector<parameters> weights{
        {},
        {{"reward.rate", 1.0}, {"reward.speed", 0.0}, {"reward.quality", 0.0}},
        {{"reward.rate", 0.0}, {"reward.speed", 1.0}, {"reward.quality", 0.0}},
        {{"reward.rate", 0.0}, {"reward.speed", 0.0}, {"reward.quality", 1.0}},
        {{"reward.rate", .25}, {"reward.speed", .5}, {"reward.quality", .75}}};
    for (std::size_t w = 0; w < weights.size(); ++w)
        for (const bool adaptive : {false, true}) {
            planned_epoch e;
            e.facts.seats = seats;
            parameters chosen = weights[w];
            chosen.push_back({"ema.adaptive", adaptive});
            chosen.push_back({"ema.alpha", w == 3 ? 1.0 : .5});
            e.facts.params = complete(rules(), std::move(chosen));
            for (std::size_t t = 0; t < 2; ++t) {
                task_facts task = l.task(seats);
                for (std::size_t i = 0; i < seats.size(); ++i)
                    task.replies[i] = {outcome::answered, seen[(i + 3 * t) % seen.size()]};
                e.facts.tasks.push_back(std::move(task));
            }
            into.push_back({numbered(adaptive ? "ema_feed-adaptive-rewards" : "ema_feed-rewards", w),
                            &rules(),
                            w % 2 ? scores(l, seats) : carry{},
                            {std::move(e)}});
        }
}

}  // namespace

void plan_ema_feed(plan& into, std::uint64_t seed) {
    random_runs(into, seed);
    rewards(into, seed);
}

}  // namespace rf::corpus
