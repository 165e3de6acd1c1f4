#include "replay/emit.hpp"

#include <doctest/doctest.h>

#include "replay/mechanisms/judge_epm_1.hpp"
#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using test::seats_of;

namespace {

epoch_result emitted(std::initializer_list<std::uint16_t> uids, std::vector<double> scores,
                     const parameters& chosen = {}) {
    epoch_result r;
    r.scores = std::move(scores);
    emit(seats_of(uids), complete_parameters(judge_epm_1::entry, chosen).value(), r);
    return r;
}

std::vector<std::uint16_t> values(const epoch_result& r) {
    std::vector<std::uint16_t> out;
    for (const auto& w : r.weights) out.push_back(w.value);
    return out;
}
std::vector<std::uint16_t> uids(const epoch_result& r) {
    std::vector<std::uint16_t> out;
    for (const auto& w : r.weights) out.push_back(w.uid);
    return out;
}
using u16s = std::vector<std::uint16_t>;

}  // namespace

TEST_CASE("a half is rounded to the even neighbour, on both sides") {
    CHECK(round_half_to_even(0) == 0);
    CHECK(round_half_to_even(0.5) == 0);
    CHECK(round_half_to_even(1.5) == 2);
    CHECK(round_half_to_even(2.5) == 2);
    CHECK(round_half_to_even(0.49999999999999994) == 0);
    CHECK(round_half_to_even(0.5000000000000001) == 1);
    CHECK(round_half_to_even(65534.5) == 65534);
    CHECK(round_half_to_even(65535) == 65535);
}

TEST_CASE("a weight that lies on a half goes to the even value") {
    const double half = 2.5 / 65535;
    REQUIRE(half / 1.0 * 65535 == 2.5);  // it does lie on it
    const auto rows = as_weight_rows({{1, 1.0}, {2, half}});
    REQUIRE(rows.size() == 2);
    CHECK(rows[1].value == 2);
}

TEST_CASE("what rounds to zero is dropped") {
    const auto r = emitted({1, 2, 3}, {1, 0x1p-17, 0});
    CHECK(uids(r) == u16s{1});
    CHECK(normalised_shares(seats_of({1, 2, 3}), {1, 0x1p-17, 0}).size() == 2);
}

TEST_CASE("with no positive weight nothing is emitted, and the reason is said") {
    for (const auto& scores : std::vector<std::vector<double>>{{0, 0}, {-1, 0}, {0, -0.0}}) {
        const auto r = emitted({1, 2}, scores);
        CHECK(r.weights.empty());
        CHECK(r.withheld == "no miner has a positive weight");
    }
    CHECK(emitted({}, {}).withheld == "no miner has a positive weight");
}

TEST_CASE("weights whose sum is not finite are withheld, never guessed") {
    const auto r = emitted({1, 2}, {1.7e308, 1.7e308});
    CHECK(r.weights.empty());
    CHECK(r.withheld == "the scores have no finite sum");
}

TEST_CASE("a cap gives the excess to the others in proportion") {
    weight_shares shares{{1, 0.6}, {2, 0.3}, {3, 0.1}};
    REQUIRE(cap_shares(shares, 0.5));
    CHECK(shares[0].share == 0.5);
    CHECK(shares[1].share == doctest::Approx(0.375).epsilon(1e-14));
    CHECK(shares[2].share == doctest::Approx(0.125).epsilon(1e-14));
}

TEST_CASE("whoever the excess lifts above the cap is cut as well") {
    weight_shares shares{{1, 0.70}, {2, 0.25}, {3, 0.05}};
    REQUIRE(cap_shares(shares, 0.4));
    CHECK(shares[0].share == 0.4);
    CHECK(shares[1].share == 0.4);
    CHECK(shares[2].share == doctest::Approx(0.2).epsilon(1e-14));
}

