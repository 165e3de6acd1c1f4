#include "tests/corpus/lab.hpp"

namespace rf::corpus {
namespace {

const mechanism& rules() {
    return *find_mechanism("judge_epm", 1);
}

reply_facts any_reply(lab& l) {
    const auto kind = l.between(0, 15);
    if (kind == 0) return {};
    if (kind == 1) return {outcome::voided, {}};
    if (kind < 5) return {l.failure(), {}};
    judge_epm_seen seen;
    for (double& c : seen.criteria)
        c = l.roll().chance(0.8) ? double(l.between(0, 100)) : l.roll().unit() * 100;
    return {outcome::answered, seen};
}

traffic any_traffic(lab& l, std::size_t seats) {
    static const std::vector<double> windows{1.0 / 60, 1, 72, 0.7, 1440, 1e6};
    static const std::vector<std::uint64_t> edges{0, 0, 1, 2, 500, 1'000'000, UINT64_MAX};
    traffic t;
    t.window_minutes = l.one_of(windows);
    const bool silent = l.roll().chance(0.15);
    for (std::size_t i = 0; i < seats; ++i)
        t.edges.push_back(silent ? 0 : l.roll().chance(0.3) ? l.one_of(edges) : l.between(0, 500));
    return t;
}

planned_epoch any_epoch(lab& l, const roster& seats, const parameters& params, std::size_t tasks) {
    planned_epoch e;
    e.facts.seats = seats;
    e.facts.params = params;
    e.lost_attempts = true;
    for (std::size_t t = 0; t < tasks; ++t) {
        task_facts task = l.task(seats);
        for (reply_facts& r : task.replies) r = any_reply(l);
        e.facts.tasks.push_back(std::move(task));
    }
    if (!l.roll().chance(0.2)) e.facts.counted = any_traffic(l, seats.size());
    return e;
}

const std::vector<std::string> ways{"share", "maximum", "percent"};

void random_runs(plan& into, std::uint64_t seed) {
    for (std::size_t i = 0; i < 30; ++i) {
        lab l(numbered("judge_epm", i), seed);
        const auto seats = l.seats(l.between(1, 10));
        parameters chosen = i % 5 == 0 ? parameters{} : l.off_defaults(rules(), i % 7 == 3);
        set(chosen, "judge.normalisation", ways[i % 3]);
        const auto params = complete(rules(), std::move(chosen));
        into.push_back(
            {numbered("judge_epm", i), &rules(), {}, {any_epoch(l, seats, params, l.between(1, 5))}});
    }
}

// Each criterion by itself, and each half of the weight by itself.
void parts(plan& into, std::uint64_t seed) {
    for (std::size_t i = 0; i < 9; ++i) {
        lab l(numbered("judge_epm parts", i), seed);
        const auto seats = l.seats(8);
        planned_epoch e;
        e.facts.seats = seats;
        parameters chosen{{"judge.normalisation", ways[i % 3]}};
        if (i / 3 == 0) chosen.insert(chosen.end(), {{"weight.quality", 1.0}, {"weight.traffic", 0.0}});
        if (i / 3 == 1) chosen.insert(chosen.end(), {{"weight.quality", 0.0}, {"weight.traffic", 1.0}});
        e.facts.params = complete(rules(), std::move(chosen));
        for (std::size_t t = 0; t < 2; ++t) {
            task_facts task = l.task(seats);
            for (std::size_t k = 0; k < seats.size(); ++k) {
                judge_epm_seen seen;
                if (k < 7) seen.criteria[k] = t ? 100 : 60;
                task.replies[k] = {outcome::answered, seen};
            }
            e.facts.tasks.push_back(std::move(task));
        }
        e.facts.counted = {3, {1, 2, 3, 0, 30, 9, 27, 0}};
        into.push_back({numbered("judge_epm-parts", i), &rules(), {}, {std::move(e)}});
    }
}

// Only traffic, only opinions, neither; and a miner nobody evaluated.
void lists_of_nothing(plan& into, std::uint64_t seed) {
    for (std::size_t i = 0; i < 6; ++i) {
        lab l(numbered("judge_epm nothing", i), seed);
        const auto seats = l.seats(4);
        planned_epoch e;
        e.facts.seats = seats;
        e.facts.params = complete(rules(), {{"judge.normalisation", ways[i % 3]}});
        if (i < 3) {
            task_facts task = l.task(seats);
            for (std::size_t k = 1; k < seats.size(); ++k) task.replies[k] = any_reply(l);
            task.replies[3] = {outcome::timeout, {}};
            e.facts.tasks.push_back(std::move(task));
            if (i == 1) e.facts.counted = {10, {0, 0, 0, 0}};
        } else {
            e.facts.counted = {0.5, {4, 0, 1, 3}};
        }
        into.push_back({numbered("judge_epm-nothing", i), &rules(), {}, {std::move(e)}});
    }
}

}  // namespace

void plan_judge_epm(plan& into, std::uint64_t seed) {
    random_runs(into, seed);
    parts(into, seed);
    lists_of_nothing(into, seed);
}

}  // namespace rf::corpus
