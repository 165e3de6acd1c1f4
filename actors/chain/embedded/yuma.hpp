// yuma: from the rows that validators have set to who earned what.
//
// Yuma consensus with classic bonds, in its nine steps. A pure function; sums
// run in ascending uid, so a result has one bit pattern.
#pragma once

#include "actors/chain/embedded/state.hpp"

namespace rf::embedded {

struct yuma_neuron {
    std::uint16_t uid = 0;
    bool permit = false, active = false;
    double incentive = 0, dividends = 0, consensus = 0, trust = 0, emission = 0;
    bond_row bonds;
};

// At block `now`; `emission` is what there is to share out. One a neuron.
std::vector<yuma_neuron> yuma(const std::vector<neuron>& neurons, const chain_rules& rules, std::uint64_t now,
                              double emission);

bool is_active(const neuron& n, const chain_rules& rules, std::uint64_t now);

// Top-k of the stakes above 0; ties go to the lower uid.
std::vector<bool> permits(const std::vector<neuron>& neurons, std::size_t most);

// The least score with more than 1 - kappa of the stake at or below it. Stakes
// sum to 1, or are all 0: then 0.
struct staked_weight { double weight = 0, stake = 0; };
double weighted_median(std::vector<staked_weight> given, std::uint16_t kappa);

}  // namespace rf::embedded
