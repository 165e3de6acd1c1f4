#include "replay/mechanisms/aml_ensemble_1_tiers.hpp"

#include <doctest/doctest.h>

#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;
using namespace rf::aml_ensemble_1;

namespace {

using scores = std::vector<alert_score>;
using labels = std::vector<labelled_score>;

scores from(std::initializer_list<double> values) {
    scores out;
    for (const double v : values) out.push_back({std::uint32_t(out.size()), v});
    return out;
}

// The definition itself: every pair of a positive and a negative.
double pairs_in_order(const labels& all) {
    double good = 0, count = 0;
    for (const auto& p : all)
        for (const auto& n : all) {
            if (!p.positive || n.positive) continue;
            good += p.score > n.score ? 1 : p.score == n.score ? 0.5 : 0;
            ++count;
        }
    return good / count;
}

}  // namespace

TEST_CASE("tier 1 wants every alert once, in range, in time and again the same") {
    const constants c;
    const scores good = from({.1, .5, 1});
    CHECK(tier1(c, 3, {good, {}, 300}) == integrity::passed);
    CHECK(tier1(c, 3, {scores{{2, 1}, {0, .1}, {1, .5}}, {}, 0}) == integrity::passed);  // in any order
    CHECK(tier1(c, 4, {good, {}, 0}) == integrity::missing);
    CHECK(tier1(c, 2, {good, {}, 0}) == integrity::unknown);
    CHECK(tier1(c, 3, {scores{{0, .1}, {1, .5}, {1, .5}}, {}, 0}) == integrity::twice);
    CHECK(tier1(c, 3, {from({.1, .5, 1.01}), {}, 0}) == integrity::out_of_range);
    CHECK(tier1(c, 3, {from({.1, .5, -.01}), {}, 0}) == integrity::out_of_range);
    CHECK(tier1(c, 3, {good, {}, 301}) == integrity::slow);
    CHECK(tier1(c, 3, {good, scores{{1, .5000005}}, 0}) == integrity::passed);
    CHECK(tier1(c, 3, {good, scores{{1, .500002}}, 0}) == integrity::not_repeatable);
    CHECK(tier1(c, 0, {{}, {}, 0}) == integrity::passed);
}

TEST_CASE("tier 2 takes off for flat scores, missed traps and a median at the edge, not below 0") {
    const constants c;
    const scores varied = from({.2, .4, .6, .8});
    CHECK(tier2(c, varied, 0) == 0.3);
    CHECK(tier2(c, varied, 2) == doctest::Approx(.2));
    CHECK(tier2(c, from({.5, .5, .5}), 0) == doctest::Approx(.2));
    CHECK(tier2(c, from({0, 0, 0, 1}), 0) == doctest::Approx(.25));
    CHECK(tier2(c, from({1, 1, 1, 0}), 0) == doctest::Approx(.25));
    CHECK(tier2(c, from({0, 0, 0}), 0) == doctest::Approx(.15));
    CHECK(tier2(c, varied, 7) == 0);
    CHECK(tier2(c, {}, 0) == 0);
    // A median exactly at 0.1 is not below it; the middle of two counts.
    CHECK(tier2(c, from({.1, .1, .1, .9}), 0) == 0.3);
}

TEST_CASE("Pearson over the common alerts") {
    const scores line = from({.1, .2, .3, .4});
    CHECK(compare(line, from({.2, .4, .6, .8})).pearson == doctest::Approx(1));
    CHECK(compare(line, from({.8, .6, .4, .2})).pearson == doctest::Approx(-1));
    CHECK(compare(line, from({.5, .5, .5, .5})).pearson == 0);
    // Anscombe's first set, divided by 20: r = 0.81642051634484
    const scores x = from({.5, .4, .65, .45, .55, .7, .3, .2, .6, .35, .25});
    const scores y = from({.402, .3475, .379, .4405, .4165, .498, .362, .213, .542, .241, .284});
    CHECK(compare(x, y).pearson == doctest::Approx(0.81642051634484).epsilon(1e-12));
    CHECK(compare(x, y).common == 11);
}

TEST_CASE("only alerts both scored are compared, wherever they stand") {
    const scores a{{1, .1}, {3, .3}, {5, .2}, {9, .9}};
    const scores b{{0, .7}, {3, .6}, {5, .4}, {8, .1}, {9, 1}};
    const likeness l = compare(a, b);
    CHECK(l.common == 3);
    const likeness same = compare(scores{{3, .3}, {5, .2}, {9, .9}}, scores{{3, .6}, {5, .4}, {9, 1}});
    CHECK(l.pearson == same.pearson);
    CHECK(compare({}, b).common == 0);
}

TEST_CASE("a copy needs ten common alerts and a correlation above 0.95") {
    const constants c;
    CHECK(plagiarised(c, {0.951, 10}));
    CHECK_FALSE(plagiarised(c, {0.95, 10}));
    CHECK_FALSE(plagiarised(c, {1, 9}));
}

TEST_CASE("the areas of a small published example") {
    // y = 0 0 1 1, s = .1 .4 .35 .8: ROC 0.75, average precision 0.8333
    const labels all{{.1, false}, {.4, false}, {.35, true}, {.8, true}};
    CHECK(auc_roc(all) == 0.75);
    CHECK(auc_pr(all) == doctest::Approx(1 * 0.5 + 2.0 / 3 * 0.5));
}

TEST_CASE("perfect, reversed and constant scores") {
    CHECK(auc_roc(labels{{.9, true}, {.1, false}}) == 1);
    CHECK(auc_pr(labels{{.9, true}, {.1, false}}) == 1);
    CHECK(auc_roc(labels{{.1, true}, {.9, false}}) == 0);
    CHECK(auc_pr(labels{{.1, true}, {.9, false}}) == 0.5);
    CHECK(auc_roc(labels{{.5, true}, {.5, false}, {.5, false}}) == 0.5);
    CHECK(auc_pr(labels{{.5, true}, {.5, false}, {.5, false}, {.5, false}}) == 0.25);
    CHECK(auc_roc(labels{{.5, true}}) == 0);
}

TEST_CASE("AUC-ROC is the part of pairs in order, and neither area minds the order given") {
    const std::uint64_t seed = 99;
    INFO("seed " << seed << "; repeat: replay_mechanisms_test -tc='AUC-ROC is*'");
    dice dice(seed);
    for (int round = 0; round < 300; ++round) {
        labels all{{double(dice.below(8)) / 8, true}, {double(dice.below(8)) / 8, false}};
        for (std::uint64_t n = dice.below(60); n > 0; --n)
            all.push_back({double(dice.below(8)) / 8, dice.below(3) == 0});
        REQUIRE(auc_roc(all) == pairs_in_order(all));
        labels shuffled = all;
        for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[dice.below(i)]);
        REQUIRE(auc_roc(shuffled) == auc_roc(all));
        REQUIRE(auc_pr(shuffled) == auc_pr(all));
    }
}

TEST_CASE("tier 3 needs ten samples and both classes") {
    const constants c;
    labels all;
    for (int i = 0; i < 9; ++i) all.push_back({i / 10.0, i > 4});
    CHECK(tier3(c, all) == 0);
    all.push_back({.95, true});
    CHECK(tier3(c, all) == 0.3 * 1 + 0.2 * 1);
    for (auto& s : all) s.positive = true;
    CHECK(tier3(c, all) == 0);
}
