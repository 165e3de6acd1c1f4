// agenda: what is now due, derived from the projection and from nothing else.
//
// There is no second store of what is in flight: after a crash the fold gives
// the same agenda, and whoever owns an item goes on where the log says it was.
// An item is there only while it can be done: what it orders would be lawful.
//
// No epoch can be wedged. A task's deadline is no later than the epoch's last
// block (a law), at its deadline nobody is asked any more, and what was sent
// ends with an outcome of its own. So once the last block has come, tasks not
// yet open are opened all the same (the audit draws as many as were planned),
// ask nobody, and close by their deadline with every question void.
#pragma once

#include "replay/projection.hpp"

namespace rf {

struct agenda_item {
    enum class what : std::uint8_t {
        start_writer,    // the log has no writer
        connect_chain,
        read_metagraph,  // for the weights of `epoch`; 0: to open an epoch from
        commit_secret,   // for the next epoch
        open_epoch,      // a block after the commitment is here, and miners to ask
        open_task,       // `task` is the next ordinal
        ask,             // send the question to the seat's miner; never once the deadline came
        await_reply,     // sent, and no outcome recorded
        verify_reply,    // no reply of the task can come any more: all are verified together
        close_task,      // all its questions have ended, or its deadline came
        seal_epoch,      // its tasks are closed and its last block is here
        intend_weights,
        sign_weights,    // the call that was intended
        submit_weights,
        confirm_weights,  // submitted or included: ask the chain
        reveal_weights,   // the commit is final: sign the reveal
        read_back_weights,
        settle_truth,    // aml_ensemble: the ground truth of an earlier batch
        commit_root      // of the newest seal, to the chain: see root_due
    } due;
    std::uint32_t epoch = 0;
    std::uint16_t task = 0;
    std::uint16_t uid = 0;
    friend auto operator<=>(const agenda_item&, const agenda_item&) = default;
};

std::string_view name_of(agenda_item::what w);

// In a fixed order: by what is due, then epoch, task, uid.
std::vector<agenda_item> agenda(const projection& p);

// The chain is not known to hold the root at the newest seal. Whether roots are
// published is the operator's choice and no fact, so this stands apart: who
// publishes adds it to the agenda, and after a crash it is due again until the
// log has root_committed. An older seal's root is never due once a newer is.
std::optional<agenda_item> root_due(const projection& p);

}  // namespace rf
