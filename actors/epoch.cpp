#include "actors/actors.hpp"
#include "actors/drawn_task.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

using what = agenda_item::what;
using epoch_self = caf::stateful_actor<epoch_actor_state>*;

order order_for(epoch_actor_state& s, const work& w) {
    const auto origin = s.world->key.name;
    const hash32 secret = secret_of(s.world->master_secret, origin, w.item.epoch);
    switch (w.item.due) {
        case what::commit_secret: return commit_to_secret{w.item.epoch, sha256(secret)};
        case what::open_epoch: return open_epoch_now{w.item.epoch};
        case what::seal_epoch: return seal_epoch_now{w.item.epoch, secret};
        default: break;
    }
    RF_REQUIRE(w.item.due == what::open_task);
    const auto& plan = *std::get<std::shared_ptr<const plan_brief>>(w.brief);
    if (s.plan.empty()) {
        s.seed = draw_seed(secret, plan.block_hash, s.settings->netuid, *plan.rules, w.item.epoch);
        s.plan = draw_tasks(s.seed, *plan.rules, plan.params, plan.seats, plan.tasks);
        if (s.settings->file_tasks != 0 && s.world->task_files)
            s.from_files = draw_file_tasks(s.seed, s.plan, *s.world->task_files, s.settings->file_tasks);
        s.from_files.resize(s.plan.size());
    }
    const hash32 lasting = lasting_secret_of(s.world->master_secret, origin, w.item.epoch);
    const auto place = s.from_files[w.item.task];
    const opened_task t = draw_content(*s.settings, plan, s.seed, lasting, s.plan[w.item.task], w.item,
                                       place ? &(*s.world->task_files)[*place] : nullptr);
    return order_of(task_opened(t, s.world->entropy.hash()));
}

void carry_out(epoch_self self, const agenda_item& item) {
    auto& s = self->state;
    const auto at = s.due.find(item);
    if (at == s.due.end()) return;
    place_order(self, s.journal, order_for(s, *at->second), [self, item](const order_answer& a) {
        if (!a.accepted()) self->delayed_send(self, retry_delay, again_message{item});
    });
}

}  // namespace

caf::behavior epoch_actor(epoch_self self, owner_state given) {
    static_cast<owner_state&>(self->state) = std::move(given);
    explain_exceptions(self);
    return {[self](const work_message& m) {
                for (const agenda_item& item : m.over) self->state.due.erase(item);
                for (const work_ptr& w : m.due) {
                    self->state.due[w->item] = w;
                    carry_out(self, w->item);
                }
            },
            [self](const again_message& m) { carry_out(self, m.item); },
            [self](const stop_message&) { self->quit(); }};
}

}  // namespace rf
