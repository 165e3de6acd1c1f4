// disk: the files under a store, by RocksDB's own interface, so that a test can
// put the whole store, anchor and all, on a disk that it can break.
//
// Only the store and its tests include this.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf::store {

// Mistakes a store can be told to make, so that tests show they are noticed.
struct planted_mistakes {
    bool no_wal_sync = false;      // append returns before its bytes are on disk
    bool no_anchor_check = false;  // opening does not compare with the anchor
    bool no_count_check = false;   // opening does not count rows
    bool no_leaf_check = false;    // checked reading does not hash
};

struct disk {
    // On a disk that is not the machine's, RocksDB does not sleep either: it
    // waits a second after a failed call.
    explicit disk(std::shared_ptr<rocksdb::FileSystem> of);
    [[nodiscard]] std::unique_ptr<rocksdb::Env> env_over(std::shared_ptr<rocksdb::FileSystem> of) const;

    std::shared_ptr<rocksdb::FileSystem> files;
    bool machine;                       // locks are the operating system's
    std::unique_ptr<rocksdb::Env> env;  // the same files
    planted_mistakes planted;
};

std::shared_ptr<disk> machine_disk();

// A status that is not ok, as a fault: the world failed, or bytes are wrong.
fault fault_of(const rocksdb::Status& s, std::string where);

bool has_file(disk& on, const std::string& path);
result<std::vector<std::string>> list_names(disk& on, const std::string& directory);  // sorted, no dots
result<byte_vec> read_file(disk& on, const std::string& path, std::size_t at_most);
// Written beside, synced, renamed over, and the directory synced.
status replace_file(disk& on, const std::string& directory, const std::string& name, byte_view bytes);
status rename_file(disk& on, const std::string& directory, const std::string& from, const std::string& to);
status remove_file(disk& on, const std::string& path);
status make_directory(disk& on, const std::string& path);
status sync_directory(disk& on, const std::string& path);

}  // namespace rf::store
