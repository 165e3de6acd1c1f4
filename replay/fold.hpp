// fold: a log, from its first event or from a snapshot, to a projection.
//
// The naive fold from event 0 is the oracle; every faster path is compared
// with it in tests.
#pragma once

#include "replay/projection.hpp"

namespace rf {

// Told now and then how far a long fold is: events done, of how many.
using progress_report = std::function<void(std::uint64_t done, std::uint64_t of)>;

blob_source blobs_of(const log_reader& log);

// How an event's bytes are read: as ours because their hash is in the tree, or
// held to canonical form and every rule of the schema besides.
enum class trust { ours, nobodys };

// Takes in events [p.next, to) of the log. On a fault `p` is as it was before
// the event that the fault names.
status fold_into(projection& p, const log_reader& log, std::uint64_t to, reading how,
                 const progress_report& report = {}, trust in = trust::ours);

result<projection> fold(const log_reader& log, reading how = reading::checked, const progress_report& report = {},
                        trust in = trust::ours);

}  // namespace rf
