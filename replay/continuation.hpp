// continuation: a log that goes on where another ended, and whether it does.
//
// A restored copy must never be written to: the log it was copied from may have
// gone on, and two logs of one name would be a fork. Instead a new log of
// another origin names the old one, its size and its root, and starts from the
// carry that the old one had there.
#pragma once

#include "replay/fold.hpp"

namespace rf {

// The blob that the next epoch would start from, with its mechanism. Nothing
// where no epoch was sealed and none imported.
struct last_carry {
    hash32 name;
    byte_vec bytes;
    std::string mechanism;
    std::uint16_t version = 0;
    std::size_t accounts = 0;
};
result<std::optional<last_carry>> carry_at_head(const log_reader& log, const projection& p);

// Does `now` follow `before`? Same chain, subnet and validator; the size and
// root that `now` names are in `before`; the carry that `now` imported is the
// one that `before` had there, if that is of the mechanism `now` began with.
status check_continuation(const log_reader& now, const log_reader& before);

}  // namespace rf
