// checks: the checks of each domain (eq. 11), as far as no outside program is needed.
//
// Provers, sandboxes and simulators are outside programs. Where one would be
// needed, the agreement of an exact answer stands in for the check that it
// implies, and the note says so. What a check cannot be stood in for counts 0.
#pragma once

#include "replay/verify/answers.hpp"

namespace rf {

// `name` of the domain's table; one that is not known counts 0.
check_result run_check(std::string_view name, const task_to_verify& task, const task_reply& reply,
                       const comparison& answer);

// Of the equations between whole numbers that the reasoning states ("12 * 3 =
// 36"), how many there are and how many hold.
struct stated_equations {
    std::uint32_t stated = 0, hold = 0;
};
stated_equations check_equations(std::string_view reasoning);

}  // namespace rf
