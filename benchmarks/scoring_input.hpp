// scoring_input: epochs of reasonforge, invented, as facts in memory.
#pragma once

#include "replay/mechanism.hpp"

namespace rf::bench {

// 256 miners x 12 tasks; every carry-in is the carry-out of the epoch before.
std::vector<epoch_facts> invent_epochs(std::size_t count);

}  // namespace rf::bench
