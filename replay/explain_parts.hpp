// explain_parts: the steps of an explanation, one file each.
//
// Shared between explain.cpp and those files, and by nobody else.
#pragma once

#include "replay/explain.hpp"

namespace rf::explaining {

// explain_tasks: every task as this miner met it, with the events' own words.
status tell_tasks(const log_reader& log, const epoch_record& e, explanation& x);

// explain_working: from what was seen to the score, by mechanism; refused where
// this program has no words for one.
status work_out(const epoch_record& e, const epoch_result& r, explanation& x);
void work_out_ema_feed(const epoch_record& e, const epoch_result& r, explanation& x);
void work_out_judge_epm(const epoch_record& e, const epoch_result& r, explanation& x);
void work_out_aml_ensemble(const epoch_record& e, const epoch_result& r, explanation& x);
void work_out_hetu_consensus(const epoch_record& e, const epoch_result& r, explanation& x);

// explain_around: what stands before the epoch and after it in the log.
status tell_before(const log_reader& log, const epoch_record& e, explanation& x);
status tell_after(const log_reader& log, const epoch_record& e, explanation& x);

// explain_seat: why an account has no seat, and who is nearest.
fault no_seat(const log_reader& log, const epoch_record& e, const account& who);

}  // namespace rf::explaining
