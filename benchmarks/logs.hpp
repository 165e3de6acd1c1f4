// logs: the logs that pairs read, as the generator writes them.
#pragma once

#include "benchmarks/pair.hpp"
#include "replay/synth/synth.hpp"

namespace rf::bench {

inline constexpr const char* origin = "benchmark.example/log";

// A log at `directory`, generated unless it is there already, closed, and all
// of it in RocksDB's files.
void make_log(const std::string& directory, const synth_options& options);

// About 310,000 events: 34 epochs of reasonforge, 256 miners x 12 tasks, no
// payloads. The pairs that replay share it.
std::string replay_log(const settings& how);

// `events` of sample_event's bytes in files, then `tail` more in RocksDB's own
// log; prints "ready" and waits to be killed. For a process of its own.
[[noreturn]] void fill_and_wait(const std::string& directory, std::uint64_t events, std::uint64_t tail);

}  // namespace rf::bench
