// task_answers: all answers of one task, verified from what the log has of them.
//
// Called once where the validator verifies, and again by whoever audits: there
// is no second way from payloads to verdicts. What was found depends on the
// task, its answers and the answers of sealed epochs before, and on nothing
// else.
#pragma once

#include <functional>
#include <utility>

#include "events/codec.hpp"
#include "replay/facts.hpp"
#include "replay/verify/verify.hpp"

namespace rf {

struct answered_reply {
    std::uint16_t uid = 0;
    account who;
    std::uint64_t latency_ns = 0;
    hash32 body;
};

// A task as its events tell it.
struct answered_task {
    std::array<std::uint8_t, 16> id{};
    std::uint16_t ordinal = 0;
    std::uint8_t domain = 0, difficulty = 1;
    bool trap = false;
    bool truth_is_private = false;  // does not follow from the epoch's secret: notes keep it
    std::uint32_t timeout_ms = 0;
    hash32 prompt, truth;
    std::vector<answered_reply> answered;  // one a miner, the last attempt's
};
// From a lawful task_opened, and each lawful reply_recorded of that task.
answered_task opened_task_of(event_reader opened);
void take_reply(answered_task& task, schema::ReplyRecorded::Reader reply);

// The payload of that name.
using payload_source = std::function<result<byte_vec>(const hash32&)>;

struct task_verdicts {
    std::vector<verdict> verdicts;                        // by ascending uid; notes as an event takes them
    std::vector<std::pair<std::uint16_t, fault>> unread;  // answers whose bytes are not to be had, by uid
};
// The fault is that of a prompt or truth which cannot be read.
result<task_verdicts> verify_answers(const answered_task& task, std::string_view domain, const parameters& p,
                                     const payload_source& payloads, const similarity_history& history);

// Whether verify_answers makes this check, in some domain.
bool knows_checker(std::string_view name, std::uint16_t version);

}  // namespace rf
