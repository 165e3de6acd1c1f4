#include <doctest/doctest.h>

#include <limits>

#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/hetu_consensus_1.hpp"
#include "replay/mechanisms/judge_epm_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "tests/replay/mechanisms/build.hpp"

using namespace rf;

TEST_CASE("the catalog lists the five mechanisms, each found by name and version") {
    CHECK(catalog().size() == 5);
    for (const mechanism* m : catalog()) CHECK(find_mechanism(m->name, m->version) == m);
    CHECK(find_mechanism("reasonforge", 2) == nullptr);
    CHECK(find_mechanism("", 1) == nullptr);
}

TEST_CASE("every standard lies within its own bounds, and all are sorted") {
    for (const mechanism* m : catalog()) {
        const auto standard = complete_parameters(*m, {});
        REQUIRE(standard);
        CHECK(complete_parameters(*m, *standard).value() == *standard);
        CHECK(check_parameters(*m, *standard));
        for (std::size_t i = 1; i < standard->size(); ++i)
            CHECK((*standard)[i - 1].name < (*standard)[i].name);
    }
}

TEST_CASE("the standards are the numbers of the rules") {
    const auto standard = [](const mechanism& m) { return complete_parameters(m, {}).value(); };
    CHECK(reasonforge_1::read(standard(reasonforge_1::entry)) == reasonforge_1::constants{});
    CHECK(ema_feed_1::read(standard(ema_feed_1::entry)) == ema_feed_1::constants{});
    CHECK(judge_epm_1::read(standard(judge_epm_1::entry)) == judge_epm_1::constants{});
    CHECK(aml_ensemble_1::read(standard(aml_ensemble_1::entry)) == aml_ensemble_1::constants{});
    CHECK(hetu_consensus_1::read(standard(hetu_consensus_1::entry)) == hetu_consensus_1::constants{});
}

TEST_CASE("every parameter is read into a place of its own") {
    // Changing one parameter must change the constants, and differently from any other.
    std::vector<reasonforge_1::constants> seen{{}};
    for (const parameter_rule& rule : reasonforge_1::entry.rules) {
        if (rule.name.starts_with("emit.") || rule.name == "trap.rate" || rule.name == "tasks.sample")
            continue;
        parameter p{std::string(rule.name), {}};
        if (const auto* n = std::get_if<double>(&rule.standard)) p.value = *n / 2 + 0.001;
        else p.value = std::get<std::uint64_t>(rule.standard) + 1;
        const auto c = reasonforge_1::read(complete_parameters(reasonforge_1::entry, {p}).value());
        CAPTURE(p.name);
        for (const auto& other : seen) CHECK(c != other);
        seen.push_back(c);
    }
}

TEST_CASE("an unknown name, a wrong type, a value out of bounds and a name given twice are refused") {
    const auto refused = [](parameters p) {
        const auto r = complete_parameters(judge_epm_1::entry, p);
        REQUIRE_FALSE(r);
        CHECK(r.error().kind == fault_kind::invalid);
        return r.error().where + " " + r.error().what;
    };
    CHECK(refused({{"emit.max", 1.0}}) == "emit.max is no parameter of judge_epm@1");
    CHECK(refused({{"emit.max_share", true}}) == "emit.max_share has another type than its rule");
    CHECK(refused({{"emit.max_share", 0.0}}) == "emit.max_share is out of bounds");
    CHECK(refused({{"emit.max_share", 1.5}}) == "emit.max_share is out of bounds");
    CHECK(refused({{"emit.max_share", std::numeric_limits<double>::quiet_NaN()}}) ==
          "emit.max_share is out of bounds");
    CHECK(refused({{"emit.min_count", std::uint64_t{1025}}}) == "emit.min_count is out of bounds");
    CHECK(refused({{"judge.normalisation", std::string("sum")}}) ==
          "judge.normalisation is none of its values");
    CHECK(refused({{"judge.normalisation", std::string("share|maximum")}}) ==
          "judge.normalisation is none of its values");
    CHECK(refused({{"emit.pad", true}, {"emit.pad", true}}) == "emit.pad is given twice");
    CHECK(complete_parameters(judge_epm_1::entry, {{"emit.max_share", 2.0}}).error().advice ==
          "from 1.5259021896696422e-05 to 1");
}

TEST_CASE("the whole range of a base reward is a parameter") {
    const parameters p{{"hetu.base_reward", std::numeric_limits<std::uint64_t>::max()}};
    CHECK(integer(complete_parameters(hetu_consensus_1::entry, p).value(), "hetu.base_reward") == UINT64_MAX);
}

TEST_CASE("parameters from a log must be complete, in order and in bounds") {
    const auto all = complete_parameters(ema_feed_1::entry, {}).value();
    auto bad = all;
    bad.pop_back();
    CHECK_FALSE(check_parameters(ema_feed_1::entry, bad));
    bad = all;
    std::swap(bad[0], bad[1]);
    CHECK_FALSE(check_parameters(ema_feed_1::entry, bad));
    bad = all;
    bad.back().value = 7.0;
    CHECK_FALSE(check_parameters(ema_feed_1::entry, bad));
    CHECK_FALSE(check_parameters(judge_epm_1::entry, all));
}
