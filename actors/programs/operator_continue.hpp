// operator_continue: a new log that takes over where another one ended.
//
// From a copy, or from a log whose validator is gone for good. The new log has
// a name and a key of its own, names the old one's origin, size and root, and
// begins with the carry of its last sealed epoch and with its mechanism and
// parameters. An epoch that was open is not taken over: its questions were
// another process's.
#pragma once

#include "actors/programs/operator_log.hpp"

namespace rf {

struct continue_order {
    std::string from, directory, origin;
    std::string key_file, passphrase_file, secret_file;
};
struct continued_log {
    log_predecessor before;
    std::uint32_t epoch = 0;         // the last one sealed there
    std::size_t carried = 0;         // accounts
    std::string mechanism;           // "ema_feed@1"; empty: none was chosen
    std::string lost;                // what is not taken over, for people; empty: nothing
};
result<continued_log> continue_log(const continue_order& order);

}  // namespace rf
