// reported: what reasonforge@1 says of validators and of money, for people.
//
// Equations 1, 5, 7, 8, 10, 12, 13 and reputation need what other validators
// scored. Theirs are the scores_published events of the epoch, ours the CMS
// (eq. 2) of our own verdicts, which is what we publish. None of it enters a
// score or a weight, and no audit compares it: two logs that heard different
// validators report different numbers.
//
// Amounts are parts of what the epoch emits (E = 1), unless another E is given.
#pragma once

#include <functional>

#include "events/log.hpp"
#include "replay/mechanism.hpp"

namespace rf {

// What one validator said of one task.
struct published_scores {
    account validator;
    double stake = 0;
    std::size_t task = 0;  // its place in the epoch
    std::vector<std::pair<std::size_t, double>> scores;  // seat, score
};

// The scores of one epoch by all who gave any: each (validator, task) once.
struct epoch_scores {
    epoch_facts facts;
    epoch_result result;
    account ours;
    std::vector<published_scores> published;  // by validator, then task; ours among them
};

struct reported_validator {
    account who;
    bool ours = false;
    double stake = 0;
    std::uint64_t scored = 0;  // how many (task, miner) it gave a score
    double vas = 1;            // 7
    double vas_7d = 1, slash = 0;  // 10
    double reputation = 1;
    double reward = 0;         // 8
};
struct reported_miner {
    std::uint16_t uid = 0;
    account who;
    double s_epoch = 0, peb = 0;
    double reward = 0;         // 5
};
struct reported_score {        // one of ours, and what came of it
    std::uint16_t task = 0, uid = 0;
    double ours = 0;           // 2
    double objective = 0;      // 11: the recorded accuracy
    double consensus = 0;      // 12
    double final = 0;          // 13
    std::uint32_t validators = 0;
};
struct reported_epoch {
    std::uint32_t epoch = 0;
    double miner_pool = 0, validator_pool = 0;  // 1
    std::uint32_t epochs_of_history = 0;        // this one among them
    std::vector<reported_validator> validators;  // by account
    std::vector<reported_miner> miners;          // by uid
    std::vector<reported_score> scores;          // by task, then uid
};

// Eq. 7 of everybody who gave scores in it, by account.
std::vector<std::pair<account, double>> vas_of(const epoch_scores& e);

// `before` holds what vas_of gave for earlier epochs, oldest first.
reported_epoch report(const epoch_scores& e, const std::vector<std::vector<std::pair<account, double>>>& before,
                      double emission = 1);

// From a log: the epoch and the few before it that histories reach back to.
// Refuses an epoch that is not sealed, or not of reasonforge@1.
result<reported_epoch> report_epoch(const log_reader& log, std::uint32_t epoch, double emission = 1);

}  // namespace rf
