// anchor_keeper: writes the anchor beside the next write, not before it.
//
// One thread. The anchor of a write is synced while the next write syncs, or
// 100 ms after it if there is none; several that wait become one. Who needs it
// on disk waits for it. The first fault is the last word: it is kept, and
// nothing is written after it.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "events/store/anchor.hpp"

namespace rf::store {

class anchor_keeper {
  public:
    // `inline_writes`: post() itself writes, and there is no thread.
    anchor_keeper(anchor_file file, const tally& written, bool inline_writes);
    ~anchor_keeper();  // writes what waits
    anchor_keeper(const anchor_keeper&) = delete;
    anchor_keeper& operator=(const anchor_keeper&) = delete;

    // The next write begins to sync: now is the time for the anchor of the last.
    void write_begins();
    // What has just become durable.
    status post(const tally& t);
    // Returns once everything posted is on disk.
    status settle();
    // The fault that stopped it, if any.
    std::optional<fault> stopped();
    // Write nothing any more, not even when closing: the store has failed.
    void give_up();

  private:
    void run();

    anchor_file file_;
    const bool inline_;
    std::mutex m_;
    std::condition_variable wake_, written_;
    tally posted_;           // the newest
    std::uint64_t on_disk_;  // changes of the one written last
    bool urgent_ = false, closing_ = false;
    std::optional<fault> stopped_;
    std::thread thread_;
};

}  // namespace rf::store
