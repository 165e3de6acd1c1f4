// genesis: what an embedded chain starts from, and therefore which chain it is.
//
// Every field is part of the chain's identity: two chains that differ in one
// of them have different genesis hashes, and neither opens the other's state.
// A birth time of 0 means "when its storage is first opened"; the storage then
// remembers it, and it is part of the identity as well.
#pragma once

#include <string>
#include <vector>

#include "events/account.hpp"
#include "events/result.hpp"

namespace rf {

// How another validator of the chain judges: what it makes of the scores that
// the validator under test has published. `none`: it is not played at all.
enum class validator_profile : std::uint8_t { none, honest, good, lazy, malicious };

struct genesis_neuron {
    account who;
    double stake = 0;  // TAO
    std::string ip;
    std::uint16_t port = 0;  // 0: serves nothing
    validator_profile plays = validator_profile::none;
};

struct chain_rules {  // the hyper-parameters; those of seed 004 where it names them
    std::uint32_t tempo = 360;  // an epoch is tempo + 1 blocks
    std::uint64_t weights_rate_limit = 100;
    std::uint64_t version_key = 1;
    std::uint16_t min_weights = 1;
    std::uint16_t max_weight = 65535;  // of one uid's share; 65535 = no limit
    bool commit_reveal = false;
    std::uint64_t reveal_period = 1;  // epochs
    std::uint64_t immunity_period = 7200;
    std::uint64_t activity_cutoff = 5000;
    std::uint16_t max_neurons = 256;
    std::uint16_t max_validators = 64;
    double min_stake = 1000;
    std::uint16_t kappa = 32767;
    double bonds_alpha = 0.1;
    double emission_per_block = 1;  // TAO, shared out at each epoch's end
    friend bool operator==(const chain_rules&, const chain_rules&) = default;
};

struct embedded_genesis {
    hash32 seed;
    std::int64_t birth_ns = 0;  // UTC, of block 0; 0: when first opened
    std::uint64_t block_ms = 12'000;
    std::uint16_t netuid = 1;
    std::uint8_t mechanism_id = 0;
    std::uint32_t spec_version = 425;
    std::uint64_t finality_lag = 2;  // blocks; also the deepest reorg
    std::uint64_t era_blocks = 64;   // how long a signed extrinsic may live
    chain_rules rules;
    std::vector<genesis_neuron> neurons;  // their places are their uids
};

// Refuses what no chain could run by, or start from.
status check_rules(const chain_rules& r);
status check_genesis(const embedded_genesis& g);

// Of all of it; the birth as it stands there.
hash32 genesis_hash(const embedded_genesis& g);

struct dev_miner {
    account who;
    std::string ip;
    std::uint16_t port = 0;
};
struct dev_validator {
    validator_profile plays = validator_profile::honest;
    double stake = 2000;
};

// A small subnet: the validator is uid 0, then the others, whose accounts
// follow from the seed and whose keys nobody has, then the miners.
embedded_genesis dev_genesis(const hash32& seed, const std::vector<dev_miner>& miners, const account& validator,
                             const std::vector<dev_validator>& others);

// One of each profile.
std::vector<dev_validator> usual_validators();

}  // namespace rf
