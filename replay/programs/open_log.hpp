// open_log: opening a data directory for a program, as the log that it says it is.
//
// The directory's `format` file and event 0 both name the log's origin. Where
// they differ, the file belongs to another log: the fault is foreign.
#pragma once

#include "events/bundle.hpp"
#include "events/store/store.hpp"

namespace rf {

result<std::unique_ptr<log_reader>> open_to_read(const std::string& directory);
// A data directory, or a bundle file as a log of one epoch; its note's signature
// is not checked here.
result<std::unique_ptr<log_reader>> open_source(const std::string& path);
result<bundle> read_bundle_at(const std::string& path);
result<std::unique_ptr<bundle_reader>> open_bundle_at(const std::string& path);
result<store::opened> open_to_write(const std::string& directory);

}  // namespace rf
