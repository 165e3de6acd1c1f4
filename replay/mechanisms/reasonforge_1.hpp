// reasonforge_1: reasonforge@1, an epoch of reasoning tasks scored in four
// dimensions, with traps, ranks and streaks.
//
// Per task and miner a CMS (equation 2, then 6); per miner the trap penalty (9)
// and S (3); miners with S > 0 are ranked, ranks 1..10 lengthen a streak, and
// the weight is S * (1 + PEB). The carry holds streaks.
#pragma once

#include "replay/mechanism.hpp"
#include "replay/mechanisms/reasonforge_1_formulas.hpp"

namespace rf::reasonforge_1 {

extern const mechanism entry;

constants read(const parameters& p);

// What one entry of one task is worth; `reply` must count. Whoever did not
// answer has 0 in every dimension, on a trap task too.
double cms_of(const constants& c, const task_facts& task, const reply_facts& reply);

// Places in epoch_result::detail.
enum columns : std::size_t { col_s_epoch, col_trap_penalty, col_rank, col_streak, col_peb };

}  // namespace rf::reasonforge_1
