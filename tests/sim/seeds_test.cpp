#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "actors/sim/check_seed.hpp"

using namespace rf;
using namespace rf::sim;

namespace {

std::string broken_in(std::uint64_t seed, const seed_told& told) {
    if (!told.broken) return "";
    return told.of + ": " + told.broken->claim + ": " + told.broken->what + "; again with: rf-sim --seed " +
           std::to_string(seed);
}

// A few dozen; RF_SIM_SEEDS=n for more.
std::uint64_t seeds_to_check() {
    const char* asked = std::getenv("RF_SIM_SEEDS");
    return asked ? std::strtoull(asked, nullptr, 10) : 24;
}

}  // namespace

TEST_CASE("every claim holds of the first seeds, with and without crashes") {
    std::uint64_t crashes = 0, withheld = 0, epochs = 0;
    for (std::uint64_t seed = 1; seed <= seeds_to_check(); ++seed) {
        const seed_told told = check_seed(seed, {});
        CHECK(broken_in(seed, told) == "");
        crashes += told.crashes;
        withheld += told.withheld;
        epochs += told.epochs;
    }
    // Else nothing was tried.
    CHECK(crashes >= seeds_to_check());
    CHECK(withheld < epochs / 4);
}

TEST_CASE("a seed repeats exactly, and another is another run") {
    check_options twice;
    twice.twice = true;
    for (const std::uint64_t seed : {5u, 6u}) CHECK(broken_in(seed, check_seed(seed, twice)) == "");
    CHECK(check_seed(5, {}).trace != check_seed(6, {}).trace);
}

TEST_CASE("every planted fault is found, by the claim it breaks") {
    for (const plant& p : plants()) {
        check_options how;
        how.planted = &p;
        how.twice = p.claim == "repeats";
        // One seed may have nothing at the place where a fault would show.
        std::string found;
        for (std::uint64_t seed = 1; seed <= 5 && found != p.claim; ++seed) {
            const seed_told told = check_seed(seed, how);
            found = told.broken ? told.broken->claim : "nothing";
        }
        CAPTURE(p.name);
        CHECK(found == p.claim);
    }
}

TEST_CASE("a run without a plant breaks nothing that a plant's plan breaks by itself") {
    for (const plant& p : plants()) {
        if (!p.in_plan || (!p.in_world && !p.in_memory)) continue;
        plan ordered = p.calm ? calm_plan(3, 2) : stormy_plan(3, 2, {400, 4000, 1'000 * second_ns});
        p.in_plan(ordered);
        const run_told told = run(ordered);
        CAPTURE(p.name);
        CHECK((told.broken ? told.broken->claim + ": " + told.broken->what : "") == "");
    }
}
