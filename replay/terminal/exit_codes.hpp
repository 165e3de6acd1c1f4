// exit_codes: what a program's exit says, so that a script need not read texts.
#pragma once

#include "events/result.hpp"

namespace rf {

constexpr int exit_agrees = 0;    // all bits agree; for a check: the log is whole
constexpr int exit_differs = 1;   // they do not
constexpr int exit_unread = 2;    // the data cannot be read
constexpr int exit_usage = 64;

// rf-log tells data directories apart by what is wrong with them.
inline int exit_of(fault_kind kind) {
    switch (kind) {
        case fault_kind::damaged: return 10;
        case fault_kind::truncated: return 11;
        case fault_kind::foreign: return 12;
        case fault_kind::too_new: return 13;
        case fault_kind::empty: return 14;
        case fault_kind::missing: return 15;
        case fault_kind::busy: return 16;
        case fault_kind::unavailable: return 17;
        case fault_kind::invalid:
        case fault_kind::refused: return 18;
    }
    return exit_unread;
}

}  // namespace rf
