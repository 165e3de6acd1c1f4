// cursor: events one after the other, straight from the table.
//
// A plain cursor trusts the file's own checksums and is a bare iterator plus a
// look at the key. A checked one hashes every event and compares it with the
// tree, tile by tile up to the root, so that a scan of all events proves it.
#pragma once

#include "events/store/database.hpp"

namespace rf::store {

std::unique_ptr<event_cursor> plain_cursor(const database& in, std::uint64_t from, std::uint64_t to);
std::unique_ptr<event_cursor> checked_cursor(const database& in, std::uint64_t from, std::uint64_t to,
                                             const tile_builder& edge);

}  // namespace rf::store
