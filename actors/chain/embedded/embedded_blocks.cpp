// How blocks come: only those in which something happens are looked at, and
// each is a function of the state before it and of the inputs so far, however
// far a call of `advance` goes.
#include <algorithm>

#include "actors/chain/embedded/embedded_chain.hpp"
#include "actors/chain/embedded/profiles.hpp"
#include "actors/chain/embedded/wire.hpp"
#include "actors/chain/embedded/yuma.hpp"
#include "events/sha256.hpp"

namespace rf {

using namespace embedded;

namespace {
constexpr std::size_t most_digests = 256, most_placed = 256;
}

bool embedded_chain::is_boundary(std::uint64_t block) const {
    return (block + genesis_.netuid + 1) % (std::uint64_t(state_.rules.tempo) + 1) == 0;
}

// Played validators set their rows shortly before an epoch ends, one a block.
std::uint64_t embedded_chain::next_judging(std::size_t place, std::uint64_t after) const {
    const std::uint64_t epoch_blocks = std::uint64_t(state_.rules.tempo) + 1;
    const std::uint64_t before = 1 + place % std::clamp<std::uint64_t>(epoch_blocks - 2, 1, 8);
    // The first b after it with b + before a boundary.
    const std::uint64_t from = after + 1 + before + genesis_.netuid + 1;
    return after + 1 + (epoch_blocks - from % epoch_blocks) % epoch_blocks;
}

std::uint64_t embedded_chain::next_event() const {
    const std::uint64_t epoch_blocks = std::uint64_t(state_.rules.tempo) + 1;
    std::uint64_t next = state_.block + epoch_blocks - (state_.block + genesis_.netuid + 1) % epoch_blocks;
    for (std::size_t i = 0; i < state_.played.size(); ++i) next = std::min(next, next_judging(i, state_.block));
    for (const auto& p : pool_) next = std::min(next, std::max(p.not_before, state_.block + 1));
    for (const auto& c : changes_)
        if (c.at > state_.block) next = std::min(next, c.at);
    if (!reorgs_.empty()) next = std::min(next, reorgs_.front().at);
    return next;
}

void embedded_chain::advance_to(std::uint64_t target) {
    while (state_.block < target) {
        const std::uint64_t next = next_event();
        if (next > target) break;
        if (!reorgs_.empty() && reorgs_.front().at == next) {
            const ordered_reorg r = reorgs_.front();
            reorgs_.erase(reorgs_.begin());
            go_back(r);
            continue;
        }
        save(next, target);
        state_.block = next;
        produce();
    }
    state_.block = std::max(state_.block, target);
    for (auto& r : overtaken_) {
        if (const auto to = block(r.to.number)) r.to = *to;
        tell(r);
    }
    overtaken_.clear();
    forget();
}

// Only what a reorg could still undo is worth a copy.
void embedded_chain::save(std::uint64_t until, std::uint64_t target) {
    const std::uint64_t near = reorgs_.empty() ? target : std::min(target, reorgs_.front().at);
    if (until + genesis_.finality_lag + 1 < near) return;
    saved_.push_back({until, state_});
    while (saved_.front().until + genesis_.finality_lag < until) saved_.pop_front();
}

void embedded_chain::go_back(const ordered_reorg& r) {
    const std::uint64_t kept = r.at - 1 - r.depth;  // the last block that both forks have
    state_.block = r.at - 1;
    overtaken_.push_back({block(r.at - 1).value_or(seen_block{r.at - 1, {}, false}), {r.at, {}, false}});
    while (!saved_.empty() && saved_.back().until > kept) {
        state_ = std::move(saved_.back().held);
        saved_.pop_back();
    }
    state_.block = kept;
    std::uint8_t raw[8];
    put_be64(raw, r.at);
    const hash32 fork = sha256({view("fork"), byte_view(state_.digests.back().digest), byte_view(raw, 8)});
    state_.digests.push_back({kept + 1, fork});
    for (auto& p : in_blocks_) {
        if (p.placed <= kept || r.lose_extrinsics) continue;
        p.not_before = r.at;
        p.placed = 0;
        pool_.push_back(std::move(p));
    }
    std::erase_if(in_blocks_, [&](const pooled& p) { return p.placed == 0 || p.placed > kept; });
}

void embedded_chain::produce() {
    if (is_boundary(state_.block)) end_epoch();
    make_changes();
    include_extrinsics();
    for (std::size_t i = 0; i < state_.played.size(); ++i)
        if (next_judging(i, state_.block - 1) == state_.block) judge(state_.played[i]);
}

void embedded_chain::make_changes() {
    for (const auto& c : changes_) {
        if (c.at != state_.block) continue;
        if (const auto* r = std::get_if<new_root>(&c.what)) {
            change(r->extrinsic);
            state_.roots[r->who] = {r->what, state_.block, r->extrinsic, false};
            continue;
        }
        state_.settled = false;
        change(view("change"));
        if (const auto* n = std::get_if<genesis_neuron>(&c.what)) register_now(*n);
        if (const auto* rules = std::get_if<chain_rules>(&c.what)) state_.rules = *rules;
        if (const auto* s = std::get_if<new_stake>(&c.what))
            if (const auto uid = uid_of(state_, s->who)) state_.neurons[*uid].stake = s->stake;
    }
}

std::optional<std::uint16_t> least_needed(const state& s) {
    std::optional<std::uint16_t> least;
    for (std::size_t i = 0; i < s.neurons.size(); ++i) {
        const neuron& n = s.neurons[i];
        if (s.block < n.registered + s.rules.immunity_period) continue;
        const auto rank = [](const neuron& of) { return std::pair(of.emission, of.registered); };
        if (!least || rank(n) < rank(s.neurons[*least])) least = std::uint16_t(i);
    }
    return least;
}

void embedded_chain::register_now(const genesis_neuron& g) {
    if (uid_of(state_, g.who)) return;
    neuron n;
    n.who = g.who;
    n.stake = g.stake;
    n.ip = g.ip;
    n.port = g.port;
    n.plays = g.plays;
    n.registered = n.last_update = n.judged = state_.block;
    state_.newest_registration = state_.block;
    if (state_.neurons.size() < state_.rules.max_neurons) {
        state_.neurons.push_back(std::move(n));
    } else {
        const auto uid = least_needed(state_);
        if (!uid) return;  // all immune since it was asked for
        std::erase_if(state_.commits, [&](const auto& c) { return c.who == state_.neurons[*uid].who; });
        state_.neurons[*uid] = std::move(n);
        for (neuron& each : state_.neurons) std::erase_if(each.bonds, [&](const auto& b) { return b.first == *uid; });
    }
    state_.played.clear();
    for (std::size_t i = 0; i < state_.neurons.size(); ++i)
        if (state_.neurons[i].plays != validator_profile::none) state_.played.push_back(std::uint16_t(i));
}

void embedded_chain::include_extrinsics() {
    for (bool any = true; any;) {
        any = false;
        for (std::size_t i = 0; i < pool_.size() && !any; ++i) {
            const pooled& p = pool_[i];
            if (p.x.nonce != state_.nonces[p.x.signer] || p.not_before > state_.block) continue;
            if (p.x.era_to < state_.block) continue;
            pooled taken = std::move(pool_[i]);
            pool_.erase(pool_.begin() + std::ptrdiff_t(i));
            place(std::move(taken));
            any = true;
        }
    }
    std::erase_if(pool_, [&](const pooled& p) {
        return p.x.era_to <= state_.block || p.x.nonce < state_.nonces[p.x.signer];
    });
}

// One that fails has its place and its nonce all the same.
void embedded_chain::place(pooled&& p) {
    placed_extrinsic at{p.hash, state_.block, 0, "", "", false, 0};
    for (const auto& other : state_.placed) at.index += other.block == state_.block;
    change(p.hash);
    ++state_.nonces[p.x.signer];
    if (const auto no = dispatch(state_, subnet_at(state_.block), p.x.signer, p.x.call)) {
        at.error = no->error;
        at.advice = no->advice;
        at.final = no->final;
        at.retry_in_blocks = no->retry_in_blocks;
    }
    state_.placed.push_back(std::move(at));
    if (state_.placed.size() > most_placed) state_.placed.erase(state_.placed.begin());
    p.placed = state_.block;
    in_blocks_.push_back(std::move(p));
}

// With nothing newly published the old row is set again, which costs nothing
// but keeps its validator active.
void embedded_chain::judge(std::uint16_t uid) {
    neuron& n = state_.neurons[uid];
    std::vector<seen_scores> judged;
    for (const auto& p : published_)
        if (p.head >= n.judged && p.head < state_.block) judged.push_back(judged_scores(identity_, n, p.scores));
    n.judged = state_.block;
    weight_values row = row_of(judged);
    if (row.empty()) {
        if (n.row.empty()) return;
        state_.settled = state_.settled && state_.newest_registration < n.last_update;
        n.last_update = state_.block;
        return;
    }
    n.row = std::move(row);
    n.last_update = state_.block;
    state_.settled = false;
    wire_writer w;
    w.text("row").number(uid);
    for (const auto& [to, value] : n.row) w.number(to).number(value);
    change(w.out);
    tell(seen_weights{state_.block, n.who, n.stake, n.row});
}

void embedded_chain::end_epoch() {
    const std::uint64_t now = state_.block;
    const bool same = state_.settled && std::none_of(state_.neurons.begin(), state_.neurons.end(), [&](const auto& n) {
        return n.permit && n.active != is_active(n, state_.rules, now);
    });
    if (same) return;
    const double emission = state_.rules.emission_per_block * double(std::uint64_t(state_.rules.tempo) + 1);
    auto found = yuma(state_.neurons, state_.rules, now, emission);
    state_.settled = true;
    for (auto& y : found) {
        neuron& n = state_.neurons[y.uid];
        if (n.bonds != y.bonds || n.permit != y.permit) state_.settled = false;
        n.permit = y.permit;
        n.active = y.active;
        n.incentive = y.incentive;
        n.dividends = y.dividends;
        n.consensus = y.consensus;
        n.trust = y.trust;
        n.emission = y.emission;
        n.bonds = std::move(y.bonds);
    }
}

// What is in this block goes into its hash and those of all after it.
void embedded_chain::change(byte_view what) {
    auto& digests = state_.digests;
    if (digests.back().block != state_.block) digests.push_back({state_.block, digests.back().digest});
    digests.back().digest = sha256({byte_view(digests.back().digest), what});
    if (digests.size() > most_digests) digests.erase(digests.begin());
}

// What no reorg can reach any more.
void embedded_chain::forget() {
    const std::uint64_t final = finalised();
    std::erase_if(in_blocks_, [&](const pooled& p) { return p.placed <= final; });
    std::erase_if(changes_, [&](const ordered_change& c) { return c.at <= final; });
    const std::uint64_t two_epochs = 2 * (std::uint64_t(state_.rules.tempo) + 1) + genesis_.finality_lag;
    while (!published_.empty() && published_.front().head + two_epochs < state_.block) published_.pop_front();
}

}  // namespace rf
