// reopen_growth: does opening depend on how long the log is?
//
// Two logs, of 1,000,000 and of 100,000 events in files, each with the same
// 10,000 more that are only in RocksDB's own log; their writers are killed with
// SIGKILL. Opening for writing repairs what it opens, so each round opens a
// fresh copy (table files are linked).
#include <filesystem>

#include "benchmarks/child.hpp"
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/scratch.hpp"
#include "events/store/store.hpp"

namespace rf::bench {
namespace {

constexpr std::uint64_t tail = 10'000;

void make_killed_log(const std::string& directory, std::uint64_t events) {
    child writer({std::filesystem::read_symlink("/proc/self/exe"), "--fill", directory,
                  std::to_string(events), std::to_string(tail)});
    if (writer.read_line() != "ready") stop("the writer did not come up");
    writer.kill_now();
}

double open_ms(const scratch& files, const std::string& name, std::uint64_t events) {
    const std::string copy = files.path("copy");
    copy_log(files.path(name), copy);
    double ms = 0;
    {
        std::optional<store::opened> log;
        ms = 1000 * timed([&] { log = must(store::open(copy)); });
        if (log->log->head().size != events + tail) stop("the reopened log has another size");
    }
    remove_all(copy);
    return ms;
}

}  // namespace

rounds reopen_growth(const settings& how) {
    const scratch files(how.directory, "reopen");
    const std::uint64_t shorter = how.quick ? 10'000 : 100'000, longer = 10 * shorter;
    make_killed_log(files.path("longer"), longer);
    make_killed_log(files.path("shorter"), shorter);
    return in_turn(
        how, [&] { return open_ms(files, "longer", longer); },
        [&] { return open_ms(files, "shorter", shorter); });
}

}  // namespace rf::bench
