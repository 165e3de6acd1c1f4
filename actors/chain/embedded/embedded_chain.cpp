#include "actors/chain/embedded/embedded_chain.hpp"

#include "actors/chain/embedded/yuma.hpp"
#include "events/sha256.hpp"

namespace rf {

using namespace embedded;

embedded_chain::embedded_chain(const embedded_genesis& from, chain_storage& storage, verify_bytes verify)
    : genesis_(from), storage_(storage), verify_(std::move(verify)) {}

void embedded_chain::begin(std::int64_t birth_ns) {
    genesis_.birth_ns = birth_ns;
    identity_ = genesis_hash(genesis_);
    state_.rules = genesis_.rules;
    state_.digests.push_back({0, identity_});
    for (const auto& g : genesis_.neurons) {
        neuron n;
        n.who = g.who;
        n.stake = g.stake;
        n.ip = g.ip;
        n.port = g.port;
        n.plays = g.plays;
        if (g.plays != validator_profile::none) state_.played.push_back(std::uint16_t(state_.neurons.size()));
        state_.neurons.push_back(std::move(n));
    }
    const auto permit = permits(state_.neurons, state_.rules.max_validators);
    for (std::size_t i = 0; i < permit.size(); ++i) state_.neurons[i].permit = permit[i];
}

result<std::unique_ptr<embedded_chain>> embedded_chain::open(const embedded_genesis& from, chain_storage& storage,
                                                             verify_bytes verify, std::int64_t utc_ns) {
    if (auto ok = check_genesis(from); !ok) return ok.error();
    auto stored = storage.read_all();
    if (!stored) return stored.error();
    std::unique_ptr<embedded_chain> chain(new embedded_chain(from, storage, std::move(verify)));
    if (auto ok = chain->replay(*stored, genesis_hash(from), utc_ns); !ok) return ok.error();
    chain->advance(utc_ns);
    chain->quiet_ = false;
    return chain;
}

void embedded_chain::advance(std::int64_t utc_ns) {
    if (utc_ns <= genesis_.birth_ns) return;
    const std::uint64_t slots = std::uint64_t(utc_ns - genesis_.birth_ns) / (genesis_.block_ms * 1'000'000);
    if (slots > paused_) advance_to(slots - paused_);
}

std::int64_t embedded_chain::time_of(std::uint64_t number) const {
    return genesis_.birth_ns + std::int64_t((number + paused_) * genesis_.block_ms * 1'000'000);
}

std::uint64_t embedded_chain::finalised() const {
    return state_.block - std::min(state_.block, genesis_.finality_lag);
}

// A block's hash follows from the chain, its number and all that is in blocks
// up to it.
std::optional<seen_block> embedded_chain::block(std::uint64_t number) const {
    if (number > state_.block) return std::nullopt;
    for (auto d = state_.digests.rbegin(); d != state_.digests.rend(); ++d) {
        if (d->block > number) continue;
        std::uint8_t raw[8];
        put_be64(raw, number);
        return seen_block{number, sha256({byte_view(identity_), byte_view(raw, 8), byte_view(d->digest)}),
                          number <= finalised()};
    }
    return std::nullopt;
}

const neuron* embedded_chain::find_neuron(const account& who) const {
    const auto uid = uid_of(state_, who);
    return uid ? &state_.neurons[*uid] : nullptr;
}

std::uint64_t embedded_chain::epoch_of(std::uint64_t block) const {
    return (block + genesis_.netuid + 1) / (std::uint64_t(state_.rules.tempo) + 1);
}

subnet embedded_chain::subnet_at(std::uint64_t block) const {
    return {genesis_.netuid, genesis_.mechanism_id, block, epoch_of(block), std::uint64_t(state_.rules.tempo) + 1};
}

std::uint64_t embedded_chain::next_nonce(const account& who) const {
    const auto at = state_.nonces.find(who);
    std::uint64_t nonce = at == state_.nonces.end() ? 0 : at->second;
    for (bool more = true; more;) {
        more = std::any_of(pool_.begin(), pool_.end(),
                           [&](const pooled& p) { return p.x.signer == who && p.x.nonce == nonce; });
        nonce += more;
    }
    return nonce;
}

whereabouts embedded_chain::find(const hash32& extrinsic) const {
    whereabouts w;
    for (const auto& p : pool_)
        if (p.hash == extrinsic) w.at = whereabouts::place::pool;
    for (const auto& p : state_.placed) {
        if (p.hash != extrinsic) continue;
        const bool final = p.block <= finalised();
        w.block = p.block;
        w.index = p.index;
        if (const auto b = block(p.block)) w.block_hash = b->hash;
        w.at = final ? whereabouts::place::finalised : whereabouts::place::included;
        if (p.error.empty()) continue;
        w.at = final ? whereabouts::place::failed : whereabouts::place::pool;
        w.pallet = pallet;
        w.error = p.error;
        w.reason = w.pallet + "." + p.error + ": " + p.advice;
        w.final = p.final;
        w.retry_in_blocks = p.retry_in_blocks;
    }
    return w;
}

void embedded_chain::tell(decltype(chain_news::what) what) {
    constexpr std::size_t most_news = 1024;
    if (quiet_) return;
    news_.push_back({++news_count_, std::move(what)});
    if (news_.size() > most_news) news_.pop_front();
}

std::vector<chain_news> embedded_chain::news_after(std::uint64_t after) const {
    std::vector<chain_news> out;
    for (const auto& n : news_)
        if (n.number > after) out.push_back(n);
    return out;
}

}  // namespace rf
