#include "replay/corpus.hpp"

#include <algorithm>
#include <bit>

#include "events/sha256.hpp"
#include "replay/audit_keys.hpp"
#include "replay/carry_codec.hpp"
#include "replay/corpus_parts.hpp"

namespace rf {
namespace {

std::uint64_t bits(double v) {
    return std::bit_cast<std::uint64_t>(v);
}

// The key in force at the seal signed the note that names the bundle's root.
status check_signed(const bundle_reader& bundle, std::uint64_t sealed) {
    const auto& content = bundle.content();
    std::optional<key_watch> keys;
    event_decoder decoder;
    auto watched = guarded([&]() -> status {
        for (std::size_t i = 0; i < content.leaves.size(); ++i) {
            if (content.leaves[i].withheld) continue;
            auto event = decoder.read(content.leaves[i].bytes);
            if (!event) return event.error();
            if (!event->isEpochOpened() && !event->isKeyRotated()) continue;
            if (!keys) {
                auto born = decode_verifier(text_of(event->getEpochOpened().getVerificationKey()));
                if (!born) return born.error();
                keys.emplace(*born, std::nullopt);
            }
            if (auto ok = keys->take(*event); !ok) return ok;
        }
        return done();
    });
    if (!watched) return watched;
    RF_REQUIRE(keys);  // an epoch begins with its opening
    epoch_audit seal;
    seal.sealed = sealed;
    return keys->check_seal(bundle, seal);
}

epoch_outcome recorded_in(const epoch_record& e) {
    epoch_outcome o{e.scores, {}, e.withheld, e.digest, e.carry_out};
    for (const seat& s : e.facts.seats) o.weights.push_back(weight_of(e, s.uid));
    return o;
}

result<epoch_outcome> computed_in(const epoch_record& e, const mechanism& rules, const epoch_result& r) {
    const byte_vec carried = encode_carry(rules.name, rules.version, r.out);
    epoch_outcome o{r.scores, std::vector<std::uint16_t>(e.facts.seats.size(), 0), r.withheld,
                    score_digest(e.facts.seats, r), sha256(carried)};
    std::size_t at = 0;
    for (const weight_row& w : r.weights) {  // both by ascending uid
        while (at < e.facts.seats.size() && e.facts.seats[at].uid != w.uid) ++at;
        if (at == e.facts.seats.size())
            return fault{fault_kind::invalid,
                         "a weight is for uid " + std::to_string(w.uid) + ", which has no seat", "", ""};
        o.weights[at] = w.value;
    }
    return o;
}

result<epoch_outcome> with_changes(epoch_outcome o, const accepted_epoch& a, const roster& seats) {
    if (a.withheld) o.withheld = *a.withheld;
    if (a.digest) o.digest = *a.digest;
    if (a.carry_out) o.carry_out = *a.carry_out;
    std::size_t placed = 0;
    for (std::size_t i = 0; i < seats.size(); ++i) {
        if (const auto score = a.scores.find(seats[i].uid); score != a.scores.end()) {
            o.scores[i] = score->second;
            ++placed;
        }
        if (const auto weight = a.weights.find(seats[i].uid); weight != a.weights.end()) {
            o.weights[i] = weight->second;
            ++placed;
        }
    }
    if (placed == a.scores.size() + a.weights.size()) return o;
    return fault{fault_kind::invalid, "a change was accepted for a uid that has no seat in this epoch", "",
                 ""};
}

std::vector<moved_score> scores_moved(const replayed_epoch& e) {
    std::vector<moved_score> moved;
    for (std::size_t i = 0; i < e.seats.size(); ++i) {
        moved_score m;
        m.who = e.seats[i].who;
        m.uid = e.seats[i].uid;
        m.was = e.expected.scores[i];
        m.is = e.computed.scores[i];
        m.weight_was = e.expected.weights[i];
        m.weight_is = e.computed.weights[i];
        if (bits(m.was) != bits(m.is) || m.weight_was != m.weight_is) moved.push_back(m);
    }
    return moved;
}

const mechanism& rules_for(const epoch_record& e, const corpus_options& options) {
    const mechanism* other = options.instead ? options.instead(*e.rules) : nullptr;
    return other ? *other : *e.rules;
}

}  // namespace

bool same_bits(const epoch_outcome& a, const epoch_outcome& b) {
    return a.withheld == b.withheld && a.digest == b.digest && a.carry_out == b.carry_out &&
           a.weights == b.weights &&
           std::equal(a.scores.begin(), a.scores.end(), b.scores.begin(), b.scores.end(),
                      [](double x, double y) { return bits(x) == bits(y); });
}

bool accepted_epoch::empty() const {
    return !withheld && !digest && !carry_out && scores.empty() && weights.empty();
}

result<replayed_epoch> replay_bundle(const bundle_reader& bundle, const accepted_epoch* accepted,
                                     const epoch_trace* trace, const corpus_options& options) {
    auto e = read_epoch(bundle, bundle.content().epoch);
    if (!e) return e.error();
    if (auto ok = check_signed(bundle, e->sealed); !ok) return ok.error();
    const mechanism& rules = rules_for(*e, options);
    auto scored = run_epoch(rules, e->facts);
    if (!scored) return scored.error();
    auto computed = computed_in(*e, rules, *scored);
    if (!computed) return computed.error();

    replayed_epoch out;
    out.epoch = e->facts.epoch;
    out.mechanism = std::string(e->rules->name) + "@" + std::to_string(e->rules->version);
    out.opened = e->opened;
    out.sealed = e->sealed;
    out.seats = e->facts.seats;
    out.sealed_digest = e->digest;
    out.recorded = recorded_in(*e);
    out.expected = out.recorded;
    out.computed = std::move(*computed);
    if (accepted) {
        if (accepted->sealed_digest != e->digest)
            return fault{fault_kind::invalid, "what was accepted is of another bundle of this name", "",
                         "take its lines out of expected.txt"};
        auto changed = with_changes(out.recorded, *accepted, out.seats);
        if (!changed) return changed.error();
        out.expected = std::move(*changed);
        out.accepted = true;
    }
    out.moved = scores_moved(out);
    out.traced = trace && trace->sealed_digest == e->digest;
    out.reported_moved = out.traced && trace->reported != reported_digest(*scored);
    if (!out.traced || out.moved.empty()) return out;
    if (auto ok = find_movers(*e, rules, *trace, out.moved); !ok) return ok.error();
    return out;
}

accepted_epoch accept(const replayed_epoch& e) {
    accepted_epoch a;
    a.sealed_digest = e.sealed_digest;
    if (e.recorded.withheld != e.computed.withheld) a.withheld = e.computed.withheld;
    if (e.recorded.digest != e.computed.digest) a.digest = e.computed.digest;
    if (e.recorded.carry_out != e.computed.carry_out) a.carry_out = e.computed.carry_out;
    for (std::size_t i = 0; i < e.seats.size(); ++i) {
        const std::uint16_t uid = e.seats[i].uid;
        if (bits(e.recorded.scores[i]) != bits(e.computed.scores[i])) a.scores[uid] = e.computed.scores[i];
        if (e.recorded.weights[i] != e.computed.weights[i]) a.weights[uid] = e.computed.weights[i];
    }
    return a;
}

}  // namespace rf
