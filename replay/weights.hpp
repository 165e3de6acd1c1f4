// weights: what of an epoch's scores goes to the chain, after its seal.
//
// Accounts that no longer hold their uid in the last metagraph are dropped, and
// the emit step runs once more over the others. Whoever decides and whoever
// checks call the same function.
#pragma once

#include "replay/projection.hpp"

namespace rf {

struct intended_weights {
    std::vector<weight_row> rows;  // ascending uid
    roster dropped;
    std::string withheld;          // the reason; empty where there are rows
};

intended_weights weights_to_intend(const projection& p, const weights_state& w);

// The call to sign next: as intended, then the reveal of what was committed to.
schema::WeightCall call_to_sign(const weights_state& w);

// Whether a metagraph was read since the seal: before that, nobody can know who
// lost a uid.
bool metagraph_is_fresh(const projection& p, const weights_state& w);

}  // namespace rf
