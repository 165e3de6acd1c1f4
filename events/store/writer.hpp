// writer: the one who appends.
//
// All of one append is one batch of RocksDB's and one sync of its log: events,
// the tiles they complete, blobs, index rows and the new tally. After the first
// failed write nothing is written any more: what a disk holds after a failed
// sync is not known, and trying again may report success for bytes that are
// lost. Readers still get what was acknowledged.
//
// One thread at a time writes; reading is safe beside it.
#pragma once

#include <rocksdb/write_batch.h>

#include "events/store/anchor_keeper.hpp"
#include "events/store/contents.hpp"
#include "events/store/directory_lock.hpp"

namespace rf::store {

class rocks_writer final : public reads_contents<log_writer> {
  public:
    static result<std::unique_ptr<rocks_writer>> start(std::unique_ptr<directory_lock> lock, checked_log log,
                                                       bool anchor_inline);

    result<rf::head> append(std::span<const appended> events, std::span<const blob> blobs) override;
    status put_checkpoint(std::uint64_t size, std::string_view note) override;
    status settle() override;
    result<std::uint64_t> prune(std::span<const hash32> names) override;

    // What RocksDB does by itself when buffers are full, at a moment of the
    // caller's choice.
    status flush();
    status compact();

  private:
    rocks_writer(std::unique_ptr<directory_lock> lock, checked_log log, anchor_file anchor,
                 bool anchor_inline);
    status still_good();
    fault fail(fault f);
    result<std::vector<const blob*>> new_blobs(std::span<const blob> blobs) const;
    void put(table t, const row_key& key, byte_view value);
    void put_events(std::span<const appended> events, tile_builder& edge, tally& next);
    // The batch as it stands, with its tally, on disk.
    status commit(const tally& next, tile_builder edge);

    std::unique_ptr<directory_lock> lock_;  // let go last
    std::optional<fault> failed_;
    std::optional<epoch_span> last_epoch_;
    bool repair_recorded_ = false;
    rocksdb::WriteBatch batch_;
    std::vector<tile_builder::full_tile> completed_;
    anchor_keeper anchor_;
};

}  // namespace rf::store
