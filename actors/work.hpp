// work: an agenda item with everything its owner needs to carry it out.
//
// Composed by the journal from projection and desk, immutable, and shared: an
// owner never looks anything up that may have changed since.
#pragma once

#include <memory>
#include <variant>

#include "actors/desk.hpp"
#include "actors/facts.hpp"
#include "replay/agenda.hpp"

namespace rf {

struct ask_brief {
    question_name name;
    std::string endpoint;
    std::shared_ptr<const task_question> question;
};
// Sent by a process that is gone: its answer, if one came, was lost with it.
struct lost_brief { question_name name; };
struct verify_brief {
    std::uint32_t epoch = 0;
    desk_task task;                       // with all its answers
    std::string domain;
    parameters params;                    // of the epoch
    std::vector<std::uint16_t> attempts;  // one an answer
};
struct close_brief {
    std::array<std::uint8_t, 16> id{};
    schema::TaskEnd why = schema::TaskEnd::COMPLETE;
};
struct plan_brief {  // of the open epoch, for whoever opens its tasks
    const mechanism* rules = nullptr;
    std::uint64_t block = 0, best = 0, closes_block = 0;
    hash32 block_hash;
    parameters params;
    roster seats;
    std::uint32_t tasks = 0;
};
struct weights_brief {
    weights_order order;          // with the call that is to be signed, or was
    hash32 extrinsic;             // signed last
    hash32 payload;               // its bytes, as a blob
    std::uint64_t era_from = 0, era_to = 0, best = 0, finalised = 0;
    std::uint32_t attempts = 0;
    bool included = false;        // the log knows that it was
    bool refused = false;         // it was signed, and refused: ask the chain before anything
};

struct root_brief { root_commitment head; };  // of the checkpoint at the seal

struct work {
    agenda_item item;
    std::variant<std::monostate, ask_brief, lost_brief, std::shared_ptr<const verify_brief>, close_brief,
                 std::shared_ptr<const plan_brief>, weights_brief, root_brief>
        brief;
};
using work_ptr = std::shared_ptr<const work>;

}  // namespace rf
