// check_seed: both claims about one seed.
//
// Three runs: calm and undisturbed; calm with crashes and no downtime, which
// must give the same scores and weights bit for bit; and a storm of everything
// at once, with downtime, of which all other claims must hold.
#pragma once

#include "actors/sim/plants.hpp"
#include "actors/sim/run.hpp"

namespace rf::sim {

struct seed_told {
    std::optional<broken_claim> broken;
    std::string of;  // which run broke it: "calm", "crashing", "stormy"
    hash32 trace;    // of all runs
    std::uint64_t runs = 0, crashes = 0, events = 0, virtual_ns = 0, withheld = 0, epochs = 0;
    std::uint64_t answered = 0, failed = 0, voids = 0;
};

struct check_options {
    std::uint32_t epochs = 3;
    const plant* planted = nullptr;
    bool twice = false;  // and again, to see that it repeats
    print_line print;
};

seed_told check_seed(std::uint64_t seed, const check_options& how);

}  // namespace rf::sim
