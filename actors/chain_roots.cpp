#include "actors/chain_roots.hpp"

namespace rf {
namespace {

constexpr std::uint64_t patience_blocks = 25;  // after an answer that is a fault

void commit(chain_self self, const root_commitment& head) {
    self->state.world->chain.commit_root(head, in_actor<result<nothing>>(self, [self](const auto& taken) {
        auto& s = self->state;
        s.asking_roots = false;
        s.roots_not_before = s.best + (taken ? 1 : patience_blocks);
        if (!taken) s.world->on_looker.note("chain", taken.error());
    }));
}

void take_placed(chain_self self, const work_ptr& w, const std::optional<placed_root>& at) {
    auto& s = self->state;
    const root_commitment& head = std::get<root_brief>(w->brief).head;
    if (!at || at->what != head) return commit(self, head);
    s.roots_not_before = s.best + 1;
    if (!at->final) {
        s.asking_roots = false;  // asked again in the next block
        return;
    }
    place_order(self, s.journal, order_of(root_committed(w->item.epoch, *at)),
                [self](const order_answer&) { self->state.asking_roots = false; });
}

}  // namespace

void carry_out_root(chain_self self, const work_ptr& w) {
    auto& s = self->state;
    if (!std::holds_alternative<root_brief>(w->brief) || s.best < s.roots_not_before) return;
    if (std::exchange(s.asking_roots, true)) return;
    using answer = result<std::optional<placed_root>>;
    s.world->chain.read_root(s.settings->validator, in_actor<answer>(self, [self, w](const auto& at) {
        if (at) return take_placed(self, w, *at);
        auto& state = self->state;
        state.asking_roots = false;
        state.roots_not_before = state.best + patience_blocks;
        state.world->on_looker.note("chain", at.error());
    }));
}

}  // namespace rf
