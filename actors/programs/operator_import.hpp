// operator_import: the first carry of a log, from another validator's scores.
//
// So that moving in zeroes nobody. What a mechanism can begin with is what it
// carries from epoch to epoch, and no more:
//
//     ema_feed@1       the score, as the average so far
//     aml_ensemble@1   the score, as the only one of its history
//     reasonforge@1    the streak, where the file has one; a score is no streak
//     the others carry nothing, and begin as well without
#pragma once

#include "actors/imports/score_file.hpp"
#include "actors/programs/operator_log.hpp"

namespace rf {

result<carry> carry_from(const score_file& scores, const mechanism& m);

struct import_order {
    std::string directory, file;
    std::string key_file, passphrase_file;       // of the log's key; empty: log.key in the directory
    std::string secret_file;                     // empty: secret in the directory
    std::optional<newborn_log> born;             // needed where there is no log yet
    std::string mechanism;                       // empty: the one the log has chosen
    std::uint16_t version = 1;
    parameters chosen;                           // of a mechanism that is not chosen yet
};
struct imported {
    std::string mechanism;   // "ema_feed@1"
    std::size_t rows = 0;    // in the file
    std::size_t entries = 0; // in the carry: whoever has nothing but zero is left out
    bool created = false;    // the log
};
result<imported> import_scores(const import_order& order);

}  // namespace rf
