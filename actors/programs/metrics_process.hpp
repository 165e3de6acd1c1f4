// metrics_process: what this process uses of the machine, as Linux tells it.
#pragma once

#include <cstdint>

namespace rf {

struct process_use {
    double cpu_seconds = 0;
    double start_seconds = 0;  // since 1970, UTC
    std::uint64_t resident_bytes = 0, virtual_bytes = 0;
    std::uint64_t open_files = 0, most_files = 0;
    std::uint64_t threads = 0;
};
process_use read_process_use();  // what cannot be read stays 0

}  // namespace rf
