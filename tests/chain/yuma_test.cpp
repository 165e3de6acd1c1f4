// Yuma consensus against values worked out by hand, as fractions.
#include "actors/chain/embedded/yuma.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"

using namespace rf;
using namespace rf::embedded;

namespace {

// Validators 0 and 1 with stake 3 and 1, miners 2 and 3, everything set at
// block 10.
std::vector<neuron> two_and_two() {
    std::vector<neuron> n(4);
    for (std::size_t i = 0; i < n.size(); ++i) {
        n[i].who.b[0] = std::uint8_t(i + 1);
        n[i].last_update = 10;
    }
    n[0].stake = 3;
    n[1].stake = 1;
    n[0].row = {{2, 65535}, {3, 65535}};  // 1/2 1/2
    n[1].row = {{2, 60000}, {3, 20000}};  // 3/4 1/4
    return n;
}

doctest::Approx near(double v) { return doctest::Approx(v).epsilon(1e-13); }

double bond(const yuma_neuron& n, std::uint16_t to) {
    for (const auto& [uid, value] : n.bonds)
        if (uid == to) return value;
    return 0;
}

void keep_bonds(std::vector<neuron>& n, const std::vector<yuma_neuron>& y) {
    for (const auto& each : y) n[each.uid].bonds = each.bonds;
}

}  // namespace

// Active stake 3/4 and 1/4. More than 1 - kappa (0.50000763) of it gives miner
// 2 at most 1/2, and miner 3 at most 1/2 (1/4 of the stake says 1/4, the rest
// 1/2): C = 1/2 1/2. W' = [1/2 1/2] and [1/2 1/4].
//   trust      1, 3/4
//   rank       1/2, 3/4*1/2 + 1/4*1/4 = 7/16          incentive 8/15, 7/15
//   W*A        miner 2: 3/8, 3/16    miner 3: 3/8, 1/16  (W, not W')
//   bonds      2/3, 1/3              6/7, 1/7            (an empty past cancels alpha)
//   dividends  2/3*8/15 + 6/7*7/15 = 34/45,  11/45
//   emission of 90, half to each side: 34, 11, 24, 21
TEST_CASE("the nine steps, by hand, from nothing") {
    const auto y = yuma(two_and_two(), {}, 20, 90);
    CHECK(y[0].permit);
    CHECK(y[1].permit);
    CHECK_FALSE(y[2].permit);
    CHECK(y[2].consensus == near(1. / 2));
    CHECK(y[3].consensus == near(1. / 2));
    CHECK(y[0].trust == near(1));
    CHECK(y[1].trust == near(3. / 4));
    CHECK(y[2].incentive == near(8. / 15));
    CHECK(y[3].incentive == near(7. / 15));
    CHECK(bond(y[0], 2) == near(2. / 3));
    CHECK(bond(y[1], 3) == near(1. / 7));
    CHECK(y[0].dividends == near(34. / 45));
    CHECK(y[1].dividends == near(11. / 45));
    CHECK(y[0].emission == near(34));
    CHECK(y[1].emission == near(11));
    CHECK(y[2].emission == near(24));
    CHECK(y[3].emission == near(21));
}

// Then validator 1 gives miner 3 everything. C = 1/2 1/2 still; W' of 1 is
// [0 1/2]. Rank 3/8, 1/2: incentive 3/7, 4/7. dB: miner 2: 1, 0; miner 3: 3/5,
// 2/5. Bonds a tenth of that and nine of what was:
//   miner 2: 7/10, 3/10      miner 3: 291/350, 59/350
//   dividends 7/10*3/7 + 291/350*4/7 = 3/10 + 582/1225
TEST_CASE("bonds move a tenth of the way in an epoch") {
    auto n = two_and_two();
    keep_bonds(n, yuma(n, {}, 20, 90));
    n[1].row = {{3, 65535}};
    const auto y = yuma(n, {}, 40, 90);
    CHECK(y[2].incentive == near(3. / 7));
    CHECK(y[3].incentive == near(4. / 7));
    CHECK(bond(y[0], 2) == near(7. / 10));
    CHECK(bond(y[1], 2) == near(3. / 10));
    CHECK(bond(y[0], 3) == near(291. / 350));
    CHECK(bond(y[1], 3) == near(59. / 350));
    CHECK(y[0].dividends == near(3. / 10 + 582. / 1225));
    CHECK(y[1].dividends == near(1 - 3. / 10 - 582. / 1225));
}

