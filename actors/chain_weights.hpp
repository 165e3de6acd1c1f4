// chain_weights: an epoch's weights on their way to the chain.
//
// What is signed is an event before a byte of it is sent, and the same bytes
// are sent again until their era is over for certain. After any doubt the chain
// is asked first. A refusal that names a waiting time is obeyed.
#pragma once

#include "actors/actors.hpp"

namespace rf {

using chain_self = caf::stateful_actor<chain_actor_state>*;

void carry_out_weights(chain_self self, const work_ptr& w);

// A callback for a port: the answer comes back as a message, and `then` runs in
// the actor; nothing happens if the actor is gone by then.
template <class T, class Then>
std::function<void(T)> in_actor(chain_self self, Then then) {
    auto me = caf::actor_cast<caf::weak_actor_ptr>(self->ctrl());
    return [me, then](T answer) {
        auto strong = caf::actor_cast<caf::actor>(me.lock());
        if (!strong) return;
        auto held = std::make_shared<T>(std::move(answer));
        caf::anon_send(strong, chain_message{std::make_shared<std::function<void()>>([then, held] { then(*held); })});
    };
}

}  // namespace rf
