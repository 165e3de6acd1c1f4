#include "replay/mechanisms/ema_feed_1.hpp"

#include <doctest/doctest.h>

#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;
using namespace rf::ema_feed_1;

namespace {

constexpr auto completed = feed_result::state::completed;
// rate 1, instant, quality 1: the reward is .4 + .3 + .3.
const ema_feed_seen perfect{{{completed, 0, 1}}};

carry_entry score_of(std::uint8_t name, double score) {
    carry_entry e;
    e.who = someone(name);
    e.score = score;
    return e;
}

}  // namespace

TEST_CASE("a reward is made of rate, speed and quality over the completed results") {
    const ema_feed_seen seen{
        {{completed, 1000, .5}, {feed_result::state::failed, 9, .9}, {completed, 3000, 1}}};
    CHECK(reward_of({}, seen) == 2.0 / 3 * 0.4 + 1 / (1 + 2.0) * 0.3 + 0.75 * 0.3);
    CHECK(reward_of({}, {}) == 0);
    CHECK(reward_of({}, {{{feed_result::state::pending, 1, 1}}}) == 0);
}

TEST_CASE("standard: who was not sampled decays, and nobody sampled means no decay") {
    auto facts = epoch_of(entry, seats_of({3, 8}), {{"ema.alpha", 0.25}});
    facts.in = as_carry({score_of(3, .5), score_of(8, .5)});
    add_task(facts, {not_asked, not_asked});
    CHECK(scored(entry, facts).scores == std::vector<double>{.5, .5});
    add_task(facts, {answered(perfect), not_asked});
    CHECK(scored(entry, facts).scores == std::vector<double>{.25 * 1.0 + .75 * .5, .25 * 0 + .75 * .5});
}

TEST_CASE("a miner that fails was sampled, with reward 0") {
    auto facts = epoch_of(entry, seats_of({3, 8}), {{"ema.alpha", 0.25}});
    facts.in = as_carry({score_of(3, .5), score_of(8, .5)});
    add_task(facts, {unanswered(outcome::timeout), not_asked});
    CHECK(scored(entry, facts).scores == std::vector<double>{.375, .375});
}

TEST_CASE("a void is our own fault: the score stands still, and alone it is no step") {
    auto facts = epoch_of(entry, seats_of({3, 8}), {{"ema.alpha", 0.25}});
    facts.in = as_carry({score_of(3, .5), score_of(8, .5)});
    add_task(facts, {answered(perfect), answered(perfect)});
    add_task(facts, {answered(perfect), unanswered(outcome::voided)});
    auto r = scored(entry, facts);
    CHECK(r.withheld.empty());
    CHECK(r.scores[1] == .625);
    CHECK(r.detail[col_sampled].values == std::vector<double>{2, 1});

    facts.tasks[1].replies[0] = not_asked;
    CHECK(scored(entry, facts).scores == std::vector<double>{.625, .625});
}

TEST_CASE("adaptive: only the sampled move, fast from 0 and slowly afterwards") {
    auto facts = epoch_of(entry, seats_of({3, 8, 9}), {{"ema.adaptive", true}, {"ema.alpha", 1.0}});
    facts.in = as_carry({score_of(8, .5), score_of(9, .5)});
    add_task(facts, {answered(perfect), answered(perfect), not_asked});
    const double reward = reward_of({}, perfect);
    CHECK(scored(entry, facts).scores ==
          std::vector<double>{0.3 * reward + (1 - 0.3) * 0, 0.1 * reward + (1 - 0.1) * .5, .5});
}

TEST_CASE("steps are taken in the order the tasks were issued") {
    auto facts = epoch_of(entry, seats_of({3}), {{"ema.alpha", 0.5}});
    add_task(facts, {answered(perfect)});
    add_task(facts, {answered(ema_feed_seen{})});
    CHECK(scored(entry, facts).scores[0] == .25);
    std::swap(facts.tasks[0], facts.tasks[1]);
    CHECK(scored(entry, facts).scores[0] == .5);
}

TEST_CASE("scores cross epochs by account: a uid in new hands starts at 0") {
    auto first = epoch_of(entry, {{someone(1), 5}, {someone(2), 6}}, {{"ema.alpha", 0.5}});
    add_task(first, {answered(perfect), answered(perfect)});
    const auto before = scored(entry, first);

    auto second = epoch_of(entry, {{someone(3), 5}, {someone(1), 7}}, {{"ema.alpha", 0.5}});
    second.in = before.out;
    const auto r = scored(entry, second);
    CHECK(r.scores == std::vector<double>{0, .5});
    CHECK(r.out.find(someone(2)) == nullptr);  // left the roster
    CHECK(r.out.entries.size() == 1);          // and a score of 0 is left out
}
