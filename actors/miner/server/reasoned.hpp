// reasoned: what a reference miner makes of a task.
//
// A pure function of who the miner is and of the task, so the same question
// has the same answer whenever it is asked: a validator that crashed and asks
// again sees what it would have seen. Two miners word the same thought
// differently, so that only copies look alike.
#pragma once

#include <functional>

#include "actors/miner/axon_server.hpp"
#include "actors/miner/server/behaviour.hpp"

namespace rf {

// The right answer of a problem, if its text is understood.
using problem_solver = std::function<std::optional<std::string>(std::string_view problem)>;

struct thought {
    solved_task solved;
    double think_share = 0;  // of the time allowed
};

// `least_bytes`: the reasoning is made at least so long, for measurements.
thought think_about(const asked_task& asked, const account& miner, const tier& how,
                    const problem_solver& solve, std::size_t least_bytes = 0);

// Another answer than this one, of the same form.
std::string wrong_answer(const std::string& right, std::uint64_t dice);

}  // namespace rf
