// receipt_check: does a log say what a receipt says of it?
//
// A receipt is signed by the log's key, and so is every checkpoint. Where the
// log has another event at the receipt's number, the two contradict each other,
// and whoever holds both shows it. That the log is under its checkpoint is an
// audit's matter (replay/audit.hpp), and the receipt's signature its opener's.
#pragma once

#include "events/log.hpp"
#include "events/receipt.hpp"

namespace rf {

struct checked_line {
    enum class found : std::uint8_t {
        as_said,    // that very event, and it is that reply to that request
        elsewhere,  // a bundle has not this event
        beyond,     // the log ends before it
        otherwise   // the log contradicts the receipt, or itself, or withholds the reply
    } what = found::as_said;
    received_line line;
    std::string why;  // of `otherwise`: what the log has instead
    bool miner_signed = false;    // the event has a signature of the miner
    bool miner_verified = false;  // and it is one, under this reply
};

// refused: the log is another one than the receipt's.
result<std::vector<checked_line>> check_receipt(const log_reader& log, const reply_receipt& receipt);

}  // namespace rf
