// run: a plan carried out from the first process to the last, and judged.
#pragma once

#include "actors/sim/claims.hpp"

namespace rf::sim {

struct plant;

struct run_told {
    std::vector<epoch_told> epochs;  // those that were asked for
    std::optional<broken_claim> broken;
    hash32 trace;  // two runs of one seed must agree on it
    std::uint64_t lives = 0, crashes = 0, events = 0, boundaries = 0, messages = 0, virtual_ns = 0;
    std::uint64_t answered = 0, failed = 0, voids = 0;
};

using print_line = std::function<void(const std::string&)>;

run_told run(const plan& p, const plant* planted = nullptr, const print_line& print = {});

}  // namespace rf::sim
