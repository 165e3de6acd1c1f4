// settings: what an operator chose for one validator, already checked.
//
// What touches scores among it (mechanism and parameters) becomes an event
// before the first epoch that uses it; nothing here is read by a fold.
#pragma once

#include <optional>
#include <string>

#include "events/account.hpp"
#include "replay/mechanism.hpp"
#include "schemas/event.capnp.h"

namespace rf {

struct validator_settings {
    // whose log this is
    std::string origin = "rf.example/dev";
    schema::ChainKind chain = schema::ChainKind::EMBEDDED;
    std::uint16_t netuid = 1;
    std::uint8_t mechanism_id = 0;
    account validator;

    // the rules of the next epochs
    std::string mechanism = "reasonforge";
    std::uint16_t mechanism_version = 1;
    parameters chosen;

    // an epoch
    std::uint32_t tasks = 12;
    std::uint32_t tasks_at_once = 4;      // open at the same time
    std::uint64_t epoch_blocks = 360;     // from opening to seal
    std::uint64_t task_blocks = 60;       // from a task's opening to its deadline
    std::uint32_t task_timeout_ms = 60'000;
    std::uint32_t file_tasks = 0;         // of `tasks`, how many come from config/tasks
    std::string tasks_directory;          // empty: none

    // miners
    std::uint32_t asked_at_once = 256;
    std::uint32_t asked_at_once_each = 2;

    // the disk: below these, say so, then stop asking
    std::uint64_t warn_free_bytes = 2ull << 30;
    std::uint64_t stop_free_bytes = 512ull << 20;

    bool publish_roots = false;           // the root at each seal, to the chain
    std::uint64_t metagraph_blocks = 25;  // read again after so many
    std::uint32_t snapshot_every = 100'000;  // events
    std::optional<std::uint32_t> epochs;     // stop after so many more seals
};

}  // namespace rf
