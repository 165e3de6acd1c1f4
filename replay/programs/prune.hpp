// prune: forgetting the payloads of old epochs, with a word about it in the log.
//
// Payloads are prompts, truths of tasks and replies. A payload is named by its
// content, so one that anything else names too (a later epoch, a carry, a
// signed extrinsic) stays. The events and their proofs stay as they are.
#pragma once

#include "events/log.hpp"

namespace rf {

struct pruned_payloads {
    std::uint64_t count = 0, bytes = 0;  // 0: there was nothing to prune, and nothing was written
};

// For the one writer; refused where `through` is not sealed yet.
result<pruned_payloads> prune_payloads(const std::string& directory, std::uint32_t through);

}  // namespace rf
