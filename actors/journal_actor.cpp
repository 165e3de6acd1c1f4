#include "actors/actors.hpp"

namespace rf {

// Orders that arrive before the flush message are one batch: while one batch is
// synced, the next gathers in the mailbox.
caf::behavior journal_actor(caf::stateful_actor<journal_state>* self, std::shared_ptr<journal> it,
                            caf::actor supervisor) {
    explain_exceptions(self);
    self->state.it = std::move(it);
    self->state.supervisor = std::move(supervisor);
    auto flush = [self] {
        auto& s = self->state;
        s.flushing = false;
        auto batch = std::exchange(s.waiting, {});
        std::vector<order> orders;
        orders.reserve(batch.size());
        for (auto& each : batch) orders.push_back(std::move(*each.first));
        auto out = std::make_shared<journal::outcome>(s.it->commit(orders));
        for (std::size_t i = 0; i < batch.size(); ++i)
            batch[i].second.deliver(i < out->answers.size() ? out->answers[i] : order_answer{out->broken});
        const bool broken = out->broken.has_value();
        self->send(s.supervisor, publication{std::move(out)});
        if (broken) self->quit();
    };
    return {[self](order_message m) {
                auto promise = self->make_response_promise();
                self->state.waiting.emplace_back(std::move(m.it), promise);
                if (!std::exchange(self->state.flushing, true)) self->send(self, flush_message{});
                return promise;
            },
            [flush](flush_message) { flush(); },
            [self](const limits_message& m) { self->state.it->change_limits(*m.now); },
            [self](const stop_message&) { self->quit(); }};
}

}  // namespace rf
