// opening: the checks that come before anything is changed.
//
// 1. format says whose directory this is.
// 2. anchor says what was acknowledged. Read before the tables, so that under
//    a live writer the tables can only be ahead of it.
// 3. Events are dense from 0: by the properties of the files that hold them,
//    without reading them, and by the keys of what is in no file yet.
// 4. Every table has as many rows as the tally says, and full tiles as many as
//    the tree's size says.
// 5. The tree gives the tally's root at the head, and the anchor's at its size.
//
// RocksDB opens happily without its first events where one bit of a MANIFEST
// is flipped; 3 to 5 are what notices. The cost is that of the unflushed tail
// and of some hundred tiles, not of the log.
#pragma once

#include "events/store/anchor.hpp"
#include "events/store/database.hpp"

namespace rf::store {

// missing, empty, foreign, too_new or damaged; else the origin.
result<std::string> check_directory(disk& on, const std::string& directory);

struct checked_log {
    std::unique_ptr<database> data;
    tally now;
    tally anchor;
    tile_builder edge;
    manner how;       // how the tables were opened
    std::string cut;  // what of RocksDB's logs a crash had torn and was left out; empty: nothing
};
result<checked_log> open_checked(const std::shared_ptr<disk>& on, const std::string& directory);
// The same while a writer may be at work: tries again as long as files change.
result<checked_log> open_under_writer(const std::shared_ptr<disk>& on, const std::string& directory);

// The tally as the table has it.
result<tally> read_tally(const database& in);
// Full tiles out of the table; where a row is damaged, the fault names the tile.
tile_source stored_tiles(const database& in);

}  // namespace rf::store
