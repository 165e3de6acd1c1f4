// emit: from positive weights to the chain's vector, one pure step at a time.
//
// All lists are by ascending uid and every sum runs in that order. `emit()` of
// replay/mechanism.hpp puts the steps together under the epoch's parameters.
#pragma once

#include "replay/facts.hpp"

namespace rf {

struct weight_share {
    std::uint16_t uid = 0;
    double share = 0;
    friend bool operator==(const weight_share&, const weight_share&) = default;
};
using weight_shares = std::vector<weight_share>;

// Steps 1 and 2: weights above 0, divided by their total. Empty where none is,
// or where their total is not finite.
weight_shares normalised_shares(const roster& seats, const std::vector<double>& scores);

// Step 3: no share above `most`. What is cut off goes to the others in
// proportion; whoever that lifts above `most` is cut too, until nobody is.
// False where it cannot be done: so few miners that n * most < 1.
bool cap_shares(weight_shares& shares, double most);

// Step 4: the largest becomes 65535, the others in proportion, halves to even.
std::uint16_t round_half_to_even(double value);  // 0 <= value <= 65535
std::vector<weight_row> as_weight_rows(const weight_shares& shares);  // zeros dropped

}  // namespace rf
