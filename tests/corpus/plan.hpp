// plan: what an invented epoch is to hold, before it is written as a log.
//
// A run is a log of its own: its first epoch starts from the carry given, each
// later one from what the one before carried out. Facts that a log cannot hold
// are refused when it is written.
#pragma once

#include <string>
#include <vector>

#include "replay/dice.hpp"
#include "replay/mechanism.hpp"

namespace rf::corpus {

// Ground truth of the batch submitted in an earlier epoch of the run.
struct arrival {
    std::uint32_t submitted_epoch = 0;
    std::vector<std::pair<account, double>> tier3;
};

struct planned_epoch {
    epoch_facts facts;  // epoch, in and settled are filled in by the scribe
    std::vector<arrival> truths;
    bool lost_attempts = false;  // some questions are lost by us first, then asked again
};

struct planned_run {
    std::string name;  // of its files: name-1.rfb, name-2.rfb ...
    const mechanism* rules = nullptr;
    carry in;
    std::vector<planned_epoch> epochs;
};
using plan = std::vector<planned_run>;

// Each mechanism's epochs: random ones, then those that sit on an edge.
void plan_reasonforge(plan& into, std::uint64_t seed);
void plan_ema_feed(plan& into, std::uint64_t seed);
void plan_judge_epm(plan& into, std::uint64_t seed);
void plan_aml_ensemble(plan& into, std::uint64_t seed);
void plan_hetu_consensus(plan& into, std::uint64_t seed);
// What every mechanism's weights go through: caps, padding, thin evidence.
void plan_emission(plan& into, std::uint64_t seed);

}  // namespace rf::corpus
