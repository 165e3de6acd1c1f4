#include "tests/corpus/lab.hpp"

namespace rf::corpus {
namespace {

const mechanism& rules() {
    return *find_mechanism("aml_ensemble", 1);
}

reply_facts any_reply(lab& l) {
    const auto kind = l.between(0, 15);
    if (kind == 0) return {};
    if (kind == 1) return {outcome::voided, {}};
    if (kind < 4) return {l.failure(), {}};
    aml_ensemble_seen seen;
    seen.tier1 = l.roll().chance(0.8);
    seen.tier2 = l.one_of(std::vector<double>{0, .05, .1, .2, .25, .3, l.roll().unit()});
    for (std::uint32_t a = 0; a < 6; ++a)
        if (l.roll().chance(0.7)) seen.scores.push_back({a, l.part()});
    return {outcome::answered, std::move(seen)};
}

carry histories(lab& l, const roster& seats, bool settled) {
    static const std::vector<std::size_t> lengths{0, 1, 2, 5, 28, 29, 30};
    carry in;
    for (const seat& s : seats) {
        carry_entry e;
        e.who = s.who;
        for (std::size_t n = l.one_of(lengths); n > 0; --n)
            e.history.push_back(double(l.between(0, 100)) / 100);
        if (settled && l.roll().chance(0.6)) {
            e.tier3 = l.part() * .5;
            e.tier3_epoch = std::uint32_t(l.between(1, 3));
        }
        if (!e.history.empty() || e.tier3_epoch != 0) in.entries.push_back(std::move(e));
    }
    std::sort(in.entries.begin(), in.entries.end(),
              [](const auto& a, const auto& b) { return a.who < b.who; });
    return in;
}

planned_epoch any_epoch(lab& l, const roster& seats, const parameters& params) {
    planned_epoch e;
    e.facts.seats = seats;
    e.facts.params = params;
    e.lost_attempts = true;
    task_facts task = l.task(seats);
    for (reply_facts& r : task.replies) r = any_reply(l);
    e.facts.tasks.push_back(std::move(task));
    return e;
}

// The truth of one batch, of most miners in any order, of some of them twice,
// and sometimes of one who has no seat.
arrival truth_of(lab& l, const roster& seats, std::uint32_t submitted, double most) {
    arrival a;
    a.submitted_epoch = submitted;
    for (const seat& s : seats)
        for (std::size_t times = l.between(0, 6); times > 0; times = times > 5 ? 1 : 0)
            a.tier3.emplace_back(s.who, most * double(l.between(0, 16)) / 16);
    l.roll().shuffle(a.tier3);
    if (l.roll().chance(0.3)) {
        account stranger;
        l.roll().fill(stranger.b.data(), 32);
        a.tier3.emplace_back(stranger, most / 2);
    }
    return a;
}

void random_runs(plan& into, std::uint64_t seed) {
    for (std::size_t i = 0; i < 12; ++i) {
        lab l(numbered("aml_ensemble", i), seed);
        const auto seats = l.seats(l.between(2, 8));
        parameters chosen = i % 4 == 0 ? parameters{} : l.off_defaults(rules(), i % 5 == 2);
        if (i % 3 == 1) set(chosen, "aml.history", l.one_of(std::vector<std::uint64_t>{1, 2, 5, 29, 30}));
        const auto params = complete(rules(), std::move(chosen));
        const double most = std::min(1.0, number(params, "tier3.roc") + number(params, "tier3.pr"));
        planned_run run{numbered("aml_ensemble", i), &rules(), histories(l, seats, i % 2 == 0), {}};
        std::vector<std::uint32_t> awaited;
        for (std::uint32_t epoch = 1; epoch <= 4; ++epoch) {
            planned_epoch e = any_epoch(l, seats, params);
            l.roll().shuffle(awaited);  // late, and not in the order asked
            while (!awaited.empty() && l.roll().chance(0.6)) {
                e.truths.push_back(truth_of(l, seats, awaited.back(), most));
                awaited.pop_back();
            }
            awaited.push_back(epoch);
            run.epochs.push_back(std::move(e));
        }
        into.push_back(std::move(run));
    }
}

// A truth of epoch 2 against what is carried of epochs 1, 2 and 3; and one that
// comes in an epoch that is withheld.
void settlements(plan& into, std::uint64_t seed) {
    lab l("aml_ensemble settlements", seed);
    const auto seats = l.seats(6);
    const auto params = complete(rules(), {{"tier1.score", .375}});
    carry in;
    for (std::size_t i = 0; i < seats.size(); ++i) {
        carry_entry e;
        e.who = seats[i].who;
        e.tier3 = .0625 * double(i);
        e.tier3_epoch = std::uint32_t(i);
        if (e.tier3_epoch != 0) in.entries.push_back(std::move(e));
    }
    std::sort(in.entries.begin(), in.entries.end(),
              [](const auto& a, const auto& b) { return a.who < b.who; });
    const auto truth = [&](std::uint32_t submitted, double tier3) {
        arrival a{submitted, {}};
        for (const seat& s : seats) a.tier3.emplace_back(s.who, tier3);
        return a;
    };
    planned_run run{"aml_ensemble-settled", &rules(), in, {}};
    for (std::uint32_t epoch = 1; epoch <= 5; ++epoch) {
        planned_epoch e = any_epoch(l, seats, params);
        for (std::size_t i = 0; i < seats.size(); ++i)
            e.facts.tasks[0].replies[i] = {outcome::answered, aml_ensemble_seen{true, double(i) / 32, {}}};
        if (epoch == 3) e.truths = {truth(2, .5), truth(1, .25)};
        if (epoch == 4)
            e.facts.tasks[0].replies[0] = {outcome::voided, {}};  // withheld, and the truth must not be lost
        if (epoch == 4) e.truths = {truth(3, .4375)};
        run.epochs.push_back(std::move(e));
    }
    into.push_back(std::move(run));
    // A miner whose first entry in a carry is a truth that comes in an epoch that is withheld.
    planned_run newcomer{"aml_ensemble-settled-newcomer", &rules(), {}, {}};
    for (std::uint32_t epoch = 1; epoch <= 3; ++epoch) {
        planned_epoch e = any_epoch(l, seats, params);
        e.facts.tasks[0].replies[0] = {};
        for (std::size_t i = 1; i < seats.size(); ++i)
            e.facts.tasks[0].replies[i] = {outcome::answered, aml_ensemble_seen{true, double(i) / 32, {}}};
        if (epoch == 2) e.facts.tasks[0].replies[1] = {outcome::voided, {}};
        if (epoch == 2) e.truths = {truth(1, .375)};
        if (epoch == 3) e.facts.tasks[0].replies[0] = {outcome::answered, aml_ensemble_seen{true, .25, {}}};
        newcomer.epochs.push_back(std::move(e));
    }
    into.push_back(std::move(newcomer));
    planned_run empty{"aml_ensemble-no-batch", &rules(), in, {}};
    planned_epoch nothing;
    nothing.facts.seats = seats;
    nothing.facts.params = params;
    empty.epochs = {nothing};
    into.push_back(std::move(empty));
}

}  // namespace

void plan_aml_ensemble(plan& into, std::uint64_t seed) {
    random_runs(into, seed);
    settlements(into, seed);
}

}  // namespace rf::corpus
