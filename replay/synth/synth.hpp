// synth: logs that look like a validator's, from a seed.
//
// Every event goes through decide and the log port, as a validator's would, so
// what comes out obeys the laws of the log; the world it invents is as hostile
// as asked for. The same options give the same events and the same root. Used
// by tests, benchmarks and, until there is a validator, by `./dev run`.
#pragma once

#include "events/checkpoint.hpp"
#include "replay/decide.hpp"
#include "replay/dice.hpp"
#include "replay/fold.hpp"

namespace rf {

constexpr std::uint32_t most_synth_tasks = 1000;  // an epoch
constexpr std::uint32_t most_reply_bytes = 1024 * 1024;
constexpr std::size_t most_synth_batch = 10'000;

struct synth_options {
    std::uint64_t seed = 1;
    std::uint32_t epochs = 50;
    std::uint32_t miners = 16;
    std::uint32_t tasks = 12;
    std::vector<std::string> mechanisms{"reasonforge"};  // taken in turn,
    std::uint32_t epochs_each = 10;                      // this many epochs each
    parameters chosen;                                   // only with one mechanism
    std::uint32_t reply_bytes = 400;                     // 0: replies have no payload
    bool hostile = true;     // crashes, voids, handed-over uids, reorgs, refusals, empty epochs
    std::size_t batch = 64;  // events a group commit
};

// That the options are within their bounds; a fault names the one that is not.
status check_options(const synth_options& options);

struct synth_report {
    std::uint64_t events = 0;
    std::uint64_t blobs = 0;  // different ones: a carry that comes again counts once
    std::uint32_t epochs = 0, withheld = 0, crashes = 0;
};

// `name` becomes the log's origin; the key that signs its checkpoints follows
// from the seed, and is worth nothing.
signing_key synth_key(const std::string& name, std::uint64_t seed);

using synth_progress = std::function<void(std::uint32_t epochs_done, std::uint32_t of)>;
result<synth_report> synthesise(log_writer& log, const std::string& name, const synth_options& options,
                                const synth_progress& progress = {});

}  // namespace rf
