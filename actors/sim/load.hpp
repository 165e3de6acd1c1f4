// load: how fast virtual time passes under a full subnet.
#pragma once

#include "actors/sim/run.hpp"

namespace rf::sim {

struct load_told {
    run_told ran;
    double virtual_s = 0, real_s = 0;
    [[nodiscard]] double speed() const { return virtual_s / real_s; }
};

// 256 miners x 12 tasks, one epoch of 360 blocks of 12 s, without its audit.
load_told run_load(std::uint64_t seed);

}  // namespace rf::sim
