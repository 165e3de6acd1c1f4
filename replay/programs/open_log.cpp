#include "replay/programs/open_log.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "events/codec.hpp"

namespace rf {
namespace {

status check_origin(const log_reader& log, const std::string& directory) {
    if (log.head().size == 0) return done();
    auto named = store::read_origin(directory);
    if (!named) return named.error();
    auto bytes = log.read(0);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    auto event = decoder.check(*bytes);
    if (!event) return with_place(event.error(), "event 0");
    if (!event->isLogCreated())
        return fault{fault_kind::invalid, "the log does not begin with its creation", "event 0", ""};
    const std::string_view created = text_of(event->getLogCreated().getOrigin());
    if (*named == created) return done();
    return fault{fault_kind::foreign,
                 "its format file names the log " + *named + ", and its event 0 the log " + std::string(created),
                 directory, "the file or the events were copied from elsewhere"};
}

// Also from a pipe: read to its end, within the bound.
result<byte_vec> read_bundle_file(const std::string& path) {
    std::error_code failed;
    if (std::filesystem::is_directory(path, failed))
        return fault{fault_kind::invalid, "this is a directory, not a bundle", path, "a log is named with --data"};
    std::ifstream file;
    if (path != "-") {
        errno = 0;
        file.open(path, std::ios::binary);
        if (!file)
            return fault{fault_kind::missing, std::string("it cannot be opened: ") + std::strerror(errno), path,
                         "a bundle is a file that rf-replay export wrote"};
    }
    std::istream& in = path == "-" ? std::cin : file;
    byte_vec bytes;
    constexpr std::size_t piece = 1 << 20;
    while (in) {
        const std::size_t had = bytes.size();
        if (had > most_bundle_file_bytes)
            return fault{fault_kind::invalid, "is larger than a bundle may be", path,
                         "at most " + std::to_string(most_bundle_file_bytes) + " bytes"};
        bytes.resize(had + piece);
        in.read(reinterpret_cast<char*>(bytes.data() + had), piece);
        bytes.resize(had + std::size_t(in.gcount()));
    }
    if (in.bad()) return fault{fault_kind::unavailable, "could not be read", path, ""};
    return bytes;
}

}  // namespace

result<std::unique_ptr<log_reader>> open_to_read(const std::string& directory) {
    // Without the right to look inside, everything in it would seem to be missing.
    for (const std::string& place : {directory, directory + "/db"})
        if (::access(place.c_str(), F_OK) == 0 && ::access(place.c_str(), R_OK | X_OK) != 0)
            return fault{fault_kind::unavailable, std::string("it may not be read: ") + std::strerror(errno), place,
                         "the log may be whole; ask for the right to read it"};
    auto log = store::open_read_only(directory);
    if (!log) return log.error();
    if (auto ours = check_origin(**log, directory); !ours) return ours.error();
    return log;
}

result<bundle> read_bundle_at(const std::string& path) {
    auto bytes = read_bundle_file(path);
    if (!bytes) return bytes.error();
    auto b = read_bundle(*bytes);
    if (!b) return with_place(b.error(), path);
    return b;
}

result<std::unique_ptr<bundle_reader>> open_bundle_at(const std::string& path) {
    auto b = read_bundle_at(path);
    if (!b) return b.error();
    auto log = open_bundle(std::move(*b));
    if (!log) return with_place(log.error(), path);
    return log;
}

result<std::unique_ptr<log_reader>> open_source(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return open_to_read(path);
    auto log = open_bundle_at(path);
    if (!log) return log.error();
    return std::unique_ptr<log_reader>(std::move(*log));
}

result<store::opened> open_to_write(const std::string& directory) {
    auto opened = store::open(directory);
    if (!opened) return opened.error();
    if (auto ours = check_origin(*opened->log, directory); !ours) return ours.error();
    return opened;
}

}  // namespace rf
