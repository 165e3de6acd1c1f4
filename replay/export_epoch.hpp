// export_epoch: an epoch of a log as a bundle, with nothing in it that may not
// be seen yet.
//
// Refused before its time: while the epoch is open, and until its weights are
// known to the chain (where they were committed to: until they are revealed),
// and those of every epoch that it would tell of: the one before, whose carry it
// starts from, and older ones whose weights are sent while it runs.
// An event of the log that may not be seen, now or ever, is left as its bare
// leaf hash; so is a blob left out. With it go the earlier events that the
// epoch stands on: the log's creation, the commitment to its secret, the seal
// before it, and whatever its own events name as their cause.
#pragma once

#include "events/bundle.hpp"

namespace rf {

struct export_options {
    bool payloads = true;  // prompts, replies, and truths of drawn tasks
};

result<bundle> export_epoch(const log_reader& log, std::uint32_t epoch, const export_options& options);

}  // namespace rf
