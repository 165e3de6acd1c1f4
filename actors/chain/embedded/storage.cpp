#include "actors/chain/embedded/storage.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace rf {
namespace {

constexpr off_t most_bytes = off_t(4) << 30;

fault failed(std::string what, const std::string& path, int error) {
    return {fault_kind::unavailable, std::move(what) + ": " + std::strerror(error), path, ""};
}

class chain_file final : public chain_storage {
  public:
    chain_file(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}
    ~chain_file() override { ::close(fd_); }
    chain_file(const chain_file&) = delete;
    chain_file& operator=(const chain_file&) = delete;

    result<byte_vec> read_all() override {
        struct stat seen {};
        if (::fstat(fd_, &seen) != 0) return failed("cannot be examined", path_, errno);
        if (seen.st_size > most_bytes) return fault{fault_kind::foreign, "too large for a chain's state", path_, ""};
        byte_vec bytes(std::size_t(seen.st_size));
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t n = ::pread(fd_, bytes.data() + at, bytes.size() - at, off_t(at));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return failed("cannot be read", path_, errno);
            if (n == 0) bytes.resize(at);
            at += std::size_t(n);
        }
        size_ = bytes.size();
        return bytes;
    }

    status append(byte_view bytes) override {
        if (broken_) return fault{fault_kind::unavailable, "an earlier write failed", path_, "restart"};
        for (std::size_t at = 0; at < bytes.size();) {
            const ssize_t n = ::pwrite(fd_, bytes.data() + at, bytes.size() - at, off_t(size_ + at));
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return undo(errno);
            at += std::size_t(n);
        }
        if (::fdatasync(fd_) != 0) {
            broken_ = true;
            return failed("cannot be synced", path_, errno);
        }
        size_ += bytes.size();
        return done();
    }

    status cut(std::uint64_t size) override {
        if (::ftruncate(fd_, off_t(size)) != 0 || ::fdatasync(fd_) != 0) return failed("cannot be cut", path_, errno);
        size_ = size;
        return done();
    }

  private:
    // A full disk: what was written of it goes, and the file is as before.
    status undo(int error) {
        broken_ = ::ftruncate(fd_, off_t(size_)) != 0;
        return failed("cannot be written", path_, error);
    }
    std::string path_;
    int fd_;
    std::uint64_t size_ = 0;
    bool broken_ = false;
};

status sync_folder_of(const std::string& path) {
    const auto slash = path.find_last_of('/');
    const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return failed("cannot be opened", folder, errno);
    const bool synced = ::fsync(fd) == 0;
    const int error = errno;
    ::close(fd);
    return synced ? done() : status(failed("cannot be synced", folder, error));
}

}  // namespace

result<std::unique_ptr<chain_storage>> open_chain_file(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return failed("cannot be opened", path, errno);
    auto file = std::make_unique<chain_file>(path, fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
        return fault{fault_kind::busy, "another process has this chain open", path, "stop it first"};
    if (auto ok = sync_folder_of(path); !ok) return ok.error();
    return std::unique_ptr<chain_storage>(std::move(file));
}

}  // namespace rf
