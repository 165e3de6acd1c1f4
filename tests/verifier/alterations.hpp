// alterations: the ways in which a bundle is changed, each with its name.
//
// Some are what anybody can do to a file; the others need the validator's key,
// and are signed so well that only its rules can find them out.
#pragma once

#include "tests/verifier/forged.hpp"

namespace rf {

struct altered {
    std::string name;
    bundle content;
};

std::vector<altered> altered_by_anybody(const forged_log& honest, dice& roll);
std::vector<altered> altered_and_signed(const forged_log& honest);
// A few bytes of one of the epoch's own events, whatever they mean.
std::vector<altered> altered_at_random(const forged_log& honest, dice& roll, unsigned count);

}  // namespace rf
