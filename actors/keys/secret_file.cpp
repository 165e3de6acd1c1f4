#include "actors/keys/secret_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace rf {
namespace {

constexpr std::string_view unplaced = ".new.";

class descriptor {
  public:
    explicit descriptor(int fd) : fd_(fd) {}
    ~descriptor() {
        if (fd_ >= 0) close(fd_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;
    [[nodiscard]] int get() const { return fd_; }

  private:
    int fd_;
};

fault world(std::string_view what, const std::string& path, int error) {
    const auto kind = error == ENOENT ? fault_kind::missing : fault_kind::unavailable;
    return {kind, std::string(what) + ": " + std::generic_category().message(error), path, ""};
}

fault refused(std::string what, const std::string& path, std::string advice) {
    return {fault_kind::refused, std::move(what), path, std::move(advice)};
}

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == path.npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

status write_all(int fd, std::string_view text, const std::string& path) {
    while (!text.empty()) {
        const ssize_t n = write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return world("it cannot be written", path, n < 0 ? errno : ENOSPC);
        text.remove_prefix(std::size_t(n));
    }
    if (fsync(fd) != 0) return world("it cannot be synced", path, errno);
    return done();
}

status sync_folder(const std::string& path) {
    const descriptor folder(open(folder_of(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.get() < 0 || fsync(folder.get()) != 0)
        return world("its folder cannot be synced", path, errno);
    return done();
}

}  // namespace

result<secret_text> read_secret_file(const std::string& path) {
    // Not blocking: a pipe put in the file's place shall not hold us.
    const descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat about {};
    if (file.get() < 0 || fstat(file.get(), &about) != 0) return world("it cannot be opened", path, errno);
    if (!S_ISREG(about.st_mode)) return refused("it is no plain file", path, "");
    if ((about.st_mode & 077) != 0) {
        return refused("others may read or write this key file", path,
                       "chmod 600, and think who may have read it");
    }
    if (about.st_size > off_t(most_secret_file_bytes)) {
        return fault{fault_kind::foreign, "it is larger than any key file", path, ""};
    }
    secret_bytes<most_secret_file_bytes + 1> buffer;
    std::size_t size = 0;
    while (size < buffer.size()) {
        const ssize_t n = read(file.get(), buffer.data() + size, buffer.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return world("it cannot be read", path, errno);
        if (n == 0) break;
        size += std::size_t(n);
    }
    if (size > most_secret_file_bytes)
        return fault{fault_kind::foreign, "it is larger than any key file", path, ""};
    secret_text out;
    out.append(chars({buffer.data(), size}));
    return out;
}

bool is_unplaced_file(std::string_view name) {
    constexpr std::size_t tail = unplaced.size() + 6;
    return name.size() > tail && name.substr(name.size() - tail).starts_with(unplaced);
}

status write_secret_file(const std::string& path, std::string_view text, existing_file existing) {
    struct stat about {};
    if (existing == existing_file::keep && lstat(path.c_str(), &about) == 0) {
        return refused("the file is there already", path,
                       "choose another name, or give --force to lose that key");
    }
    // A name that nobody has, also where every process has the same id: made
    // afresh with mode 0600, through no link.
    std::string fresh = path + std::string(unplaced) + "XXXXXX";
    const descriptor file(mkostemp(fresh.data(), O_CLOEXEC));
    if (file.get() < 0) return world("it cannot be made", fresh, errno);
    if (const auto written = write_all(file.get(), text, fresh); !written) {
        unlink(fresh.c_str());
        return written;
    }
    // A link takes nobody's place, a rename does.
    const bool keep = existing == existing_file::keep;
    const int placed = keep ? link(fresh.c_str(), path.c_str()) : rename(fresh.c_str(), path.c_str());
    const int error = errno;
    if (keep || placed != 0) unlink(fresh.c_str());
    if (placed != 0) return world("it cannot be put in its place", path, error);
    return sync_folder(path);
}

}  // namespace rf
