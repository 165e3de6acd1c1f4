#include <doctest/doctest.h>

#include <limits>

#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/judge_epm_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;

namespace {

epoch_facts sound() {
    epoch_facts facts = epoch_of(reasonforge_1::entry, seats_of({3, 8}));
    add_task(facts, {answered(reasonforge_seen{.5, .5, .5, .5, 0}), not_asked});
    return facts;
}

std::string refusal(const epoch_facts& facts, const mechanism& m = reasonforge_1::entry) {
    const auto r = run_epoch(m, facts);
    REQUIRE_FALSE(r);
    return r.error().text();
}

}  // namespace

TEST_CASE("sound facts pass") { CHECK(check_facts(reasonforge_1::entry, sound())); }

TEST_CASE("a roster that is not ascending, or holds an account twice, is refused") {
    auto facts = sound();
    std::swap(facts.seats[0], facts.seats[1]);
    CHECK(refusal(facts) == "roster: is not by ascending uid, one each");
    facts = sound();
    facts.seats[1].who = facts.seats[0].who;
    CHECK(refusal(facts) == "roster: has one account under two uids");
}

TEST_CASE("a task without one reply a seat, of no domain or no difficulty is refused with its place") {
    auto facts = sound();
    facts.tasks[0].replies.pop_back();
    CHECK(refusal(facts) == "task 0: has not one reply a seat");
    facts = sound();
    facts.tasks[0].domain = 6;
    CHECK(refusal(facts) == "task 0: is of no known domain");
    for (const int difficulty : {0, 11}) {
        facts = sound();
        facts.tasks[0].difficulty = std::uint8_t(difficulty);
        CHECK(refusal(facts) == "task 0: has a difficulty outside 1..10");
    }
}

TEST_CASE("an observation that is missing, another's, or out of range is refused with its uid") {
    auto facts = sound();
    facts.tasks[0].replies[0].seen = {};
    CHECK(refusal(facts) == "task 0, uid 3, observation: an answered reply was never verified");
    facts.tasks[0].replies[0].seen = judge_epm_seen{};
    CHECK(refusal(facts) == "task 0, uid 3, observation: is the observation of another mechanism");
    for (const double bad :
         {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        facts.tasks[0].replies[0].seen = reasonforge_seen{.5, bad, .5, .5, 0};
        CHECK(refusal(facts) == "task 0, uid 3, accuracy: is not within 0 and 1");
    }
    facts = sound();
    facts.tasks[0].replies[1].what = outcome(7);
    CHECK(refusal(facts) == "task 0, uid 8: has no known outcome");
}

TEST_CASE("alert scores must be ascending, one each, and within 0 and 1") {
    const auto& m = aml_ensemble_1::entry;
    CHECK(check_observation(m, aml_ensemble_seen{true, .1, {{1, .5}, {4, 1}}}));
    CHECK_FALSE(check_observation(m, aml_ensemble_seen{true, .1, {{4, .5}, {1, 1}}}));
    CHECK_FALSE(check_observation(m, aml_ensemble_seen{true, .1, {{1, .5}, {1, .5}}}));
    CHECK_FALSE(check_observation(m, aml_ensemble_seen{true, .1, {{1, 1.5}}}));
    CHECK_FALSE(check_observation(m, aml_ensemble_seen{true, -1, {}}));
}

TEST_CASE("criteria go to 100, feed qualities to 1") {
    CHECK(check_observation(judge_epm_1::entry, judge_epm_seen{{100, 0, 0, 0, 0, 0, 0}}));
    CHECK_FALSE(check_observation(judge_epm_1::entry, judge_epm_seen{{0, 0, 0, 0, 0, 0, 100.5}}));
    const auto completed = feed_result::state::completed;
    CHECK(check_observation(ema_feed_1::entry, ema_feed_seen{{{completed, UINT64_MAX, 1}}}));
    CHECK_FALSE(check_observation(ema_feed_1::entry, ema_feed_seen{{{completed, 1, 2}}}));
    CHECK_FALSE(check_observation(ema_feed_1::entry, ema_feed_seen{{{feed_result::state(3), 1, 0}}}));
}

TEST_CASE("a carry that is not sorted, or holds what cannot be, is refused") {
    auto facts = sound();
    facts.in.entries.resize(2);
    facts.in.entries[0].who = someone(8);
    facts.in.entries[1].who = someone(3);
    CHECK(refusal(facts) == "carry-in, entry 1: is not sorted by account");
    facts.in.entries.resize(1);
    facts.in.entries[0].history.assign(31, .5);
    CHECK(refusal(facts) == "carry-in, entry 0: has a history of more than 30");
    facts.in.entries[0].history = {std::numeric_limits<double>::quiet_NaN()};
    CHECK_FALSE(run_epoch(reasonforge_1::entry, facts));
}

TEST_CASE("traffic has one count a seat, and ground truth settles the past") {
    auto facts = epoch_of(judge_epm_1::entry, seats_of({3, 8}));
    facts.counted = {1.0, {4}};
    CHECK(refusal(facts, judge_epm_1::entry) == "traffic: has not one count a seat");
    facts.counted = {1.0, {}};
    CHECK(refusal(facts, judge_epm_1::entry) == "traffic: has a window but no counts");
    facts.counted = {-1.0, {4, 4}};
    CHECK_FALSE(run_epoch(judge_epm_1::entry, facts));
    facts = epoch_of(aml_ensemble_1::entry, seats_of({3}));
    for (const std::uint32_t epoch : {0u, 11u}) {
        facts.settled = {{someone(3), epoch, .2}};
        CHECK_FALSE(run_epoch(aml_ensemble_1::entry, facts));
    }
    facts.settled = {{someone(3), 9, .2}};
    CHECK(run_epoch(aml_ensemble_1::entry, facts));
}

TEST_CASE("an epoch of aml_ensemble has one batch") {
    auto facts = epoch_of(aml_ensemble_1::entry, seats_of({3}));
    add_task(facts, {not_asked});
    CHECK(run_epoch(aml_ensemble_1::entry, facts));
    add_task(facts, {not_asked});
    CHECK(refusal(facts, aml_ensemble_1::entry) == "epoch 10: has more tasks than aml_ensemble allows");
}
