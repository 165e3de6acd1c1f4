// What comes to the chain from outside, as it is stored: kind u8 | head u64 |
// body. Live and replayed inputs take the same way in: first the blocks up to
// that head, then the input. The first record is the chain's birth.
#include <algorithm>
#include <cmath>

#include "actors/chain/embedded/embedded_chain.hpp"
#include "actors/chain/embedded/profiles.hpp"
#include "actors/chain/embedded/stored.hpp"

namespace rf {

using namespace embedded;

namespace {

enum input : std::uint8_t { birth, an_extrinsic, scores, a_reorg, a_pause, a_stake, some_rules, a_neuron, a_root };

constexpr std::size_t most_pool = 64;

fault unread() { return {fault_kind::damaged, "an input cannot be read", "", ""}; }
fault refused(std::string what, std::string advice) {
    return {fault_kind::refused, std::move(what), "embedded chain", std::move(advice)};
}

wire_writer input_at(std::uint64_t head, input kind) {
    wire_writer w;
    w.number(std::uint8_t(kind)).number(head);
    return w;
}

bool sound(const seen_scores& s) {
    return s.scores.size() <= most_scores && std::isfinite(s.stake) &&
           std::all_of(s.scores.begin(), s.scores.end(), [](const auto& each) { return std::isfinite(each.second); });
}

submission no(std::string reason, std::string error, bool final) {
    return {submission::what::refused, std::move(reason), "", std::move(error), final, 0};
}

}  // namespace

status embedded_chain::keep(byte_view payload) {
    if (auto ok = storage_.append(records_.frame(payload)); !ok) return ok;
    records_.took(payload);
    return done();
}

status embedded_chain::give(byte_view payload) {
    if (auto ok = keep(payload); !ok) return ok;
    return take(payload);
}

status embedded_chain::replay(byte_view stored, const hash32& given, std::int64_t utc_ns) {
    bool born = false;
    auto whole = records_.read(stored, [&](byte_view payload) {
        if (born) return take(payload);
        born = true;
        return take_birth(payload, given);
    });
    if (!whole) return whole.error();
    if (*whole < stored.size())
        if (auto ok = storage_.cut(*whole); !ok) return ok;
    if (born) return done();
    const std::int64_t birth_ns = genesis_.birth_ns ? genesis_.birth_ns : std::max<std::int64_t>(1, utc_ns);
    auto w = input_at(0, birth);
    w.raw(given).number(birth_ns);
    if (auto ok = keep(w.out); !ok) return ok;
    begin(birth_ns);
    return done();
}

status embedded_chain::take_birth(byte_view payload, const hash32& given) {
    wire_reader r(payload);
    const auto kind = r.number<std::uint8_t>();
    const auto head = r.number<std::uint64_t>();
    const hash32 theirs = r.hash();
    const auto birth_ns = std::int64_t(r.number<std::uint64_t>());
    if (!r.finished() || kind != birth || head != 0 || birth_ns <= 0) return unread();
    if (theirs != given)
        return fault{fault_kind::foreign, "this is another chain's state: it began from genesis " +
                     hex(theirs).substr(0, 16) + ", not " + hex(given).substr(0, 16), "",
                     "give it the genesis it began with, or another place"};
    begin(birth_ns);
    return done();
}

status embedded_chain::take(byte_view payload) {
    wire_reader r(payload);
    const auto kind = r.number<std::uint8_t>();
    const auto head = r.number<std::uint64_t>();
    if (!r.ok() || head < state_.block) return unread();
    advance_to(head);
    const byte_view body = payload.subspan(1 + 8);
    if (kind == an_extrinsic) {
        wire_reader of(body);
        const auto delay = of.number<std::uint64_t>();
        return of.ok() ? take_extrinsic(body.subspan(8), delay) : status(unread());
    }
    return take_order(kind, body);
}

status embedded_chain::take_order(std::uint8_t kind, byte_view body) {
    wire_reader r(body);
    const std::uint64_t next = state_.block + 1;
    if (kind == scores) {
        seen_scores s = take_scores(r);
        if (!r.finished() || !sound(s)) return unread();
        published_.push_back({state_.block, std::move(s)});
        return done();
    }
    if (kind == a_reorg) {
        ordered_reorg o{r.number<std::uint64_t>(), r.number<std::uint64_t>(), false};
        o.lose_extrinsics = r.number<std::uint8_t>() != 0;
        if (!r.finished() || o.at < next || o.depth >= o.at || o.depth > genesis_.finality_lag) return unread();
        reorgs_.push_back(o);
        std::stable_sort(reorgs_.begin(), reorgs_.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
        return done();
    }
    if (kind == a_pause) {
        const auto blocks = r.number<std::uint32_t>();
        if (!r.finished()) return unread();
        paused_ += blocks;
        return done();
    }
    ordered_change c{next, {}};
    if (kind == a_stake) {
        const account who = r.who();
        c.what = new_stake{who, r.real()};
    } else if (kind == some_rules) {
        const chain_rules rules = take_rules(r);
        if (!check_rules(rules)) return unread();
        c.what = rules;
    } else if (kind == a_neuron) {
        c.what = take_neuron(r);
    } else if (kind == a_root) {
        new_root given{r.who(), {}, {}};
        given.what.size = r.number<std::uint64_t>();
        given.what.root = r.hash();
        wire_writer named;  // the same root given again later is another extrinsic
        named.text("root").number(next).raw(body);
        given.extrinsic = blake2b_256(named.out);
        c.what = given;
    } else {
        return unread();
    }
    if (!r.finished()) return unread();
    changes_.push_back(std::move(c));
    return done();
}

status embedded_chain::take_extrinsic(byte_view bytes, std::uint64_t delay_blocks) {
    auto x = decode_extrinsic(bytes);
    if (!x) return unread();
    const std::uint64_t not_before = state_.block + 1 + std::min<std::uint64_t>(delay_blocks, 1 << 20);
    pool_.push_back({byte_vec(bytes.begin(), bytes.end()), blake2b_256(bytes), std::move(*x), not_before, 0});
    return done();
}

// In the order in which a real pool finds fault, and in its words.
std::optional<submission> embedded_chain::refused_by_pool(const pooled& p) const {
    const std::string invalid = "1010: Invalid Transaction: ";
    const std::uint64_t next = state_.block + 1;
    if (next > p.x.era_to) return no(invalid + "Transaction has an ancient birth block", "AncientBirthBlock", false);
    if (p.x.era_from > state_.block || p.x.era_to - p.x.era_from > 65536 ||
        !verify_(p.x.signer, signing_payload(p.x, identity_), p.x.signature))
        return no(invalid + "Transaction has a bad signature", "BadProof", false);
    const auto known = state_.nonces.find(p.x.signer);
    if (known != state_.nonces.end() && p.x.nonce < known->second)
        return no(invalid + "Transaction is outdated", "Stale", false);
    for (const auto& other : pool_)
        if (other.x.signer == p.x.signer && other.x.nonce == p.x.nonce)
            return no("1014: Priority is too low: another transaction in the pool has this nonce", "TooLowPriority",
                      false);
    if (pool_.size() >= most_pool)
        return no("1016: Immediately Dropped: the pool is full", "ImmediatelyDropped", false);
    const auto why = check_call(state_, subnet_at(next), p.x.signer, p.x.call);
    if (!why || why->pool_code == 0) return std::nullopt;
    submission s = no(invalid + "Custom error: " + std::to_string(why->pool_code) + " (" + std::string(pallet) + "." +
                          std::string(why->error) + ": " + why->advice + ")",
                      std::string(why->error), why->final);
    s.pallet = pallet;
    s.retry_in_blocks = why->retry_in_blocks;
    return s;
}

submission embedded_chain::submit(byte_view bytes, std::uint64_t delay_blocks) {
    auto x = decode_extrinsic(bytes);
    if (!x) return no("1002: Verification Error: " + x.error().what, "BadFormat", true);
    pooled p{{}, blake2b_256(bytes), std::move(*x), 0, 0};
    for (const auto& other : pool_)
        if (other.hash == p.hash)
            return {submission::what::taken, "1013: Transaction is already imported", "", "", false, 0};
    if (auto why = refused_by_pool(p)) return *why;
    auto w = input_at(state_.block, an_extrinsic);
    w.number(delay_blocks).raw(bytes);
    if (auto ok = give(w.out); !ok) return {submission::what::unknown, ok.error().text(), "", "", false, 0};
    return {submission::what::taken, "", "", "", false, 0};
}

bool embedded_chain::already_published(const seen_scores& ours) const {
    return std::any_of(published_.begin(), published_.end(), [&](const published& p) {
        return p.scores.epoch == ours.epoch && p.scores.task == ours.task;
    });
}

void embedded_chain::tell_judgements(const seen_scores& ours) {
    for (const auto uid : state_.played) tell(judged_scores(identity_, state_.neurons[uid], ours));
}

status embedded_chain::publish(const seen_scores& ours) {
    if (!sound(ours)) return refused("scores are finite, and at most 1024", "");
    seen_scores known = ours;
    std::erase_if(known.scores, [&](const auto& each) { return each.first >= state_.neurons.size(); });
    if (!already_published(known)) {
        auto w = input_at(state_.block, scores);
        put(w, known);
        if (auto ok = give(w.out); !ok) return ok;
    }
    tell_judgements(known);
    return done();
}

status embedded_chain::order_reorg(std::uint64_t at, std::uint64_t depth, bool lose_extrinsics) {
    if (at <= state_.block || depth == 0 || depth >= at || depth > genesis_.finality_lag)
        return refused("no such reorg", "a block to come, and a depth from 1 to the finality lag");
    auto w = input_at(state_.block, a_reorg);
    w.number(at).number(depth).number(std::uint8_t(lose_extrinsics));
    return give(w.out);
}

status embedded_chain::order_pause(std::uint64_t blocks) {
    if (blocks > UINT32_MAX) return refused("so long a pause", "at most 2^32 - 1 blocks");
    auto w = input_at(state_.block, a_pause);
    w.number(std::uint32_t(blocks));
    return give(w.out);
}

status embedded_chain::set_stake(const account& who, double stake) {
    if (!std::isfinite(stake) || stake < 0) return refused("a stake is a number from 0", "");
    if (!uid_of(state_, who)) return refused("that account is not registered", "");
    auto w = input_at(state_.block, a_stake);
    w.raw(who.encoded()).real(stake);
    return give(w.out);
}

status embedded_chain::set_rules(const chain_rules& rules) {
    if (auto ok = check_rules(rules); !ok) return ok;
    auto w = input_at(state_.block, some_rules);
    put(w, rules);
    return give(w.out);
}

status embedded_chain::commit_root(const account& who, const root_commitment& what) {
    if (!uid_of(state_, who)) return refused("that account is not registered", "");
    // The newest on its way counts, or what is in a block.
    std::optional<root_commitment> last;
    if (const auto at = state_.roots.find(who); at != state_.roots.end()) last = at->second.what;
    for (const auto& c : changes_)
        if (const auto* r = std::get_if<new_root>(&c.what); r && r->who == who && c.at > state_.block) last = r->what;
    if (last == what) return done();
    auto w = input_at(state_.block, a_root);
    w.raw(who.encoded()).number(what.size).raw(what.root);
    return give(w.out);
}

std::optional<placed_root> embedded_chain::root_of(const account& who) const {
    const auto at = state_.roots.find(who);
    if (at == state_.roots.end()) return std::nullopt;
    placed_root out = at->second;
    out.final = out.block <= finalised();
    return out;
}

status embedded_chain::register_neuron(const genesis_neuron& n) {
    if (!std::isfinite(n.stake) || n.stake < 0 || n.ip.size() > most_ip) return refused("no such neuron", "");
    if (uid_of(state_, n.who)) return refused("HotKeyAlreadyRegisteredInSubNet", "");
    if (state_.neurons.size() >= state_.rules.max_neurons && !least_needed(state_))
        return refused("NoNeuronIdAvailable: the subnet is full, and every neuron immune", "try later");
    auto w = input_at(state_.block, a_neuron);
    put(w, n);
    return give(w.out);
}

}  // namespace rf
