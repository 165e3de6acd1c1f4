// answers: is an answer the expected one?
//
// Numbers are compared as exact fractions, texts without regard to case,
// spacing and a final stop, sets without regard to order. An answer must be
// the answer: one that merely contains it is wrong. A note spells the expected
// answer out only where that may be told.
#pragma once

#include <string>

#include "replay/answers/task_reply.hpp"
#include "replay/verify/verify.hpp"

namespace rf {

// The reasoning of all steps, a line each; not the answer.
std::string reasoning_of(const task_reply& reply);

struct comparison {
    bool right = false;
    std::string note;  // "42 is 42", "not a number"
};
comparison compare_answer(const expected_answer& expected, std::string_view answer);

}  // namespace rf
