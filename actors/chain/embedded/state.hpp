// state: all that an embedded chain's blocks have agreed on, as a value.
//
// Copied before a block changes it, so that a reorg is going back to a copy.
#pragma once

#include <map>

#include "actors/chain/embedded/genesis.hpp"
#include "actors/ports/chain.hpp"

namespace rf::embedded {

using bond_row = std::vector<std::pair<std::uint16_t, double>>;  // ascending uid, zeros left out

struct neuron {  // its place is its uid
    account who;
    double stake = 0;
    std::string ip;
    std::uint16_t port = 0;
    validator_profile plays = validator_profile::none;
    std::uint64_t registered = 0, last_update = 0;  // blocks
    std::uint64_t judged = 0;                       // block of the last row of a played validator
    bool permit = false, active = true;             // as of the last epoch
    double incentive = 0, dividends = 0, consensus = 0, trust = 0, emission = 0;
    weight_values row;
    bond_row bonds;
};

struct weights_commit {
    account who;
    hash32 hash;
    std::uint64_t block = 0, epoch = 0;
};

// An extrinsic that stands in a block; `error` is empty where it succeeded.
struct placed_extrinsic {
    hash32 hash;
    std::uint64_t block = 0;
    std::uint32_t index = 0;
    std::string error, advice;
    bool final = false;
    std::uint64_t retry_in_blocks = 0;
};

struct new_stake {  // as it was ordered
    account who;
    double stake = 0;
};

struct new_root {  // as it was given
    account who;
    root_commitment what;
    hash32 extrinsic;
};

struct block_digest {  // of everything in blocks up to this one and until the next entry
    std::uint64_t block = 0;
    hash32 digest;
};

struct state {
    std::uint64_t block = 0;
    std::vector<block_digest> digests;  // never empty; the newest last
    chain_rules rules;
    std::vector<neuron> neurons;
    std::map<account, std::uint64_t> nonces;
    std::vector<weights_commit> commits;  // not revealed yet, oldest first
    std::vector<placed_extrinsic> placed;
    std::map<account, placed_root> roots;  // the last of each account
    std::vector<std::uint16_t> played;    // uids of played validators, ascending
    std::uint64_t newest_registration = 0;
    bool settled = false;  // another epoch over the same rows would change nothing
};

}  // namespace rf::embedded
