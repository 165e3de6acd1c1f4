// actors: the motion of the house, one actor each for what it is named after.
//
//   journal     takes orders, commits them in batches, publishes
//   supervisor  hands agenda items to their owners, restarts who fails, stops
//   chain       one connection: blocks and metagraph in, weights out
//   epoch       commits to its secret, opens, draws and opens tasks, seals
//   task        has its answers verified, closes
//   miner       asks one miner, a few questions at a time
//
// An owner keeps the items it was given until they are over; an order that is
// refused is tried again while its item is due.
#pragma once

#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/stateful_actor.hpp>

#include <map>

#include "actors/messages.hpp"
#include "actors/world.hpp"
#include "replay/draw.hpp"

namespace rf {

using owned_items = std::map<agenda_item, work_ptr>;

struct journal_state {
    journal_state() = default;
    static constexpr const char* name = "journal";
    std::shared_ptr<journal> it;
    caf::actor supervisor;
    std::vector<std::pair<std::shared_ptr<order>, caf::response_promise>> waiting;
    bool flushing = false;
};
caf::behavior journal_actor(caf::stateful_actor<journal_state>* self, std::shared_ptr<journal> it,
                            caf::actor supervisor);

struct owner_state {
    owner_state() = default;
    validator_world* world = nullptr;
    std::shared_ptr<const validator_settings> settings;
    caf::actor journal;
    owned_items due;
};

struct epoch_actor_state : owner_state {
    epoch_actor_state() = default;
    static constexpr const char* name = "epoch";
    std::vector<planned_task> plan;
    std::vector<std::optional<std::size_t>> from_files;  // one a planned task: its place among the file tasks
    hash32 seed;
};
caf::behavior epoch_actor(caf::stateful_actor<epoch_actor_state>* self, owner_state given);

struct task_actor_state : owner_state {
    task_actor_state() = default;
    static constexpr const char* name = "task";
    bool verifying = false;
};
caf::behavior task_actor(caf::stateful_actor<task_actor_state>* self, owner_state given,
                         std::shared_ptr<verification> verifier);

struct miner_actor_state : owner_state {
    miner_actor_state() = default;
    static constexpr const char* name = "miner";
    account who;
    std::string endpoint;
    std::vector<agenda_item> queue;                 // asks not yet begun, in the order they came due
    std::map<agenda_item, std::uint16_t> in_flight; // from the order to send until the answer is on disk
    std::map<agenda_item, work_ptr> asked;          // sent, and no answer yet
    std::map<agenda_item, std::uint16_t> made;      // attempts of this process, so never lost with another
    std::uint32_t failures = 0;                     // in a row
    std::uint32_t voids = 0;                        // in a row, by our own fault: asked again more slowly
    schema::MinerHealth health = schema::MinerHealth::READY;
};
caf::behavior miner_actor(caf::stateful_actor<miner_actor_state>* self, owner_state given, account who);

struct chain_actor_state : owner_state {
    chain_actor_state() = default;
    static constexpr const char* name = "chain";
    bool connected = false, connecting = false, reading = false;
    std::string endpoint;
    std::uint32_t failures = 0;
    std::uint64_t best = 0, finalised = 0, metagraph_block = 0;
    std::map<std::uint32_t, std::uint64_t> not_before;  // epoch -> block: a refusal said so
    std::map<std::uint32_t, bool> busy;                 // an answer about these weights is awaited
    std::map<std::uint32_t, hash32> included_in;        // the block that was told last
    std::map<std::uint32_t, std::uint32_t> attempts;    // submissions of an epoch's weights
    bool asking_roots = false;                          // an answer about a root is awaited
    std::uint64_t roots_not_before = 0;                 // a block
};
caf::behavior chain_actor(caf::stateful_actor<chain_actor_state>* self, owner_state given);

// An exception in a handler ends its actor; the supervisor is told what it said.
template <class Self>
void explain_exceptions(Self* self) {
    self->set_exception_handler([](std::exception_ptr& thrown) -> caf::error {
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& e) {
            return caf::make_error(caf::sec::runtime_error, std::string(e.what()));
        } catch (...) {
            return caf::make_error(caf::sec::runtime_error, std::string("something was thrown"));
        }
    });
}

// What every owner does with its orders.
template <class Self>
void place_order(Self* self, const caf::actor& journal, order o, std::function<void(const order_answer&)> then) {
    // Without a time limit: an order that is carried out late is carried out, and
    // a journal that ends answers all of them by that.
    self->request(journal, caf::infinite, order_message{std::make_shared<order>(std::move(o))})
        .then([then](const order_answer& a) { then(a); },
              [then](const caf::error&) {
                  then(order_answer{fault{fault_kind::unavailable, "the journal did not answer", "", ""}});
              });
}
inline order order_of(record r) {
    record_facts facts;
    facts.facts.push_back(std::move(r));
    return facts;
}
constexpr auto retry_delay = std::chrono::milliseconds(500);

}  // namespace rf
