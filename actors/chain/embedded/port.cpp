#include "actors/chain/embedded/port.hpp"

#include <algorithm>

namespace rf {

using namespace embedded;

namespace {
constexpr std::uint64_t most_blocks_told = 4;  // of those that came since the last poll
constexpr std::string_view endpoint = "embedded";
}

embedded_port::embedded_port(embedded_chain& chain, const clock_port& clock, const account& self, sign_bytes signer,
                             chain_faults& faults)
    : chain_(chain), clock_(clock), self_(self), signer_(std::move(signer)), faults_(faults) {}

bool embedded_port::reachable() {
    chain_.advance(clock_.utc_ns());
    return chain_.head() < faults_.lost_from || chain_.head() >= faults_.lost_until;
}

template <class T, class Answer>
void embedded_port::answer(chain_answer<T>& done, Answer&& of) {
    if (reachable() && listener_) return done(of());
    done(fault{fault_kind::unavailable, "not connected", std::string(endpoint), "connect first"});
}

void embedded_port::connect(chain_listener listener, chain_answer<chain_identity> done) {
    if (!reachable())
        return done(fault{fault_kind::unavailable, "no connection", std::string(endpoint), "try again in some blocks"});
    listener_ = std::make_shared<const chain_listener>(std::move(listener));
    told_ = chain_.head() - std::min<std::uint64_t>(chain_.head(), 1);
    told_final_ = 0;
    news_ = chain_.newest_news();
    done(chain_identity{std::string(endpoint), chain_.identity(), chain_.genesis().spec_version});
}

void embedded_port::disconnect() { listener_.reset(); }

// Whoever is told may disconnect: nothing more is told then.
void embedded_port::poll() {
    const auto to = listener_;
    if (!reachable()) {
        listener_.reset();
        if (to && to->on_lost) to->on_lost("the connection was lost");
        return;
    }
    if (!to) return;
    const auto news = chain_.news_after(news_);
    news_ = chain_.newest_news();
    auto still = [&] { return listener_ == to; };
    for (const auto& n : news) {
        const auto* r = std::get_if<chain_reorg>(&n.what);
        if (r && to->on_reorg && still()) to->on_reorg(r->from, r->to);
    }

    const std::uint64_t head = chain_.head(), final = chain_.finalised();
    for (std::uint64_t n = std::max(told_, head - std::min(head, most_blocks_told)) + 1; n <= head && still(); ++n)
        if (auto b = chain_.block(n); b && to->on_block) to->on_block({b->number, b->hash, false});
    told_ = std::max(told_, head);
    if (auto b = chain_.block(final); b && final > told_final_ && to->on_block && still()) to->on_block(*b);
    told_final_ = std::max(told_final_, final);

    for (const auto& n : news) {
        if (!still()) return;
        if (const auto* w = std::get_if<seen_weights>(&n.what); w && to->on_weights) to->on_weights(*w);
        if (const auto* s = std::get_if<seen_scores>(&n.what); s && to->on_scores) to->on_scores(*s);
    }
}

void embedded_port::read_metagraph(chain_answer<seen_metagraph> done) {
    answer(done, [&] {
        seen_metagraph m{chain_.head(), {}};
        for (const auto& n : chain_.neurons())
            m.neurons.push_back(
                {std::uint16_t(m.neurons.size()), n.who, n.stake, n.permit, n.ip, n.port, n.last_update});
        return m;
    });
}

void embedded_port::read_hyperparameters(chain_answer<seen_hyperparameters> done) {
    answer(done, [&] {
        const chain_rules& r = chain_.rules();
        return seen_hyperparameters{chain_.head(), r.tempo, r.weights_rate_limit, r.version_key, r.min_weights,
                                    r.max_weight, r.commit_reveal, r.reveal_period};
    });
}

void embedded_port::read_weights(const account& validator, chain_answer<weight_values> done) {
    answer(done, [&]() -> result<weight_values> {
        if (const neuron* n = chain_.find_neuron(validator)) return n->row;
        return fault{fault_kind::missing, "that account has no uid", std::string(endpoint), ""};
    });
}

result<weights_call> embedded_port::call_of(const weights_order& order) const {
    weights_call c;
    c.netuid = chain_.genesis().netuid;
    c.mechanism_id = chain_.genesis().mechanism_id;
    for (const auto& [uid, value] : order.weights) {
        c.uids.push_back(uid);
        c.values.push_back(value);
    }
    c.version_key = order.version_key;
    switch (order.call) {
        case schema::WeightCall::SET: return c;
        case schema::WeightCall::REVEAL:
            c.kind = call_kind::reveal;
            c.salt = order.salt;
            return c;
        case schema::WeightCall::COMMIT: {
            c.salt = order.salt;
            weights_call commit;
            commit.kind = call_kind::commit;
            commit.netuid = c.netuid;
            commit.mechanism_id = c.mechanism_id;
            commit.committed = commit_hash(self_, c);
            return commit;
        }
        case schema::WeightCall::COMMIT_TIMELOCKED: break;
    }
    return fault{fault_kind::invalid, "this chain has no timelocked commits", std::string(endpoint), "commit instead"};
}

result<signed_extrinsic> embedded_port::signed_order(const weights_order& order) const {
    auto call = call_of(order);
    if (!call) return call.error();
    extrinsic x;
    x.signer = self_;
    x.nonce = chain_.next_nonce(self_);
    x.era_from = chain_.head();
    x.era_to = x.era_from + chain_.genesis().era_blocks;
    x.call = std::move(*call);
    auto signature = signer_(signing_payload(x, chain_.identity()));
    if (!signature) return signature.error();
    x.signature = *signature;
    signed_extrinsic out;
    out.bytes = encode(x);
    if (out.bytes.size() > most_extrinsic_bytes)
        return fault{fault_kind::invalid, "the extrinsic is too large", std::string(endpoint), "fewer weights"};
    out.hash = blake2b_256(out.bytes);
    out.nonce = x.nonce;
    out.era_from = x.era_from;
    out.era_to = x.era_to;
    return out;
}

void embedded_port::sign(const weights_order& order, chain_answer<signed_extrinsic> done) {
    answer(done, [&] { return signed_order(order); });
}

void embedded_port::submit(const byte_vec& bytes, std::function<void(submission)> done) {
    const submission lost{submission::what::unknown, "the connection was lost before an answer came", "", "", false, 0};
    if (!reachable() || !listener_) return done(lost);
    if (faults_.refuse_next) return done(*std::exchange(faults_.refuse_next, std::nullopt));
    const auto loss = std::exchange(faults_.lose_next, chain_faults::loss::none);
    if (loss == chain_faults::loss::not_taken) return done(lost);
    const submission told = chain_.submit(bytes, std::exchange(faults_.delay_next, 0));
    done(loss == chain_faults::loss::taken ? lost : told);
}

void embedded_port::find(const hash32& extrinsic, std::uint64_t, std::uint64_t, chain_answer<whereabouts> done) {
    answer(done, [&] { return chain_.find(extrinsic); });
}

// A disk that fails here costs a report, not a weight.
void embedded_port::publish_scores(const seen_scores& ours) {
    if (reachable() && listener_) (void)chain_.publish(ours).ok();
}

void embedded_port::commit_root(const root_commitment& ours, chain_answer<nothing> done) {
    answer(done, [&] { return chain_.commit_root(self_, ours); });
}

void embedded_port::read_root(const account& of, chain_answer<std::optional<placed_root>> done) {
    answer(done, [&] { return result<std::optional<placed_root>>(chain_.root_of(of)); });
}

}  // namespace rf
