// operator_rotate: another key for the log's notes, vouched for by the old one.
//
// In this order, so that a crash at any point is finished by running it again:
// the new key beside the old (log.key.next), key_rotated in the log, the head
// right after it signed by the old key, the new key in the old one's place. The
// old key is then gone: whoever might have it can sign nothing that an audit
// from genesis would take.
#pragma once

#include "actors/programs/operator_log.hpp"

namespace rf {

struct rotate_order {
    std::string directory, reason;
    std::string key_file, passphrase_file;
};
struct rotated_key {
    std::string before, now;   // verifiers
    std::uint64_t at = 0;      // the event
    bool finished_only = false;  // what an earlier run had begun
};
result<rotated_key> rotate_key(const rotate_order& order);

}  // namespace rf
