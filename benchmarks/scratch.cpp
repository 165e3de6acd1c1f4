#include "benchmarks/scratch.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <filesystem>

#include "benchmarks/measure.hpp"

namespace rf::bench {
namespace fs = std::filesystem;
namespace {

void check(const std::error_code& e, const std::string& path) {
    if (e) stop(path + ": " + e.message());
}

}  // namespace

scratch::scratch(const std::string& parent, const std::string& name) : folder_(parent + "/" + name) {
    remove_all(folder_);
    std::error_code e;
    fs::create_directories(folder_, e);
    check(e, folder_);
}

scratch::~scratch() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void remove_all(const std::string& folder) {
    std::error_code e;
    fs::remove_all(folder, e);
    check(e, folder);
}

void copy_log(const std::string& from, const std::string& to) {
    std::error_code e;
    fs::create_directories(to, e);
    check(e, to);
    for (const auto& entry : fs::recursive_directory_iterator(from)) {
        const fs::path target = fs::path(to) / fs::relative(entry.path(), from);
        if (entry.is_directory())
            fs::create_directories(target, e);
        else if (entry.path().extension() == ".sst")
            fs::create_hard_link(entry.path(), target, e);
        else
            fs::copy_file(entry.path(), target, e);
        check(e, target);
    }
}

void forget_pages(const std::string& folder) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) continue;
        const int fd = ::open(entry.path().c_str(), O_RDONLY);
        if (fd < 0) stop("cannot open " + entry.path().string());
        (void)::fdatasync(fd);  // a dirty page cannot be forgotten
        (void)::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
        (void)::close(fd);
    }
}

}  // namespace rf::bench
