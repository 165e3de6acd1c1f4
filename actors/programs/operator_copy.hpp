// operator_copy: a log as it is at one moment, in another directory.
//
// Also while the validator writes: the log is opened read-only, which sees one
// head, and every event up to it is copied through the log port with every hash
// compared, with its blobs and notes. The copy has the same root, was read back
// whole, appears under its name only then, and is marked as a copy: nothing
// opens it for writing, because the log may have gone on. Neither the log's key
// nor the master secret is copied.
#pragma once

#include "events/log.hpp"

namespace rf {

struct copied_log {
    std::string origin;
    head at;
    std::uint64_t blobs = 0, pruned = 0, notes = 0;
};

using copy_progress = std::function<void(std::uint64_t done, std::uint64_t of)>;
result<copied_log> copy_log(const std::string& from, const std::string& to,
                            const copy_progress& progress = {});

}  // namespace rf
