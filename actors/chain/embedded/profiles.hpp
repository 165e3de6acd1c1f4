// profiles: what other validators make of the scores that one has published.
//
//   honest     the same within 0.01
//   good       the same within 0.05
//   lazy       one coarse look: 0, 1/3, 2/3 or 1, and one score in four a guess
//   malicious  the contrary, and the full score for its ally
//
// Everything follows from the chain's identity, the validator, the task and
// the uid, so a chain opened again hears the same.
#pragma once

#include "actors/chain/embedded/state.hpp"

namespace rf::embedded {

seen_scores judged_scores(const hash32& identity, const neuron& validator, const seen_scores& ours);

// A row from all that was judged since the last one: each uid's mean, the
// largest as 65535. Empty where nobody has a score above 0.
weight_values row_of(const std::vector<seen_scores>& judged);

}  // namespace rf::embedded
