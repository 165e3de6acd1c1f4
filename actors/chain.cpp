#include "actors/actors.hpp"
#include "actors/chain_roots.hpp"
#include "actors/chain_weights.hpp"

namespace rf {
namespace {

using what = agenda_item::what;

void connect(chain_self self);
void read_metagraph(chain_self self);

void record_one(chain_self self, record r) {
    place_order(self, self->state.journal, order_of(std::move(r)), [](const order_answer&) {});
}

// What a port calls, from whatever thread, becomes a message to this actor.
chain_listener listener_of(chain_self self) {
    chain_listener l;
    l.on_block = in_actor<seen_block>(self, [self](const seen_block& b) {
        auto& s = self->state;
        s.best = std::max(s.best, b.number);
        if (b.finalised) s.finalised = std::max(s.finalised, b.number);
        record_one(self, block_observed(b));
    });
    auto reorg = in_actor<std::pair<seen_block, seen_block>>(self, [self](const auto& two) {
        self->state.best = two.second.number;
        record_one(self, reorg_observed(two.first, two.second));
    });
    l.on_reorg = [reorg](seen_block from, seen_block to) { reorg({from, to}); };
    l.on_weights = in_actor<seen_weights>(self, [self](const auto& w) { record_one(self, weight_row_observed(w)); });
    l.on_scores = in_actor<seen_scores>(self, [self](const auto& w) { record_one(self, scores_published(w)); });
    auto runtime = in_actor<std::pair<std::uint32_t, std::uint32_t>>(
        self, [self](const auto& two) { record_one(self, runtime_changed(two.first, two.second)); });
    l.on_runtime = [runtime](std::uint32_t from, std::uint32_t to) { runtime({from, to}); };
    l.on_lost = in_actor<std::string>(self, [self](const std::string& why) {
        auto& s = self->state;
        if (!std::exchange(s.connected, false)) return;
        s.busy.clear();
        s.reading = s.asking_roots = false;
        record_one(self, chain_disconnected(s.endpoint, why));
    });
    return l;
}

void later(chain_self self, const agenda_item& item) {
    auto& s = self->state;
    s.failures = std::min<std::uint32_t>(s.failures + 1, 6);
    std::uint8_t jitter = 0;
    s.world->entropy.fill(&jitter, 1);
    const auto wait = retry_delay * (1 << s.failures) + std::chrono::milliseconds(jitter);
    self->delayed_send(self, wait, again_message{item});
}

void connect(chain_self self) {
    auto& s = self->state;
    const agenda_item item{what::connect_chain, 0, 0, 0};
    if (s.connecting || !s.due.contains(item)) return;
    s.connecting = true;
    s.world->chain.connect(listener_of(self), in_actor<result<chain_identity>>(self, [self, item](const auto& to) {
        auto& state = self->state;
        state.connecting = false;
        if (!to) {
            state.world->on_looker.note("chain", to.error());
            return later(self, item);
        }
        state.connected = true;
        state.endpoint = to->endpoint;
        state.failures = 0;
        record_one(self, chain_connected(*to));
        state.world->chain.read_hyperparameters(in_actor<result<seen_hyperparameters>>(self, [self](const auto& h) {
            if (h) record_one(self, hyperparameters_observed(*h));
            else self->state.world->on_looker.note("chain", h.error());
        }));
        read_metagraph(self);
    }));
}

void read_metagraph(chain_self self) {
    auto& s = self->state;
    if (s.reading || !s.connected) return;
    s.reading = true;
    s.world->chain.read_metagraph(in_actor<result<seen_metagraph>>(self, [self](const auto& m) {
        auto& state = self->state;
        if (!m) {
            state.reading = false;
            return state.world->on_looker.note("chain", m.error());  // the next tick tries again
        }
        state.metagraph_block = m->block;
        place_order(self, state.journal, record_metagraph{*m}, [self](const order_answer&) {
            self->state.reading = false;
        });
    }));
}

void carry_out(chain_self self, const agenda_item& item) {
    auto& s = self->state;
    const auto at = s.due.find(item);
    if (at == s.due.end()) return;
    if (item.due == what::connect_chain) return connect(self);
    if (!s.connected) return;
    if (item.due == what::read_metagraph) return read_metagraph(self);
    if (item.due == what::commit_root) return carry_out_root(self, at->second);
    carry_out_weights(self, at->second);
}

// Looks for new blocks, and once more at everything that is due: what failed is
// so tried again, no oftener than the chain moves.
void tick(chain_self self) {
    auto& s = self->state;
    self->delayed_send(self, std::chrono::milliseconds(s.world->poll_ms), tick_message{});
    if (!s.connected) return;
    s.world->chain.poll();
    if (s.best >= s.metagraph_block + s.settings->metagraph_blocks) read_metagraph(self);
    std::vector<agenda_item> due;
    for (const auto& [item, w] : s.due) due.push_back(item);
    for (const agenda_item& item : due) carry_out(self, item);
}

}  // namespace

caf::behavior chain_actor(chain_self self, owner_state given) {
    static_cast<owner_state&>(self->state) = std::move(given);
    explain_exceptions(self);
    self->send(self, tick_message{});
    return {[self](const work_message& m) {
                auto& s = self->state;
                for (const agenda_item& item : m.over) s.due.erase(item);
                for (const work_ptr& w : m.due) s.due[w->item] = w;
                for (const work_ptr& w : m.due) carry_out(self, w->item);
            },
            [self](const again_message& m) { carry_out(self, m.item); },
            [self](tick_message) { tick(self); },
            [](const chain_message& m) { (*m.then)(); },
            [self](const notice_message& m) {
                if (const auto* scored = std::get_if<task_scored>(m.it.get()))
                    self->state.world->chain.publish_scores(scored->ours);
            },
            [self](const stop_message&) {
                self->state.world->chain.disconnect();
                self->quit();
            }};
}

}  // namespace rf
