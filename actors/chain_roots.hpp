// chain_roots: the root at a seal, on its way to the chain.
//
// The chain is asked first, always: what it holds already is not committed
// again, and what is final there becomes root_committed. So a crash at any
// moment costs a question and nothing else, and an epoch's root is in the log
// once.
#pragma once

#include "actors/chain_weights.hpp"

namespace rf {

void carry_out_root(chain_self self, const work_ptr& w);

}  // namespace rf
