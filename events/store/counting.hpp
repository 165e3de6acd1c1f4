// counting: are all rows there? Answered from the properties of the files.
#pragma once

#include "events/store/database.hpp"

namespace rf::store {

// How many events there are, if they are dense from 0.
result<std::uint64_t> count_events(const database& in);
// Whether tiles, index and blobs have as many rows as they must.
status check_counts(const database& in, const tally& t);

}  // namespace rf::store
