// verified_vs_hashing: what a verified replay costs beside its hashing. First:
// the fold that compares every event's hash with the tree's. Second: RocksDB's
// iterator and one SHA-256 leaf hash an event. Pages are in memory.
#include "benchmarks/bare_scan.hpp"
#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "events/store/store.hpp"
#include "events/tree.hpp"

namespace rf::bench {

rounds verified_vs_hashing(const settings& how) {
    const std::string directory = replay_log(how);
    const auto log = must(store::open_read_only(directory));
    const bare_scan rows(directory);
    const std::uint64_t events = log->head().size;

    const auto folding = [&] {
        return double(events) / timed([&] {
                   projection p;
                   must(fold_into(p, *log, events, reading::checked));
               });
    };
    std::uint64_t bits = 0;
    const auto hashing = [&] {
        return double(events) / timed([&] {
                   const auto seen = rows.run([&](byte_view event) { bits += leaf_hash(event).b[0]; });
                   if (seen != events || bits == 0) stop("the bare iterator saw another number of events");
               });
    };
    return in_turn(how, folding, hashing);
}

}  // namespace rf::bench
