#include "replay/mechanisms/reasonforge_1.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;
using namespace rf::reasonforge_1;

namespace {

reasonforge_seen all(double v, double similarity = 0) { return {v, v, v, v, similarity}; }

epoch_facts epoch_of_three() { return epoch_of(entry, seats_of({3, 8, 200})); }

}  // namespace

TEST_CASE("the pools of equation 1 are nine tenths and one tenth") {
    const auto p = emission_pools({}, 1000);
    CHECK(p.miner == 900);
    CHECK(p.validator == 100);
}

TEST_CASE("the seven-day VAS of equation 10 is the mean of the last seven") {
    CHECK(vas_7d({}, std::vector<double>{0, 0, 1, 1, 1, 1, 1, 1, 1}) == 1);
    CHECK(vas_7d({}, std::vector<double>{0.5}) == 0.5);
    CHECK(slash({}, 1000, 0.60) == 0);
    CHECK(slash({}, 1000, 0.40) == doctest::Approx(2).epsilon(1e-12));
}

TEST_CASE("a consensus that is trimmed to nothing is 0, whatever its parameters") {
    constants c;
    c.consensus_trim = 1;
    const std::vector<staked_score> five(5, {0.5, 1});
    CHECK(consensus(c, five) == 0);
}

TEST_CASE("a copied answer loses half of quality, accuracy and novelty, not of efficiency") {
    task_facts task;
    const double kept = 0.40 * 0.5 + 0.30 * 0.5 + 0.15 * 0.5 + 0.15 * 1;
    CHECK(cms_of({}, task, answered(all(1, 0.96))) == kept);
    CHECK(cms_of({}, task, answered(all(1, 0.95))) == doctest::Approx(1));  // only above the threshold
}

TEST_CASE("an unsolved task pays twice above 0.8, after the halving") {
    task_facts task;
    task.previously_unsolved = true;
    CHECK(cms_of({}, task, answered(all(1))) == doctest::Approx(2));
    CHECK(cms_of({}, task, answered(all(0.8))) == doctest::Approx(0.8));
    CHECK(cms_of({}, task, answered(all(1, 1))) == doctest::Approx(0.575));
}

TEST_CASE("S is the mean over what was asked, weighed by difficulty") {
    auto facts = epoch_of_three();
    add_task(facts, {answered(all(.5)), answered(all(.5)), not_asked}).difficulty = 10;  // D = 2
    add_task(facts, {answered(all(.5)), unanswered(outcome::timeout), not_asked}).difficulty = 1;
    const auto r = scored(entry, facts);
    const auto& s = r.detail[col_s_epoch].values;
    CHECK(s[0] == doctest::Approx((.5 * 2 + .5) / 2));
    CHECK(s[1] == doctest::Approx((.5 * 2 + 0) / 2));
    CHECK(s[2] == 0);
    CHECK(r.scores[2] == 0);
}

TEST_CASE("every failure of the miner scores as silence does") {
    for (const outcome what : {outcome::timeout, outcome::bad_hash, outcome::failed}) {
        auto facts = epoch_of(entry, seats_of({3}));
        add_task(facts, {answered(all(.5))});
        add_task(facts, {unanswered(what)});
        CHECK(scored(entry, facts).detail[col_s_epoch].values[0] == doctest::Approx(.25));
    }
}

TEST_CASE("voids and questions never asked make no entry") {
    for (const outcome what : {outcome::voided, outcome::not_asked, outcome::open}) {
        auto facts = epoch_of(entry, seats_of({3}));
        add_task(facts, {answered(all(.5))});
        add_task(facts, {unanswered(what)}).trap = true;
        const auto r = scored(entry, facts);
        CHECK(r.detail[col_s_epoch].values[0] == doctest::Approx(.5));
        CHECK(r.detail[col_trap_penalty].values[0] == 1);
    }
}

TEST_CASE("a trap left unanswered counts as 0 on the trap") {
    auto facts = epoch_of(entry, seats_of({3, 8}));
    add_task(facts, {answered(all(1)), answered(all(1))});
    add_task(facts, {unanswered(outcome::timeout), answered(all(.15))}).trap = true;
    const auto r = scored(entry, facts);
    CHECK(r.detail[col_trap_penalty].values[0] == 0);
    CHECK(r.detail[col_trap_penalty].values[1] == doctest::Approx(.5));
    CHECK(r.scores[0] == 0);
}

TEST_CASE("equal S ranks the lower uid first, and it alone takes the larger bonus") {
    auto facts = epoch_of_three();
    add_task(facts, {answered(all(.5)), answered(all(.7)), answered(all(.5))});
    const auto r = scored(entry, facts);
    CHECK(r.detail[col_rank].values == std::vector<double>{2, 1, 3});
    CHECK(r.scores[0] == r.detail[col_s_epoch].values[0] * (1 + 0.20 * (1 / 2.0) * std::sqrt(1.0)));
    CHECK(r.scores[0] > r.scores[2]);
}

TEST_CASE("rank 10 lengthens a streak and rank 11 ends it") {
    roster seats;
    for (std::uint8_t u = 1; u <= 12; ++u) seats.push_back({someone(u), u});
    auto facts = epoch_of(entry, seats);
    std::vector<reply_facts> replies;
    for (int u = 1; u <= 12; ++u) replies.push_back(answered(all(u == 12 ? 0 : 1 - u / 20.0)));
    add_task(facts, replies);
    std::vector<carry_entry> before(12);
    for (std::uint8_t u = 1; u <= 12; ++u) {
        before[u - 1].who = someone(u);
        before[u - 1].streak = 5;
    }
    facts.in = as_carry(before);
    const auto r = scored(entry, facts);
    CHECK(r.detail[col_rank].values[9] == 10);
    CHECK(r.detail[col_streak].values[9] == 6);
    CHECK(r.detail[col_rank].values[10] == 11);
    CHECK(r.detail[col_streak].values[10] == 0);
    CHECK(r.detail[col_rank].values[11] == 0);  // S = 0 has no rank
    CHECK(r.out.entries.size() == 10);
    CHECK(r.out.find(someone(11)) == nullptr);
}

TEST_CASE("a uid that changes hands starts a streak of its own, and the old owner keeps none there") {
    auto first = epoch_of(entry, {{someone(1), 5}, {someone(2), 6}});
    add_task(first, {answered(all(.9)), answered(all(.5))});
    const auto before = scored(entry, first);
    CHECK(before.out.find(someone(1))->streak == 1);

    // uid 5 goes to a newcomer; its former owner comes back under uid 9.
    auto second = epoch_of(entry, {{someone(3), 5}, {someone(2), 6}, {someone(1), 9}});
    add_task(second, {answered(all(.9)), answered(all(.5)), answered(all(.4))});
    second.in = before.out;
    const auto r = scored(entry, second);
    CHECK(r.detail[col_streak].values == std::vector<double>{1, 2, 2});
}

TEST_CASE("whoever was ranked before and is not asked now loses the streak") {
    auto facts = epoch_of(entry, seats_of({3, 8}));
    carry_entry e;
    e.who = someone(8);
    e.streak = 7;
    facts.in = as_carry({e});
    add_task(facts, {answered(all(.5)), not_asked});
    CHECK(scored(entry, facts).out.find(someone(8)) == nullptr);
}
