// world: all that a validator's actors may touch, behind ports.
#pragma once

#include "actors/journal.hpp"
#include "actors/ports/asker.hpp"
#include "actors/ports/chain.hpp"
#include "actors/verification.hpp"
#include "replay/tasks/task_file.hpp"

namespace rf {

struct validator_world {
    log_writer& log;
    const clock_port& clock;
    entropy_port& entropy;
    asker_port& asker;
    chain_port& chain;
    watcher& on_looker;
    signing_key key;         // of the log's checkpoints
    hash32 master_secret;    // epochs' secrets are derived from it
    std::shared_ptr<const std::vector<file_task>> task_files;  // empty: all tasks are generated
    std::function<std::uint64_t()> free_bytes;         // of the log's disk; empty: not watched
    std::function<void(const projection&)> sealed;     // after each seal; may be empty
    std::uint64_t poll_ms = 1000;                      // how often the chain is looked at
    bool detach = true;      // journal and verification on threads of their own
};

// What an epoch's tasks are drawn from: known to nobody before its seal, and
// the same again after a crash.
hash32 secret_of(const hash32& master, std::string_view origin, std::uint32_t epoch);
// Never revealed: what has to stay unguessable after the seal is salted from it.
hash32 lasting_secret_of(const hash32& master, std::string_view origin, std::uint32_t epoch);
// Of a weights commitment, eight numbers.
std::vector<std::uint16_t> salt_of(const hash32& master, std::string_view origin, std::uint32_t epoch);

}  // namespace rf