TEST_CASE("a cap that nobody reaches changes no bit") {
    const weight_shares before{{1, 0.1 + 0.2}, {2, 0.7 - 0.3}, {3, 0.3}};
    weight_shares shares = before;
    REQUIRE(cap_shares(shares, 0.5));
    CHECK(shares == before);
}

TEST_CASE("too few miners for the cap: withheld") {
    const auto r = emitted({1, 2}, {3, 1}, {{"emit.max_share", 0.4}});
    CHECK(r.weights.empty());
    CHECK(r.withheld.find("emit.max_share") != std::string::npos);
    CHECK(values(emitted({1, 2}, {3, 1}, {{"emit.max_share", 0.5}})) == u16s{65535, 65535});
}

TEST_CASE("capped shares sum to one, keep their order and their proportions below the cap") {
    const std::uint64_t seed = 7;
    INFO("seed " << seed << "; repeat: replay_mechanisms_test -tc='capped shares*'");
    test::dice dice(seed);
    for (int round = 0; round < 2000; ++round) {
        weight_shares before;
        double total = 0;
        for (std::uint64_t n = 1 + dice.below(30); n > 0; --n) {
            const double u = dice.unit() + 0x1p-40;
            before.push_back({std::uint16_t(before.size()), u * u * u});
            total += before.back().share;
        }
        for (auto& s : before) s.share = s.share / total;
        const double most = 1.0 / double(before.size()) + dice.unit() * (1 - 1.0 / double(before.size()));
        weight_shares after = before;
        if (!cap_shares(after, most)) {
            CHECK(double(before.size()) * most < 1);
            continue;
        }
        double sum = 0;
        for (std::size_t i = 0; i < after.size(); ++i) {
            CHECK(after[i].share <= most);
            sum += after[i].share;
            for (std::size_t k = 0; k < i; ++k) {
                if (before[i].share > before[k].share) CHECK(after[i].share >= after[k].share);
                if (after[i].share < most && after[k].share < most)
                    CHECK(after[i].share * before[k].share ==
                          doctest::Approx(after[k].share * before[i].share).epsilon(1e-9));
            }
        }
        CHECK(sum == doctest::Approx(1).epsilon(1e-12));
    }
}

TEST_CASE("fewer weights than the subnet's minimum are withheld") {
    const auto r = emitted({1, 2, 3}, {1, 1, 0}, {{"emit.min_count", std::uint64_t{3}}});
    CHECK(r.weights.empty());
    CHECK(r.withheld == "2 miners have a weight, and emit.min_count asks for 3");
}

TEST_CASE("padding gives the smallest weight to the best of the others, ties to the lower uid") {
    const parameters p{{"emit.min_count", std::uint64_t{3}}, {"emit.pad", true}};
    CHECK(uids(emitted({1, 2, 3, 4}, {0, 1, 0, 0}, p)) == u16s{1, 2, 3});
    CHECK(values(emitted({1, 2, 3, 4}, {0, 1, 0, 0}, p)) == u16s{1, 65535, 1});
    // uid 4 has a score that is too small for the chain: it comes before those without.
    CHECK(uids(emitted({1, 2, 3, 4}, {0, 1, 0, 0x1p-30}, p)) == u16s{1, 2, 4});
}

TEST_CASE("padding cannot invent miners, and is not used where nobody earned anything") {
    const parameters p{{"emit.min_count", std::uint64_t{3}}, {"emit.pad", true}};
    CHECK(emitted({1, 2}, {1, 0}, p).withheld == "2 miners have a weight, and emit.min_count asks for 3");
    CHECK(emitted({1, 2, 3}, {0, 0, 0}, p).weights.empty());
}

TEST_CASE("padding never lifts a miner past the cap") {
    const parameters p{{"emit.max_share", 0.5}, {"emit.min_count", std::uint64_t{2}}, {"emit.pad", true}};
    // One earner cannot keep under one half, and padding is no way to pay another.
    CHECK(emitted({1, 2}, {1, 0}, p).weights.empty());
}
