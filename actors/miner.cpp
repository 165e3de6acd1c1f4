#include <algorithm>

#include "actors/actors.hpp"

namespace rf {
namespace {

using what = agenda_item::what;
using miner_self = caf::stateful_actor<miner_actor_state>*;

constexpr std::uint32_t failing_after = 3;  // failures in a row

void begin_some(miner_self self);

bool is_ours(schema::Outcome o) { return o >= schema::Outcome::CRASHED; }

void tell_health(miner_self self, schema::MinerHealth now, std::string_view why) {
    auto& s = self->state;
    if (s.health == now) return;
    s.health = now;
    place_order(self, s.journal, order_of(miner_health_changed(s.who, now, why)), [](const order_answer&) {});
}

void judge_health(miner_self self, const miner_reply& reply, std::uint32_t timeout_ms) {
    auto& s = self->state;
    if (reply.outcome == schema::Outcome::ANSWERED) {
        s.failures = 0;
        const bool slow = reply.latency_ns / 1'000'000 > timeout_ms / 2;
        return tell_health(self, slow ? schema::MinerHealth::SLOW : schema::MinerHealth::READY,
                           slow ? "answered after more than half of its time" : "answered");
    }
    if (is_ours(reply.outcome)) return;
    if (++s.failures >= failing_after) tell_health(self, schema::MinerHealth::FAILING, reply.detail);
}

void record_reply(miner_self self, const agenda_item& asked, const ask_brief& brief,
                  const std::shared_ptr<miner_reply>& reply) {
    self->state.voids = is_ours(reply->outcome) ? std::min<std::uint32_t>(self->state.voids + 1, 6) : 0;
    judge_health(self, *reply, brief.question->timeout_ms);
    place_order(self, self->state.journal, order_of(reply_recorded(brief.name, *reply)),
                [self, asked, reply](const order_answer& a) {
                    if (!a.accepted()) {
                        const std::uint16_t attempt = self->state.made[asked];
                        self->delayed_send(self, retry_delay, reply_message{asked, attempt, reply});
                        return;
                    }
                    self->state.in_flight.erase(asked);
                    self->state.asked.erase(asked);
                    begin_some(self);
                });
}

// The question goes out when the log has it, and not before.
void ask(miner_self self, const work_ptr& w) {
    auto& s = self->state;
    const auto& brief = std::get<ask_brief>(w->brief);
    s.in_flight[w->item] = brief.name.attempt;
    s.endpoint = brief.endpoint;
    const auto prepared = s.world->asker.prepare(brief.question, brief.name.who, brief.endpoint);
    place_order(self, s.journal, order_of(request_sent(brief.name, prepared)),
                [self, w, prepared](const order_answer& a) {
                    auto& state = self->state;
                    if (!a.accepted()) {
                        state.in_flight.erase(w->item);
                        self->delayed_send(self, retry_delay, again_message{w->item});
                        return;
                    }
                    const auto me = caf::actor_cast<caf::actor>(self);
                    const agenda_item item = w->item;
                    const std::uint16_t attempt = std::get<ask_brief>(w->brief).name.attempt;
                    state.asked[item] = w;
                    state.made[item] = attempt;
                    state.world->asker.send(prepared, [me, item, attempt](miner_reply r) {
                        caf::anon_send(me, reply_message{item, attempt, std::make_shared<miner_reply>(std::move(r))});
                    });
                });
}

void begin_some(miner_self self) {
    auto& s = self->state;
    while (!s.queue.empty() && s.in_flight.size() < s.settings->asked_at_once_each) {
        const agenda_item next = s.queue.front();
        s.queue.erase(s.queue.begin());
        if (s.in_flight.contains(next)) continue;
        if (const auto at = s.due.find(next); at != s.due.end() && std::holds_alternative<ask_brief>(at->second->brief))
            ask(self, at->second);
    }
}

// Asked by a process that is gone. Its answer, if there was one, was lost by
// our own fault.
void give_up_lost(miner_self self, const agenda_item& item) {
    auto& s = self->state;
    const auto at = s.due.find(item);
    if (at == s.due.end()) return;
    agenda_item asked = item;
    asked.due = what::ask;
    const auto& brief = std::get<lost_brief>(at->second->brief);
    const auto made = s.made.find(asked);
    if (s.in_flight.contains(asked) || (made != s.made.end() && made->second >= brief.name.attempt)) return;  // ours
    place_order(self, s.journal,
                order_of(void_recorded(brief.name, schema::Outcome::CRASHED,
                                       "the validator went down while it waited")),
                [self, item](const order_answer& a) {
                    if (!a.accepted()) self->delayed_send(self, retry_delay, again_message{item});
                });
}

void take(miner_self self, const work_ptr& w) {
    auto& s = self->state;
    s.due[w->item] = w;
    // While our own network is down a question ends as soon as it is asked.
    if (w->item.due == what::ask && s.voids > 0)
        self->delayed_send(self, retry_delay * (1 << s.voids), again_message{w->item});
    else if (w->item.due == what::ask)
        s.queue.push_back(w->item);
    if (w->item.due == what::await_reply) give_up_lost(self, w->item);
}

void notify(miner_self self, const notice& n) {
    auto& s = self->state;
    const auto* ended = std::get_if<epoch_ended>(&n);
    if (!ended || s.endpoint.empty()) return;
    std::erase_if(s.made, [&](const auto& each) { return each.first.epoch <= ended->epoch; });
    const auto mine = std::find_if(ended->results.begin(), ended->results.end(),
                                   [&](const auto& each) { return each.first == s.who; });
    if (mine == ended->results.end()) return;
    const auto me = caf::actor_cast<caf::actor>(self);
    s.world->asker.notify(s.who, s.endpoint, mine->second, [me, epoch = ended->epoch](bool delivered) {
        caf::anon_send(me, delivered_message{epoch, delivered});
    });
}

}  // namespace

caf::behavior miner_actor(miner_self self, owner_state given, account who) {
    static_cast<owner_state&>(self->state) = std::move(given);
    explain_exceptions(self);
    self->state.who = who;
    return {[self](const work_message& m) {
                auto& s = self->state;
                for (const agenda_item& item : m.over) s.due.erase(item);
                for (const work_ptr& w : m.due) take(self, w);
                begin_some(self);
            },
            [self](const again_message& m) {
                if (m.item.due == what::await_reply) return give_up_lost(self, m.item);
                // It may have been refused because an actor that failed had sent it.
                agenda_item sent = m.item;
                sent.due = what::await_reply;
                give_up_lost(self, sent);
                if (self->state.due.contains(m.item)) self->state.queue.push_back(m.item);
                begin_some(self);
            },
            [self](const reply_message& m) {
                const auto at = self->state.asked.find(m.item);
                if (at == self->state.asked.end()) return;
                const work_ptr w = at->second;
                record_reply(self, m.item, std::get<ask_brief>(w->brief), m.reply);
            },
            [self](const notice_message& m) { notify(self, *m.it); },
            [self](const delivered_message& m) {
                place_order(self, self->state.journal, order_of(result_notified(m.epoch, self->state.who, m.delivered)),
                            [](const order_answer&) {});
            },
            [self](const stop_message&) { self->quit(); }};
}

}  // namespace rf
