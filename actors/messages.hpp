// messages: what actors say to each other.
//
// Everything shared is immutable. An actor orders from the journal and is
// answered; the journal publishes to the supervisor; the supervisor hands work
// to owners. Owners say nothing to each other.
#pragma once

#include <caf/allowed_unsafe_message_type.hpp>

#include "actors/journal.hpp"

namespace rf {

struct order_message { std::shared_ptr<order> it; };
struct flush_message {};
struct publication { std::shared_ptr<const journal::outcome> it; };
struct limits_message { std::shared_ptr<const validator_settings> now; };

struct work_message {
    std::vector<work_ptr> due;
    std::vector<agenda_item> over;
};
struct notice_message { std::shared_ptr<const notice> it; };
struct again_message { agenda_item item; };  // to oneself: an order was refused, try it again
struct tick_message {};
struct stop_message { std::string reason; };

// From the edges, to the actor that asked.
struct reply_message { agenda_item item; std::uint16_t attempt = 0; std::shared_ptr<miner_reply> reply; };
struct health_message { miner_health_answer answer; };
struct delivered_message { std::uint32_t epoch = 0; bool delivered = false; };
struct chain_message { std::shared_ptr<std::function<void()>> then; };  // runs in the chain actor

}  // namespace rf

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::order_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::order_answer)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::flush_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::publication)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::limits_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::work_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::notice_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::again_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::tick_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::stop_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::reply_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::health_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::delivered_message)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(rf::chain_message)
