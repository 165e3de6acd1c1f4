// plan: what a seed orders, before anything runs.
//
// A calm plan has nothing in it that is not a pure function of (seed, epoch,
// task, account); with it a run that crashes must end as one that does not. A
// stormy plan has everything.
#pragma once

#include "actors/settings.hpp"
#include "actors/sim/chain.hpp"
#include "actors/sim/disk.hpp"
#include "actors/sim/network.hpp"
#include "replay/tasks/task_file.hpp"

namespace rf::sim {

// How one process ends before its work is done.
struct interruption {
    enum class what : std::uint8_t {
        crash,         // at the disk's boundary `after` of this life
        disk_failure,  // ... at which an append fails instead
        any_moment,    // a crash after so many messages
        at_time,       // a crash after so many ns, whoever is at work then
        stop           // asked to end, after so many messages
    } by = what::crash;
    std::uint64_t after = 0;
    crash how = crash::before;
    disk_failure failure = disk_failure::full;
    std::uint64_t down_ns = 0;  // until the next process starts
};

struct clock_jump {
    std::uint64_t at_ns = 0;
    std::int64_t by_ns = 0;
};

struct plan {
    std::uint64_t seed = 0;
    std::uint32_t epochs = 2;
    std::uint64_t poll_ms = 3000;
    validator_settings settings;
    std::shared_ptr<const std::vector<file_task>> task_files;  // of which settings.file_tasks are asked
    embedded_genesis chain;
    std::vector<account> miners;
    std::vector<interruption> lives;  // of all but the last
    bool calm = true;
    bool slow_chain = false;
    std::size_t least_reply_bytes = 0;
    std::vector<mood> moods;
    std::vector<outage> outages;
    std::vector<clock_jump> jumps;
    std::vector<outage> full_disk;         // free space below what the operator wants to keep
    std::set<std::uint64_t> chain_throws;  // at which calls the chain's port throws
    std::set<std::uint64_t> throws;        // which questions an actor breaks over, counted from 0
    std::uint64_t most_ns = 0;             // virtual; longer means that it is stuck
};

// No interruptions and no faults beyond those of miners.
plan calm_plan(std::uint64_t seed, std::uint32_t epochs);
// How long a run without interruption is: interruptions are thrown within it.
struct run_size {
    std::uint64_t boundaries = 1, messages = 1, virtual_ns = 1;
};
// The calm plan with crashes and no downtime.
plan crashing_plan(std::uint64_t seed, std::uint32_t epochs, const run_size& of);
plan stormy_plan(std::uint64_t seed, std::uint32_t epochs, const run_size& of);
// 256 miners x 12 tasks, 4 KiB replies, an epoch of 360 blocks; only miners fail.
plan load_plan(std::uint64_t seed);

}  // namespace rf::sim
