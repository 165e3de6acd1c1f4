// agenda: what is now due, derived from the projection and from nothing else.
//
// There is no second store of what is in flight: after a crash the fold gives
// the same agenda, and whoever owns an item goes on where the log says it was.
#pragma once

#include "replay/projection.hpp"

namespace rf {

struct agenda_item {
    enum class what : std::uint8_t {
        start_writer,    // the log has no writer
        connect_chain,
        read_metagraph,
        commit_secret,   // for the next epoch
        open_epoch,
        open_task,       // `task` is the next ordinal
        ask,             // send the question to the seat's miner
        await_reply,     // sent, and no outcome recorded
        verify_reply,
        close_task,      // all its questions have ended
        seal_epoch,
        intend_weights,
        sign_weights,
        submit_weights,
        confirm_weights,  // submitted or included: ask the chain
        read_back_weights,
        settle_truth     // aml_ensemble: the ground truth of an earlier batch
    } due;
    std::uint32_t epoch = 0;
    std::uint16_t task = 0;
    std::uint16_t uid = 0;
    friend auto operator<=>(const agenda_item&, const agenda_item&) = default;
};

std::string_view name_of(agenda_item::what w);

// In a fixed order: by what is due, then epoch, task, uid.
std::vector<agenda_item> agenda(const projection& p);

}  // namespace rf
