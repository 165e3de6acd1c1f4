// orders: what an actor asks the journal to do.
//
// An order says what was seen or what is to be done next; whether it may be is
// the journal's to decide, against the projection of that moment. It is
// answered once its events are on disk, or refused with a reason and nothing
// written.
#pragma once

#include <memory>
#include <variant>

#include "actors/ports/chain.hpp"
#include "replay/decide.hpp"

namespace rf {

// Facts that an edge or actor has seen, in this order. One that is refused does
// not stop those after it.
struct record_facts { std::vector<record> facts; };
// All neurons at once: becomes metagraph_observed, miner_seen, uid_handed_over.
struct record_metagraph { seen_metagraph seen; };
struct commit_to_secret { std::uint32_t epoch = 0; hash32 secret_hash; };
struct open_epoch_now { std::uint32_t epoch = 0; };
struct seal_epoch_now { std::uint32_t epoch = 0; hash32 secret; };
struct intend_weights_now { std::uint32_t epoch = 0; };
struct note_free_bytes { std::uint64_t bytes = 0; };
struct stop_writing { std::string reason; };

using order = std::variant<record_facts, record_metagraph, commit_to_secret, open_epoch_now, seal_epoch_now,
                           intend_weights_now, note_free_bytes, stop_writing>;

struct order_answer {
    std::optional<fault> refused;  // of several facts: the first that was
    [[nodiscard]] bool accepted() const { return !refused; }
};

}  // namespace rf
