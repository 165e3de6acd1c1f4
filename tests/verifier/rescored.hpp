// rescored: an epoch with other observations, sealed anew as the rules give it.
//
// Invented numbers are hardly ever equal. These are: scores that tie, shares that
// lie halfway between two weights, averages and similarities exactly at their
// thresholds; and accounts of both types, and questions that nobody asked.
#pragma once

#include "tests/verifier/forged.hpp"

namespace rf {

enum class numbers { quarters, halfway, tiny };

// The bundle of `log`'s epoch, rescored; without payloads.
bundle rescored(forged_log log, numbers which, dice& roll);

}  // namespace rf
