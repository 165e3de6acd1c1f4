// small_file: files that are read whole, within a bound, and written whole.
#pragma once

#include <string>
#include <string_view>

#include "events/result.hpp"

namespace rf {

// "-" is standard input. Refuses more than `most` bytes, and says so.
result<std::string> read_small_file(const std::string& path, std::size_t most);
// An empty path is standard output. A file appears whole or not at all; what is
// no regular file (a device, a pipe) is written to as it stands. Nothing is
// written into a log's data directory.
status write_small_file(const std::string& path, std::string_view bytes);

}  // namespace rf
