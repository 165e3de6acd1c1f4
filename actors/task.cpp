#include "actors/actors.hpp"

namespace rf {
namespace {

using what = agenda_item::what;
using task_self = caf::stateful_actor<task_actor_state>*;

void try_again_later(task_self self, const agenda_item& item) {
    self->delayed_send(self, retry_delay, again_message{item});
}

void close(task_self self, const work& w) {
    const auto& brief = std::get<close_brief>(w.brief);
    const agenda_item item = w.item;
    place_order(self, self->state.journal, order_of(task_closed(item.epoch, brief.id, item.task, brief.why)),
                [self, item](const order_answer& a) {
                    if (!a.accepted()) try_again_later(self, item);
                });
}

// All answers of a task are verified at once, because each is compared with the
// others; only those without a verdict are recorded.
void verify(task_self self, verification& verifier, const verify_brief& brief) {
    auto& s = self->state;
    if (s.verifying) return;
    std::vector<std::uint16_t> uids;
    agenda_item any;
    for (const auto& [item, w] : s.due)
        if (item.due == what::verify_reply) {
            uids.push_back(item.uid);
            any = item;
        }
    if (uids.empty()) return;
    s.verifying = true;
    place_order(self, s.journal, record_facts{verifier.verify(brief, uids)}, [self, any](const order_answer& a) {
        self->state.verifying = false;
        if (!a.accepted()) try_again_later(self, any);
    });
}

void carry_out(task_self self, verification& verifier, const agenda_item& item) {
    const auto at = self->state.due.find(item);
    if (at == self->state.due.end()) return;
    if (item.due == what::close_task) close(self, *at->second);
    if (item.due == what::verify_reply)
        verify(self, verifier, *std::get<std::shared_ptr<const verify_brief>>(at->second->brief));
}

}  // namespace

caf::behavior task_actor(task_self self, owner_state given, std::shared_ptr<verification> verifier) {
    static_cast<owner_state&>(self->state) = std::move(given);
    explain_exceptions(self);
    return {[self, verifier](const work_message& m) {
                for (const agenda_item& item : m.over) self->state.due.erase(item);
                for (const work_ptr& w : m.due) self->state.due[w->item] = w;
                for (const work_ptr& w : m.due) carry_out(self, *verifier, w->item);
            },
            [self, verifier](const again_message& m) { carry_out(self, *verifier, m.item); },
            [self](const stop_message&) { self->quit(); }};
}

}  // namespace rf
