// claims: what must hold of a run's log, its chain and its network together.
//
// Each is looked for in what happened outside (which questions left, which
// extrinsics are in blocks) and in the log's bytes, not in what the validator
// believes. docs/simulation.md lists them by name.
#pragma once

#include "actors/sim/process.hpp"

namespace rf::sim {

// What an epoch came to.
struct epoch_told {
    std::uint32_t epoch = 0;
    hash32 digest;
    weight_values weights;  // as sealed; empty where withheld
    std::string withheld;
    friend bool operator==(const epoch_told&, const epoch_told&) = default;
};

struct signed_weights {
    hash32 extrinsic;
    schema::WeightCall call = schema::WeightCall::SET;
};

struct log_told {
    std::vector<epoch_told> epochs;                                // sealed, ascending
    std::map<std::uint32_t, std::vector<signed_weights>> signed_;  // by epoch
    std::set<std::uint32_t> refused_for_good;       // a commit whose time to be revealed passed meanwhile
    std::map<std::uint32_t, std::string> withheld;  // at intention
    std::optional<broken_claim> broken;
    std::map<std::uint32_t, placed_root> roots;     // that the log says the chain holds, by epoch
    std::uint64_t answered = 0, failed = 0, voids = 0;
};

// One walk over the log, with the claims that are about its events.
log_told read_log(const world& w);

// All claims about a run that has ended so.
std::optional<broken_claim> check_claims(world& w, const log_told& told, const life_end& last);

}  // namespace rf::sim
