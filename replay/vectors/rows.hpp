// rows: how each kind of golden file is read and compared, one row at a time.
#pragma once

#include "replay/vectors/row.hpp"

namespace rf {

// Some kinds carry from row to row: a checker lives as long as its file.
using row_checker = std::function<void(const json_value& row, row_check& check)>;

row_checker aml_ensemble_rows(const vector_witness& witness);
row_checker ema_feed_rows(const vector_witness& witness);
row_checker hetu_consensus_rows(const vector_witness& witness);
row_checker judge_epm_rows(const vector_witness& witness);
row_checker reasonforge_epochs_rows(const vector_witness& witness);
row_checker reasonforge_formulas_rows(const vector_witness& witness);

// The vectors know only uids: an account is SHA-256("vector" || uid, 4 bytes,
// big-endian).
account vector_account(std::uint16_t uid);

// A roster of these uids, which must be ascending; told to `at` if they are not.
roster vector_roster(const std::vector<std::uint16_t>& uids, const json_value& at);
// A uid's place in the roster; told to `at` if it has none.
std::size_t place_of(const roster& seats, std::uint16_t uid, const json_value& at);

// Runs an epoch under witness; a refusal breaks the row.
std::optional<epoch_result> run_row(const mechanism& m, const epoch_facts& facts,
                                    const vector_witness& witness, row_check& check);
parameters vector_parameters(const mechanism& m, const parameters& chosen, row_check& check);

// `weights` and `emit_u16` of a row. What is withheld has none of either.
void compare_weights(const json_value& row, const roster& seats, const epoch_result& r);

}  // namespace rf
