// reasonforge_2: a version of reasonforge that was never released, to ask what
// would have happened under it.
//
// As @1, but silence costs and ranks pay nothing: a miner's S loses the part
// silence.cost of the share of its questions that it left unanswered, and that
// is its score. peb.* are gone, silence.cost is new.
#pragma once

#include "replay/mechanism.hpp"

namespace rf {

const mechanism& reasonforge_2();

// The released ones and this.
std::span<const mechanism* const> catalog_with_reasonforge_2();

}  // namespace rf
