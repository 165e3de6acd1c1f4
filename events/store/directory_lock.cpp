#include "events/store/directory_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

namespace rf::store {
namespace {

fault busy(const std::string& directory, const std::string& who) {
    return {fault_kind::busy, "another writer has this log open" + who, directory,
            "stop it first; a log has one writer"};
}

// Who holds the lock, as the kernel lists it: "1: FLOCK ADVISORY WRITE 4711 08:01:123 0 EOF".
std::string holder(int descriptor) {
    struct stat s {};
    if (::fstat(descriptor, &s) != 0) return "";
    const std::string inode = ":" + std::to_string(s.st_ino);
    std::ifstream locks("/proc/locks");
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        std::string nth, kind, advice, mode, pid, file;
        words >> nth >> kind >> advice >> mode >> pid >> file;
        if (kind == "FLOCK" && file.ends_with(inode)) return ", process " + pid;
    }
    return "";
}

}  // namespace

result<std::unique_ptr<directory_lock>> directory_lock::take(std::shared_ptr<disk> on,
                                                             const std::string& directory) {
    std::unique_ptr<directory_lock> lock(new directory_lock);
    lock->on_ = std::move(on);
    if (!lock->on_->machine) {
        const auto s = lock->on_->files->LockFile(directory + "/lock", {}, &lock->held_, nullptr);
        if (!s.ok()) return busy(directory, "");
        return lock;
    }
    lock->descriptor_ = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock->descriptor_ < 0) {
        return fault{fault_kind::unavailable,
                     "the directory cannot be opened: errno " + std::to_string(errno), directory,
                     "check its owner and mode"};
    }
    if (::flock(lock->descriptor_, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return busy(directory, holder(lock->descriptor_));
        return fault{fault_kind::unavailable,
                     "the directory cannot be locked: errno " + std::to_string(errno), directory,
                     "keep the log on a local file system"};
    }
    return lock;
}

directory_lock::~directory_lock() {
    if (held_ != nullptr) (void)on_->files->UnlockFile(held_, {}, nullptr);
    if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace rf::store
