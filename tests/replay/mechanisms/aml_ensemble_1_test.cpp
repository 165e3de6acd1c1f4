#include "replay/mechanisms/aml_ensemble_1.hpp"

#include <doctest/doctest.h>

#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;
using namespace rf::aml_ensemble_1;

namespace {

aml_ensemble_seen passed(double tier2, std::vector<alert_score> scores = {}) {
    return {true, tier2, std::move(scores)};
}

carry_entry past(std::uint8_t name, std::vector<double> history, double tier3 = 0, std::uint32_t epoch = 0) {
    carry_entry e;
    e.who = someone(name);
    e.history = std::move(history);
    e.tier3 = tier3;
    e.tier3_epoch = epoch;
    return e;
}

}  // namespace

TEST_CASE("a score is the sum of the tiers, and failing tier 1 zeroes all") {
    auto facts = epoch_of(entry, seats_of({3, 8, 9}));
    facts.in = as_carry({past(3, {}, .4, 2), past(8, {}, .4, 2)});
    add_task(facts, {answered(passed(.25)), answered(aml_ensemble_seen{false, .3, {}}),
                     unanswered(outcome::timeout)});
    const auto r = scored(entry, facts);
    CHECK(r.scores == std::vector<double>{0.2 + .25 + .4, 0, 0});
    CHECK(r.out.find(someone(8))->history == std::vector<double>{0});
    CHECK(r.out.find(someone(9))->history == std::vector<double>{0});
}

TEST_CASE("ground truth counts from the epoch it arrives in, and for those after it") {
    auto first = epoch_of(entry, seats_of({3}));
    add_task(first, {answered(passed(.1))});
    const auto before = scored(entry, first);
    CHECK(before.scores[0] == 0.2 + .1);

    auto second = first;
    second.epoch = 11;
    second.in = before.out;
    second.settled = {{someone(3), 10, .5}};
    const auto settled = scored(entry, second);
    CHECK(settled.scores[0] == 0.2 + .1 + .5);

    auto third = first;
    third.epoch = 12;
    third.in = settled.out;
    CHECK(scored(entry, third).scores[0] == 0.2 + .1 + .5);
}

TEST_CASE("the latest submission decides: an older one settled later changes nothing") {
    auto facts = epoch_of(entry, seats_of({3, 8}));
    add_task(facts, {answered(passed(0)), answered(passed(0))});
    facts.in = as_carry({past(8, {}, .1, 6)});
    facts.settled = {{someone(3), 5, .3}, {someone(3), 4, .5}, {someone(8), 5, .5}, {someone(8), 7, .2}};
    const auto r = scored(entry, facts);
    CHECK(r.detail[col_tier3].values == std::vector<double>{.3, .2});
    CHECK(r.out.find(someone(3))->tier3_epoch == 5);
    CHECK(r.out.find(someone(8))->tier3_epoch == 7);
}

TEST_CASE("a submission is settled once: a second settlement of the same epoch changes nothing") {
    auto facts = epoch_of(entry, seats_of({3}));
    facts.settled = {{someone(3), 5, .3}, {someone(3), 5, .4}};
    CHECK(scored(entry, facts).out == as_carry({past(3, {}, .3, 5)}));
}

TEST_CASE("a settlement for an account that left the roster, or a tier 3 of 0, harms nobody") {
    auto facts = epoch_of(entry, seats_of({3}));
    facts.in = as_carry({past(3, {}, .4, 2)});
    facts.settled = {{someone(50), 5, .3}, {someone(3), 5, 0}};
    const auto r = scored(entry, facts);
    CHECK(r.out == as_carry({past(3, {}, 0, 5)}));
}

TEST_CASE("thirty scores are remembered, the oldest goes first") {
    std::vector<double> history(30, 0.5);
    history[0] = 0.25;
    auto facts = epoch_of(entry, seats_of({3}));
    facts.in = as_carry({past(3, history)});
    add_task(facts, {answered(passed(.1))});
    const auto out = scored(entry, facts).out.entries.at(0).history;
    REQUIRE(out.size() == 30);
    CHECK(out.front() == 0.5);
    CHECK(out.back() == 0.2 + .1);
}

TEST_CASE("who was not asked keeps history as it is, and weighs nothing") {
    auto facts = epoch_of(entry, seats_of({3, 8}));
    facts.in = as_carry({past(3, {.5}), past(8, {.7})});
    add_task(facts, {answered(passed(.1)), not_asked});
    const auto r = scored(entry, facts);
    CHECK(r.scores[1] == 0);
    CHECK(r.out.find(someone(8))->history == std::vector<double>{.7});
    CHECK(r.weights.size() == 1);
}

TEST_CASE("a uid in new hands brings no history and no ground truth with it") {
    auto facts = epoch_of(entry, {{someone(2), 5}});
    facts.in = as_carry({past(1, {.9}, .5, 3)});  // the former owner of uid 5
    facts.settled = {{someone(1), 4, .5}};
    add_task(facts, {answered(passed(.1))});
    const auto r = scored(entry, facts);
    CHECK(r.scores[0] == 0.2 + .1);
    CHECK(r.detail[col_performance].values[0] == 0);
    CHECK(r.out.find(someone(1)) == nullptr);
}

TEST_CASE("ensemble weights go by the square of the performance; without any, all are equal") {
    CHECK(ensemble_weights({}, std::vector<double>{.5, 0, 1}) ==
          std::vector<double>{.25 / 1.25, 0, 1 / 1.25});
    CHECK(ensemble_weights({}, std::vector<double>{0, 0}) == std::vector<double>{.5, .5});
    CHECK(ensemble_weights({}, {}).empty());
    constants cubic;
    cubic.alpha = 3;
    CHECK(ensemble_weights(cubic, std::vector<double>{.5, 1}) ==
          std::vector<double>{.125 / 1.125, 1 / 1.125});
}

TEST_CASE("the ensemble has an opinion only on alerts that a listed miner scored") {
    task_facts task;
    task.replies = {answered(passed(0, {{0, .2}, {2, .4}})), answered(passed(0, {{1, .9}, {2, .8}})),
                    unanswered(outcome::timeout)};
    const auto all = ensemble_scores(std::vector<double>{.25, .75, 0}, task);
    CHECK(all == std::vector<alert_score>{
                     {0, .2 * .25 / .25}, {1, .75 * .9 / .75}, {2, (.25 * .4 + .75 * .8) / 1.0}});
    CHECK(ensemble_scores(std::vector<double>{.25, 0, 0}, task) ==
          std::vector<alert_score>{{0, .25 * .2 / .25}, {2, .25 * .4 / .25}});
}
