// aml_ensemble_1: aml_ensemble@1, one batch of alerts an epoch, scored in three
// tiers, the last of which arrives days later.
//
// A miner's score is tier 1 + tier 2 + tier 3, and 0 without tier 1. Tier 3 is
// that of its latest submission that is settled before the epoch closes; a
// settlement of an older one that comes late changes nothing, nor does a second
// one of the same submission. A performance is the mean of the last scores; it
// gives the weights of the ensemble, which is reported. The carry holds the
// history and the newest tier 3.
#pragma once

#include "replay/mechanism.hpp"
#include "replay/mechanisms/aml_ensemble_1_tiers.hpp"

namespace rf::aml_ensemble_1 {

extern const mechanism entry;

constants read(const parameters& p);

double performance(const constants& c, std::span<const double> history);

// One weight a performance, 0 for those not listed; equal where all are 0.
std::vector<double> ensemble_weights(const constants& c, std::span<const double> performances);

// The ensemble's opinion on every alert that a listed miner scored, by
// ascending alert. `weights` has one entry a reply of the task.
std::vector<alert_score> ensemble_scores(std::span<const double> weights, const task_facts& task);

// Places in epoch_result::detail.
enum columns : std::size_t { col_performance, col_ensemble_weight, col_tier1, col_tier2, col_tier3 };

}  // namespace rf::aml_ensemble_1
