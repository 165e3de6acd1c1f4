// directory_lock: one writer to a data directory.
//
// The lock is flock(2) on the directory itself: there is no lock file to lose,
// taking it changes no byte, and it ends with the process, however it ends.
#pragma once

#include <memory>

#include "events/store/disk.hpp"

namespace rf::store {

class directory_lock {
  public:
    // busy: another process, or another part of this one, has it.
    static result<std::unique_ptr<directory_lock>> take(std::shared_ptr<disk> on,
                                                        const std::string& directory);
    ~directory_lock();
    directory_lock(const directory_lock&) = delete;
    directory_lock& operator=(const directory_lock&) = delete;

  private:
    directory_lock() = default;
    std::shared_ptr<disk> on_;
    rocksdb::FileLock* held_ = nullptr;  // on a disk that is not the machine's
    int descriptor_ = -1;
};

}  // namespace rf::store
