#include <functional>

#include "tests/corpus/lab.hpp"

namespace rf::corpus {
namespace {

const mechanism& rules() {
    return *find_mechanism("reasonforge", 1);
}

reply_facts answered(double quality, double accuracy, double novelty, double efficiency,
                     double similarity = 0) {
    return {outcome::answered, reasonforge_seen{quality, accuracy, novelty, efficiency, similarity}};
}

// In one order on every compiler: arguments of a call have none.
reply_facts any_answer(lab& l, double similarity = 0) {
    const double efficiency = l.part(), novelty = l.part(), accuracy = l.part(), quality = l.part();
    return answered(quality, accuracy, novelty, efficiency, similarity);
}

reply_facts any_reply(lab& l, double similar_above) {
    const auto kind = l.between(0, 19);
    if (kind < 2) return {};
    if (kind == 2) return {outcome::voided, {}};
    if (kind < 6) return {l.failure(), {}};
    double similarity = l.part();
    if (l.roll().chance(0.3))
        similarity =
            std::min(1.0, l.one_of(std::vector{similar_above, above(similar_above), below(similar_above)}));
    return any_answer(l, similarity);
}

carry streaks(lab& l, const roster& seats, const std::vector<std::uint32_t>& of) {
    carry in;
    for (const seat& s : seats) {
        carry_entry e;
        e.who = s.who;
        e.streak = l.one_of(of);
        if (e.streak != 0) in.entries.push_back(e);
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
        task_facts task = l.task(seats, 6);
        task.trap = l.roll().chance(0.3);
        task.previously_unsolved = l.roll().chance(0.4);
        for (reply_facts& r : task.replies) r = any_reply(l, number(params, "similarity.threshold"));
        e.facts.tasks.push_back(std::move(task));
    }
    if (seats.size() > 2 && l.roll().chance(0.4)) {  // two miners with the same S
        const std::size_t a = l.roll().below(seats.size()), b = l.roll().below(seats.size());
        for (task_facts& task : e.facts.tasks) task.replies[a] = task.replies[b];
    }
    return e;
}

// One epoch of miners who each give one answer a task, from a table.
planned_epoch table(const roster& seats, const parameters& params,
                    const std::vector<std::vector<reply_facts>>& replies,
                    const std::function<void(task_facts&)>& as) {
    planned_epoch e;
    e.facts.seats = seats;
    e.facts.params = params;
    for (const auto& row : replies) {
        task_facts task;
        task.replies = row;
        as(task);
        e.facts.tasks.push_back(std::move(task));
    }
    return e;
}

void random_runs(plan& into, std::uint64_t seed) {
    const std::vector<std::uint32_t> usual{0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    for (std::size_t i = 0; i < 36; ++i) {
        lab l(numbered("reasonforge", i), seed);
        const auto seats = l.seats(l.between(2, 11));
        parameters chosen = i % 4 == 0 ? parameters{} : l.off_defaults(rules(), i % 6 == 1);
        const auto params = complete(rules(), std::move(chosen));
        planned_run run{numbered("reasonforge", i), &rules(), streaks(l, seats, usual), {}};
        const std::size_t epochs = i % 9 == 8 ? 3 : 1;
        for (std::size_t e = 0; e < epochs; ++e)
            run.epochs.push_back(any_epoch(l, seats, params, l.between(1, 6)));
        into.push_back(std::move(run));
    }
}

// Values exactly at a threshold, and the two beside it.
void thresholds(plan& into, std::uint64_t seed) {
    lab l("reasonforge thresholds", seed);
    const auto seats = l.seats(7);
    // Every product and sum of these is exact.
    const parameters exact = {
        {"cms.accuracy", .25}, {"cms.efficiency", .125}, {"cms.novelty", .125}, {"cms.quality", .5}};
    const auto one = [&](std::string name, parameters chosen, std::vector<std::vector<reply_facts>> replies,
                         const std::function<void(task_facts&)>& as) {
        for (const parameter& p : exact) chosen.push_back(p);
        into.push_back({"reasonforge-" + name,
                        &rules(),
                        {},
                        {table(seats, complete(rules(), std::move(chosen)), replies, as)}});
    };
    std::vector<reply_facts> similar;
    for (const double s : {.75, above(.75), below(.75), 0.0, 1.0, .5, .7})
        similar.push_back(answered(.5, .75, .25, .5, s));
    one("similar", {{"similarity.threshold", .75}, {"similarity.factor", .25}}, {similar},
        [](task_facts& t) { t.difficulty = 5; });

    std::vector<reply_facts> good{answered(1, 1, 0, 0),           answered(1, 1, 0x1p-50, 0),
                                  answered(1 - 0x1p-52, 1, 0, 0), answered(1, 1, 1, 1),
                                  answered(0, 0, 0, 0),           answered(.5, .5, .5, .5),
                                  {outcome::timeout, {}}};
    for (const bool unsolved : {false, true})
        one(unsolved ? "breakthrough" : "no-breakthrough",
            {{"breakthrough.above", .75}, {"breakthrough.factor", 3.5}}, {good},
            [&](task_facts& t) { t.previously_unsolved = unsolved; });

    // Two traps each: averages at, above and below a threshold of 1/2, and 0.
    std::vector<reply_facts> first, second;
    for (const double a : {.5, .5, .5, 1.0, 0.0, .25, 0.0}) first.push_back(answered(a, a, a, a));
    for (const double a : {.5, .5 + 0x1p-50, .5 - 0x1p-50, 1.0, 0.0, .5, 1.0})
        second.push_back(answered(a, a, a, a));
    second[4] = {outcome::bad_hash, {}};
    for (const double threshold : {.5, .000001, 1.0})
        one(numbered("trap", std::size_t(threshold * 10)), {{"trap.threshold", threshold}},
            {first, second, first}, [n = 0](task_facts& t) mutable { t.trap = n++ < 2; });
}

// Every difficulty by itself, each with a D of its own.
void difficulties(plan& into, std::uint64_t seed) {
    for (const bool standard : {true, false}) {
        lab l("reasonforge difficulties", seed);
        const auto seats = l.seats(10);
        planned_epoch e;
        e.facts.seats = seats;
        e.facts.params = complete(rules(), standard ? parameters{} : l.off_defaults(rules(), false));
        for (std::size_t d = 1; d <= 10; ++d) {
            task_facts task = l.task(seats, 6);
            task.difficulty = std::uint8_t(d);
            task.domain = std::uint8_t(d % 6);
            for (std::size_t i = 0; i < seats.size(); ++i)
                if (i + 1 == d || i % 4 == d % 4)
                    task.replies[i] = any_answer(l);
            e.facts.tasks.push_back(std::move(task));
        }
        into.push_back(
            {standard ? "reasonforge-difficulties" : "reasonforge-other-difficulties", &rules(), {}, {e}});
    }
}

// More miners than ranks, ties for a rank, streaks about the cap and at the end of their count.
void ranks(plan& into, std::uint64_t seed) {
    struct shape {
        std::uint64_t ranks, cap;
        std::size_t seats;
        std::vector<std::uint32_t> streaks;
    };
    const std::vector<shape> shapes{{10, 10, 16, {8, 9, 10, 11}},
                                    {1, 1, 5, {0, 1, 2}},
                                    {3, 4, 12, {0, 2, 3, 4, 5}},
                                    {12, 7, 12, {5, 6, 7, 8}},
                                    {1024, 1024, 9, {1022, 1023, 1024, 1025}},
                                    {5, 1000, 8, {UINT32_MAX, UINT32_MAX - 1, 999, 1000, 0}},
                                    {2, 3, 20, {0, 1}},
                                    {11, 2, 11, {1, 2, 3}}};
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const shape& s = shapes[i];
        lab l(numbered("reasonforge ranks", i), seed);
        const auto seats = l.seats(s.seats);
        planned_epoch e;
        e.facts.seats = seats;
        e.facts.params =
            complete(rules(), {{"peb.ranks", s.ranks}, {"peb.streak_cap", s.cap}, {"peb.alpha", .375}});
        for (std::size_t t = 0; t < 2; ++t) {
            task_facts task = l.task(seats, 6);
            task.trap = false;
            for (std::size_t k = 0; k < seats.size(); ++k) {
                const double level =
                    double((k * 5 % s.seats) / 2) / 16;  // every level twice: ties, and one pair at 0
                task.replies[k] = answered(level, level, level, level);
            }
            e.facts.tasks.push_back(std::move(task));
        }
        into.push_back({numbered("reasonforge-ranks", i), &rules(), streaks(l, seats, s.streaks), {e, e}});
    }
}

// Many tasks of few, many miners, none of either, and nobody with anything.
void sizes(plan& into, std::uint64_t seed) {
    lab l("reasonforge sizes", seed);
    const auto params = complete(rules(), {});
    const auto few = l.seats(2);
    planned_epoch many_tasks;
    many_tasks.facts.seats = few;
    many_tasks.facts.params = params;
    for (std::size_t t = 0; t < 1300; ++t) {
        task_facts task;
        task.domain = std::uint8_t(t % 6);
        task.difficulty = std::uint8_t(1 + t % 10);
        task.replies.resize(2);
        if (t % 4 == 0) task.replies[t % 8 / 4] = answered(double(t % 16) / 16, 1, .5, .25);
        many_tasks.facts.tasks.push_back(std::move(task));
    }
    into.push_back({"reasonforge-many-tasks", &rules(), {}, {many_tasks}});

    const auto crowd = l.seats(160);
    into.push_back(
        {"reasonforge-crowd", &rules(), streaks(l, crowd, {0, 1, 9, 10}), {any_epoch(l, crowd, params, 2)}});

    const auto five = l.seats(5);
    planned_epoch nothing;
    nothing.facts.seats = five;
    nothing.facts.params = params;
    into.push_back({"reasonforge-no-tasks", &rules(), streaks(l, five, {3, 4}), {nothing}});
    planned_epoch failing = nothing;
    for (std::size_t t = 0; t < 3; ++t) {
        failing.facts.tasks.push_back(l.task(five, 6));
        for (reply_facts& r : failing.facts.tasks.back().replies) r.what = l.failure();
    }
    into.push_back({"reasonforge-all-fail", &rules(), streaks(l, five, {3, 4}), {failing}});
    planned_epoch lonely = any_epoch(l, l.seats(1), params, 3);
    into.push_back({"reasonforge-one-miner", &rules(), {}, {lonely}});
}

}  // namespace

void plan_reasonforge(plan& into, std::uint64_t seed) {
    random_runs(into, seed);
    thresholds(into, seed);
    difficulties(into, seed);
    ranks(into, seed);
    sizes(into, seed);
}

}  // namespace rf::corpus
