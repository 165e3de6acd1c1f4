// anchor: the acknowledged head, kept outside of RocksDB's log.
//
// What is below it was promised to be on disk. The file has two slots, each on
// a page of its own, written in turn, so that a write torn by a power loss
// leaves the other one:
//
//     slot k at k * 4096: "rfanchor" || counter u64 || tally (64) || SHA-256 of those (32)
//
// The rest is zeros. The valid slot with the larger counter counts.
#pragma once

#include "events/store/disk.hpp"
#include "events/store/layout.hpp"

namespace rf::store {

constexpr std::size_t anchor_page = 4096;

struct anchored {
    std::uint64_t counter = 0;
    tally what;
};

// The newest valid slot. damaged: the file is missing, or neither can be read.
result<anchored> read_anchor(disk& on, const std::string& directory);
// A new file with one slot.
status create_anchor(disk& on, const std::string& directory, const tally& t);

// The writer's hold of the file.
class anchor_file {
  public:
    static result<anchor_file> open(disk& on, const std::string& directory);
    // On disk when it returns. After a fault nothing may be written any more.
    status write(const tally& t);

  private:
    anchor_file(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::uint64_t counter)
        : file_(std::move(file)), counter_(counter) {}
    std::unique_ptr<rocksdb::FSRandomRWFile> file_;
    std::uint64_t counter_;
};

}  // namespace rf::store
