#include "actors/supervisor.hpp"

#include <algorithm>

namespace rf {
namespace {

using what = agenda_item::what;
using supervisor_self = caf::stateful_actor<supervisor_state>*;

constexpr std::size_t most_failures = 5;  // of one owner within a minute
constexpr auto disk_interval = std::chrono::seconds(5);
constexpr auto last_words = std::chrono::seconds(60);  // for weights that are on their way

bool is_of_weights(const agenda_item& item) {
    const what due = item.due;
    return (due == what::read_metagraph && item.epoch != 0) || due == what::intend_weights ||
           due == what::sign_weights || due == what::submit_weights ||
           due == what::confirm_weights || due == what::reveal_weights || due == what::read_back_weights;
}

caf::actor start_owner(supervisor_self self, const owner_key& key) {
    auto& s = self->state;
    owner_state given;
    given.world = s.world;
    given.settings = s.settings;
    given.journal = s.journal;
    switch (key.of) {
        case owner_key::what::chain: return self->spawn<caf::monitored>(chain_actor, given);
        case owner_key::what::epoch: return self->spawn<caf::monitored>(epoch_actor, given);
        case owner_key::what::task:
            // Verifying takes its time: not on the threads that others wait for.
            if (s.world->detach)
                return self->spawn<caf::monitored + caf::detached>(task_actor, given, s.verifier);
            return self->spawn<caf::monitored>(task_actor, given, s.verifier);
        case owner_key::what::miner: break;
    }
    return self->spawn<caf::monitored>(miner_actor, given, key.who);
}

void end_owner(supervisor_self self, const owner_key& key) {
    auto& owners = self->state.owners;
    const auto at = owners.find(key);
    if (at == owners.end()) return;
    self->demonitor(at->second.it);
    self->send(at->second.it, stop_message{"its work is done"});
    owners.erase(at);
}

void finish(supervisor_self self, ending e) {
    auto& s = self->state;
    if (!s.ended) return;
    while (!s.owners.empty()) end_owner(self, s.owners.begin()->first);
    if (s.journal) {
        self->demonitor(s.journal);
        self->send(s.journal, stop_message{e.reason});
    }
    auto ended = std::exchange(s.ended, nullptr);
    ended(std::move(e));
    self->quit();
}

// The last event, then the end.
void stop_writing_and_finish(supervisor_self self, const std::string& reason) {
    auto& s = self->state;
    if (std::exchange(s.stopping, true)) return;
    while (!s.owners.empty()) end_owner(self, s.owners.begin()->first);
    place_order(self, s.journal, stop_writing{reason}, [self, reason](const order_answer&) {
        finish(self, {reason, std::nullopt});
    });
}

bool weights_are_on_their_way(const supervisor_state& s) {
    return std::any_of(s.whose.begin(), s.whose.end(), [](const auto& each) { return is_of_weights(each.first); });
}

// After the last epoch that was asked for: its weights may still need some blocks.
void end_if_enough(supervisor_self self) {
    auto& s = self->state;
    if (!s.counts_seals || s.seals_left != 0 || s.stopping) return;
    if (!weights_are_on_their_way(s)) return stop_writing_and_finish(self, "the epochs that were asked for are sealed");
    if (s.patience == 0)
        self->delayed_send(self, last_words, stop_message{"the epochs that were asked for are sealed"});
    s.patience = 1;
}

void take(supervisor_self self, const journal::outcome& out) {
    auto& s = self->state;
    if (out.broken) return finish(self, {"the log cannot be written", out.broken});
    if (s.stopping) return;
    std::map<owner_key, work_message> parcels;
    std::vector<owner_key> done;
    for (const agenda_item& item : out.over) {
        const auto at = s.whose.find(item);
        if (at == s.whose.end()) continue;
        const owner_key key = at->second;
        s.whose.erase(at);
        s.owners[key].due.erase(item);
        parcels[key].over.push_back(item);
        if (item.due == what::close_task || item.due == what::seal_epoch) done.push_back(key);
    }
    for (const work_ptr& w : out.due) {
        const owner_key key = owner_of(*w);
        s.whose[w->item] = key;
        owner& o = s.owners[key];
        if (!o.it) o.it = start_owner(self, key);
        o.due[w->item] = w;
        parcels[key].due.push_back(w);
    }
    for (auto& [key, parcel] : parcels) self->send(s.owners[key].it, std::move(parcel));
    for (const owner_key& key : done)
        if (s.owners.contains(key) && s.owners[key].due.empty()) end_owner(self, key);
    for (const auto& n : out.notices) {
        const bool seal = std::holds_alternative<epoch_ended>(*n);
        if (seal && s.counts_seals && s.seals_left > 0) --s.seals_left;
        for (auto& [key, o] : s.owners)
            if (key.of == (seal ? owner_key::what::miner : owner_key::what::chain)) self->send(o.it, notice_message{n});
    }
    end_if_enough(self);
}

void mend(supervisor_self self, const caf::down_msg& down) {
    auto& s = self->state;
    if (down.source == s.journal.address())
        return finish(self, {"the journal ended", fault{fault_kind::unavailable, "the journal ended: " +
                             caf::to_string(down.reason), "", "start again: the log is folded anew"}});
    const auto at = std::find_if(s.owners.begin(), s.owners.end(),
                                 [&](const auto& each) { return each.second.it.address() == down.source; });
    if (at == s.owners.end() || s.stopping) return;
    owner& o = at->second;
    const auto now = std::int64_t(s.world->clock.steady_ns() / 1'000'000'000);
    std::erase_if(o.failed_at, [&](std::int64_t when) { return when + 60 < now; });
    o.failed_at.push_back(now);
    const std::string name = name_of(at->first), why = caf::to_string(down.reason);
    if (o.failed_at.size() > most_failures) {
        const fault f{fault_kind::unavailable, name + " failed " + std::to_string(o.failed_at.size()) +
                      " times within a minute, last: " + why, "", ""};
        return finish(self, {f.what, f});
    }
    place_order(self, s.journal, order_of(actor_restarted(name, std::uint32_t(o.failed_at.size()), why)),
                [](const order_answer&) {});
    // A new connection actor has no connection, whatever the log says.
    if (at->first.of == owner_key::what::chain)
        place_order(self, s.journal, order_of(chain_disconnected("", "its actor was started again")),
                    [](const order_answer&) {});
    o.it = start_owner(self, at->first);
    work_message again;
    for (const auto& [item, w] : o.due) again.due.push_back(w);
    self->send(o.it, std::move(again));
}

void look_at_the_disk(supervisor_self self) {
    auto& s = self->state;
    if (!s.world->free_bytes || s.stopping) return;
    place_order(self, s.journal, note_free_bytes{s.world->free_bytes()}, [](const order_answer&) {});
    self->delayed_send(self, disk_interval, tick_message{});
}

}  // namespace

owner_key owner_of(const work& w) {
    owner_key k;
    k.epoch = w.item.epoch;
    k.task = w.item.task;
    switch (w.item.due) {
        case what::commit_secret:
        case what::open_epoch:
        case what::open_task:
        case what::seal_epoch: k.of = owner_key::what::epoch; k.task = 0; return k;
        case what::verify_reply:
        case what::close_task: k.of = owner_key::what::task; return k;
        case what::ask:
            if (const auto* ask = std::get_if<ask_brief>(&w.brief))
                return {owner_key::what::miner, 0, 0, ask->name.who};
            break;
        case what::await_reply: return {owner_key::what::miner, 0, 0, std::get<lost_brief>(w.brief).name.who};
        default: break;
    }
    return {};
}

std::string name_of(const owner_key& k) {
    switch (k.of) {
        case owner_key::what::chain: return "chain";
        case owner_key::what::epoch: return "epoch " + std::to_string(k.epoch);
        case owner_key::what::task: return "task " + std::to_string(k.epoch) + "/" + std::to_string(k.task);
        case owner_key::what::miner: break;
    }
    return "miner " + hex(byte_view(k.who.b.data(), 8));
}

caf::behavior supervisor_actor(supervisor_self self, validator_world* world,
                               std::shared_ptr<const validator_settings> settings, std::shared_ptr<journal> log,
                               std::function<void(ending)> ended) {
    auto& s = self->state;
    s.world = world;
    s.settings = std::move(settings);
    s.verifier = std::make_shared<verification>(world->log, world->master_secret, world->key.name);
    s.counts_seals = s.settings->epochs.has_value();
    s.seals_left = s.settings->epochs.value_or(0);
    s.ended = std::move(ended);
    const auto me = caf::actor_cast<caf::actor>(self);
    s.journal = world->detach ? self->spawn<caf::monitored + caf::detached>(journal_actor, std::move(log), me)
                              : self->spawn<caf::monitored>(journal_actor, std::move(log), me);
    self->set_down_handler([self](const caf::down_msg& down) { mend(self, down); });
    // An order of nothing makes the journal publish the whole agenda.
    place_order(self, s.journal, record_facts{}, [](const order_answer&) {});
    look_at_the_disk(self);
    return {[self](const publication& p) { take(self, *p.it); },
            [self](tick_message) { look_at_the_disk(self); },
            [self](const limits_message& m) { self->send(self->state.journal, m); },
            [self](const stop_message& m) { stop_writing_and_finish(self, m.reason); }};
}

}  // namespace rf