TEST_CASE("a weight for oneself counts for nothing") {
    auto n = two_and_two();
    const auto before = yuma(n, {}, 20, 90);
    n[1].row = {{1, 65535}, {2, 60000}, {3, 20000}};
    const auto after = yuma(n, {}, 20, 90);
    CHECK(after[1].incentive == 0);
    CHECK(after[2].incentive == before[2].incentive);
}

TEST_CASE("a weight not newer than its target's registration is dropped") {
    auto n = two_and_two();
    n[3].registered = 10;  // the block in which both rows were set
    const auto y = yuma(n, {}, 20, 90);
    CHECK(y[3].incentive == 0);
    CHECK(y[2].incentive == near(1));
    n[3].registered = 9;
    CHECK(yuma(n, {}, 20, 90)[3].incentive > 0.4);
}

TEST_CASE("a validator that was silent too long has no say, and is back once it spoke") {
    auto n = two_and_two();
    chain_rules rules;
    rules.activity_cutoff = 100;
    n[1].last_update = 50;
    const auto y = yuma(n, rules, 111, 90);  // 10 + 100 < 111
    CHECK_FALSE(y[0].active);
    CHECK(y[1].active);
    CHECK(y[1].dividends == near(1));
    CHECK(y[2].incentive == near(3. / 4));  // its row alone
    CHECK(yuma(n, rules, 110, 90)[0].active);
}

TEST_CASE("only the largest stakes have a permit, ties going to the lower uid, and none without stake") {
    auto n = two_and_two();
    chain_rules rules;
    rules.max_validators = 1;
    const auto y = yuma(n, rules, 20, 90);
    CHECK(y[0].permit);
    CHECK_FALSE(y[1].permit);
    CHECK(y[1].dividends == 0);
    n[1].stake = n[0].stake;
    CHECK(permits(n, 1) == std::vector<bool>{true, false, false, false});
    CHECK(permits(n, 64) == std::vector<bool>{true, true, false, false});
}

TEST_CASE("the median is where more than half of the stake, by kappa, has been passed") {
    CHECK(weighted_median({{0.2, 0.5}, {0.8, 0.5}}, 32767) == 0.8);   // 0.5 is not more than 0.50000763
    CHECK(weighted_median({{0.2, 0.51}, {0.8, 0.49}}, 32767) == 0.2);
    CHECK(weighted_median({{0.8, 0.25}, {0.1, 0.25}, {0.4, 0.5}}, 32767) == 0.4);
    CHECK(weighted_median({{0.9, 0.0}, {0.3, 1.0}}, 32767) == 0.3);   // no stake, no say
    CHECK(weighted_median({}, 32767) == 0);
    CHECK(weighted_median({{0.9, 0}}, 32767) == 0);
}

TEST_CASE("a lone attacker with less than half of the stake cannot raise its ally") {
    auto n = two_and_two();
    n[0].row = {{2, 65535}};
    n[1].row = {{3, 65535}};
    const auto y = yuma(n, {}, 20, 90);
    CHECK(y[2].incentive == near(1));
    CHECK(y[3].incentive == 0);
    CHECK(y[1].trust == 0);
    CHECK(y[1].dividends == 0);
}

TEST_CASE("with no row at all nothing is shared out") {
    auto n = two_and_two();
    n[0].row.clear();
    n[1].row.clear();
    for (const auto& each : yuma(n, {}, 20, 90)) CHECK(each.emission == 0);
}
