// scratch: directories and small logs for the store's tests.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "events/sha256.hpp"
#include "events/store/store.hpp"
#include "events/store/writer.hpp"

namespace rf::test {

// A directory of its own, gone at the end.
class scratch {
  public:
    scratch() {
        path_ = (std::filesystem::temp_directory_path() / "rf-store-XXXXXX").string();
        if (::mkdtemp(path_.data()) == nullptr) std::abort();
    }
    ~scratch() { std::filesystem::remove_all(path_); }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] std::string log() const { return path_ + "/log"; }

  private:
    std::string path_;
};

inline byte_vec bytes_of(std::string_view text) {
    return {text.begin(), text.end()};
}
inline byte_vec event(std::uint64_t n) {
    return bytes_of("this is event " + std::to_string(n));
}
inline blob blob_of(std::string_view text) {
    return {sha256(view(text)), bytes_of(text)};
}

// Events `from` to `to - 1`, one append.
inline result<head> append_events(log_writer& log, std::uint64_t from, std::uint64_t to,
                                  std::span<const blob> blobs = {}) {
    std::vector<byte_vec> bytes;
    for (std::uint64_t n = from; n < to; ++n) bytes.push_back(event(n));
    std::vector<appended> events;
    for (const auto& b : bytes) events.push_back({b});
    return log.append(events, blobs);
}

inline store::rocks_writer& rocks(const std::unique_ptr<log_writer>& log) {
    return static_cast<store::rocks_writer&>(*log);
}

// Every file under a directory, with its bytes.
inline std::map<std::string, std::string> all_files(const std::string& directory) {
    std::map<std::string, std::string> out;
    for (const auto& e : std::filesystem::recursive_directory_iterator(directory)) {
        if (!e.is_regular_file()) continue;
        std::ostringstream bytes;
        bytes << std::ifstream(e.path(), std::ios::binary).rdbuf();
        out[e.path().string()] = bytes.str();
    }
    return out;
}

inline void write_file(const std::string& path, std::string_view text) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}
inline std::string read_text(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

}  // namespace rf::test
