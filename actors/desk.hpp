// desk: what actors need of unfinished business beside the projection.
//
// A fold keeps of a task what scores need; an actor that asks, verifies or
// sends needs more: the prompt, where an answer's bytes are, what was signed.
// All of it stands in the events since the oldest unfinished epoch, so the desk
// is a projection too: after a start it is filled from the log again.
#pragma once

#include <map>

#include "actors/ports/asker.hpp"
#include "events/receipt.hpp"
#include "replay/projection.hpp"
#include "replay/verify/task_answers.hpp"

namespace rf {

struct desk_task : answered_task {
    std::uint64_t deadline_block = 0;
};

struct desk_weights {
    schema::WeightCall call = schema::WeightCall::SET;
    hash32 payload;  // the blob
    std::uint64_t era_from = 0, era_to = 0;
};

// A reply of the open epoch that its miner has signed.
struct signed_reply {
    std::uint64_t event = 0;
    account who;
    request_uuid request{};
    hash32 reply;
};

struct desk {
    std::uint32_t epoch = 0;  // the open one; 0 = none
    std::uint64_t block = 0;
    hash32 block_hash;
    std::vector<desk_task> tasks;                  // by ordinal
    std::map<std::uint32_t, desk_weights> weights; // signed and not ended, by epoch

    std::map<std::pair<std::uint16_t, std::uint16_t>, request_uuid> asked;  // the last, by task and uid
    std::vector<signed_reply> signed_replies;                               // by event

    void take(event_reader event);
};

// The desk as the log has it at the projection's head.
result<desk> set_desk(const log_reader& log, const projection& p);

}  // namespace rf
