// reply_signer: a miner's signatures under its replies, and what it is told of them.
//
// It remembers the latest 4,096 replies that it signed, so that a receipt can
// be compared with what was sent.
#pragma once

#include <deque>
#include <functional>

#include "actors/miner/axon_server.hpp"
#include "events/receipt.hpp"

namespace rf {

// A receipt as it came, with how much of it this miner can vouch for.
struct told_receipt {
    std::string validator, miner;  // SS58
    std::string key;               // the log's, as the validator says
    std::string note;
    std::size_t replies = 0, as_sent = 0;  // in it; of them, those that this miner signed so
    std::string unread;            // why it is no receipt; else empty
};

class reply_signer {
  public:
    explicit reply_signer(hotkey key) : key_(std::move(key)) {}
    // A header for `body`; nothing where the call has no id or hash to sign.
    // `falsely`: a signature of something else.
    std::optional<axon_header> sign(const axon_call& call, const account& validator, std::string_view body,
                                    bool falsely = false);
    std::vector<told_receipt> read(const axon_call& call, const told_result& told) const;

  private:
    struct sent {
        request_uuid request;
        hash32 reply;
    };
    hotkey key_;
    std::deque<sent> sent_;
};

}  // namespace rf
