// supervisor: hands what is due to its owner, and mends what breaks.
//
// Owners are spawned by the first item they own. One that fails is started
// again with the items it had, which is recorded; one that fails oftener than
// the bound allows stops the validator, with the reason. A journal that cannot
// write stops it at once.
#pragma once

#include <optional>

#include "actors/actors.hpp"

namespace rf {

// Whose an agenda item is.
struct owner_key {
    enum class what : std::uint8_t { chain, epoch, task, miner } of = what::chain;
    std::uint32_t epoch = 0;
    std::uint16_t task = 0;
    account who;
    friend auto operator<=>(const owner_key&, const owner_key&) = default;
};
owner_key owner_of(const work& w);
std::string name_of(const owner_key& k);

struct owner {
    caf::actor it;
    owned_items due;
    std::vector<std::int64_t> failed_at;  // of the last minute, in seconds of the steady clock
};

// What ends a validator.
struct ending {
    std::string reason;
    std::optional<fault> broken;  // not by wish
};

struct supervisor_state {
    supervisor_state() = default;
    static constexpr const char* name = "supervisor";
    validator_world* world = nullptr;
    std::shared_ptr<const validator_settings> settings;
    std::shared_ptr<verification> verifier;
    caf::actor journal;
    std::map<owner_key, owner> owners;
    std::map<agenda_item, owner_key> whose;
    std::uint32_t seals_left = 0;
    bool counts_seals = false, stopping = false;
    std::uint32_t patience = 0;
    std::function<void(ending)> ended;
};
caf::behavior supervisor_actor(caf::stateful_actor<supervisor_state>* self, validator_world* world,
                               std::shared_ptr<const validator_settings> settings, std::shared_ptr<journal> log,
                               std::function<void(ending)> ended);

}  // namespace rf
