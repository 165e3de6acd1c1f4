#include "replay/mechanisms/judge_epm_1.hpp"

#include <doctest/doctest.h>

#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;
using namespace rf::judge_epm_1;

namespace {

judge_epm_seen all(double v) { return {{v, v, v, v, v, v, v}}; }

epoch_facts two(std::string_view by = "share") {
    auto facts = epoch_of(entry, seats_of({3, 8}), {{"judge.normalisation", std::string(by)}});
    add_task(facts, {answered(all(100)), answered(all(100))});
    facts.counted = {2, {30, 10}};
    return facts;
}

}  // namespace

TEST_CASE("an evaluation is the weighed sum of the seven criteria") {
    CHECK(final_of({}, {{100, 0, 0, 0, 0, 0, 0}}) == 70);
    CHECK(final_of({}, {{0, 100, 100, 0, 0, 0, 0}}) == doctest::Approx(15));
    CHECK(final_of({}, {{0, 0, 0, 100, 100, 100, 100}}) == doctest::Approx(15));
    CHECK(scaled(0.5) == 3.125);
}

TEST_CASE("a failed evaluation counts 0, a void one not at all") {
    auto facts = two();
    add_task(facts, {unanswered(outcome::failed), unanswered(outcome::voided)});
    const auto raw = scored(entry, facts).detail[col_raw].values;
    CHECK(raw[0] == doctest::Approx(.5));
    CHECK(raw[1] == doctest::Approx(1));
}

TEST_CASE("half the weight is the judge's, half the traffic's") {
    const auto r = scored(entry, two());
    CHECK(r.scores[0] == doctest::Approx(.25 + .375));
    CHECK(r.scores[1] == doctest::Approx(.25 + .125));
    CHECK(r.detail[col_epm].values == std::vector<double>{15, 5});
}

TEST_CASE("normalising by the maximum, and in percent of it") {
    const auto r = scored(entry, two("maximum"));
    CHECK(r.scores[0] == doctest::Approx(1));
    CHECK(r.scores[1] == doctest::Approx(.5 + .5 / 3));
    CHECK(scored(entry, two("percent")).scores[1] == doctest::Approx(50 + 50.0 / 3));
}

TEST_CASE("no traffic counted gives nothing for traffic, and nobody evaluated nothing for quality") {
    auto facts = two();
    facts.counted = {};
    CHECK(scored(entry, facts).scores == std::vector<double>{.25, .25});
    facts = two();
    facts.tasks.clear();
    CHECK(scored(entry, facts).scores == std::vector<double>{.375, .125});
    facts.counted = {2, {0, 0}};
    CHECK(scored(entry, facts).withheld == "no miner has a positive weight");
}

TEST_CASE("nothing is carried") {
    auto facts = two();
    carry_entry e;
    e.who = someone(3);
    e.score = 1;
    facts.in = as_carry({e});
    CHECK(scored(entry, facts).out.entries.empty());
}
