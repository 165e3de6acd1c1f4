// replay_vs_scan: what meaning costs. First: the unverified fold of a log from
// disk, which reads, decodes, checks the laws and applies. Second: RocksDB's
// iterator over the same rows with the same options. Pages are in memory.
#include "benchmarks/bare_scan.hpp"
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "events/store/store.hpp"

namespace rf::bench {

rounds replay_vs_scan(const settings& how) {
    const std::string directory = replay_log(how);
    const auto log = must(store::open_read_only(directory));
    const bare_scan rows(directory);
    const std::uint64_t events = log->head().size;

    const auto folding = [&] {
        return double(events) / timed([&] {
                   projection p;
                   must(fold_into(p, *log, events, reading::plain));
               });
    };
    std::uint64_t bytes = 0;
    const auto scanning = [&] {
        return double(events) / timed([&] {
                   const auto seen = rows.run([&](byte_view event) { bytes += event.size() + event[0]; });
                   if (seen != events || bytes == 0) stop("the bare iterator saw another number of events");
               });
    };
    return in_turn(how, folding, scanning);
}

}  // namespace rf::bench
