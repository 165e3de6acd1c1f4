#include "replay/decide.hpp"

#include <algorithm>

#include "events/sha256.hpp"
#include "replay/carry_codec.hpp"
#include "replay/weights.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

result<byte_vec> admit(const projection& p, const stamp& when, event_draft& draft) {
    auto e = draft.event();
    e.setSeq(p.next);
    e.setTimeNs(when.time_ns);
    e.setTerm(draft.reader().isWriterStarted() ? p.term + 1 : p.term);
    if (e.getCause() == 0 || e.getCause() > p.next) e.setCause(p.next);
    if (auto ok = lawful(p, draft.reader()); !ok) return ok.error();
    return draft.encode();
}

result<decision> one(const projection& p, const stamp& when, event_draft& draft, std::vector<blob> blobs) {
    decision d;
    auto refused = guarded([&]() -> status {
        auto bytes = admit(p, when, draft);
        if (!bytes) return bytes.error();
        d.events.push_back(std::move(*bytes));
        return done();
    });
    if (!refused) return refused.error();
    d.blobs = std::move(blobs);
    return d;
}

void set_blob(schema::BlobRef::Builder to, const blob& b) {
    to.setSha256(data_of(b.name));
    to.setLength(b.bytes.size());
}

blob named(byte_vec bytes) {
    const hash32 name = sha256(bytes);
    return {name, std::move(bytes)};
}

void write_rows(capnp::List<schema::WeightEntry>::Builder to, const std::vector<weight_row>& rows) {
    for (unsigned i = 0; i < rows.size(); ++i) {
        to[i].setUid(rows[i].uid);
        to[i].setValue(rows[i].value);
    }
}

// What cannot be seen in an event but would stop every later fold: a carry to
// start from must be there, and be one.
status check_imported(const projection& p, const record& seen) {
    const auto name = as_hash(bytes_of(seen.fact.reader().getCarryImported().getCarry().getSha256()));
    for (const blob& b : seen.blobs) {
        if (b.name != name) continue;
        auto carried = decode_carry(b.bytes);
        if (!carried) return carried.error();
        if (carried->mechanism != p.mechanism || carried->version != p.mechanism_version)
            return fault{fault_kind::refused, "the carry is of another mechanism than the one chosen", "", ""};
        return check_carry(carried->value);
    }
    return fault{fault_kind::invalid, "the imported carry's bytes are not given along", "", ""};
}

result<decision> open_it(const projection& p, const stamp& when, const open_next_epoch& c) {
    const mechanism* rules = find_mechanism(p.mechanism, p.mechanism_version);
    if (!rules)
        return fault{fault_kind::refused, "no mechanism is chosen", "", "record parameters_set first"};
    if (!p.secret_committed)
        return fault{fault_kind::refused, "no secret is committed to", "", "record secret_committed first"};
    auto params = complete_parameters(*rules, p.chosen);
    if (!params) return params.error();
    if (c.seats.size() > most_seats)
        return fault{fault_kind::refused, "an epoch has at most 1024 seats", "", ""};

    event_draft draft;
    auto e = draft.event();
    e.setEpoch(p.sealed.epoch + 1);
    e.setStream(schema::StreamKind::EPOCH);
    auto opened = e.initEpochOpened();
    opened.setMechanism(p.mechanism);
    opened.setVersion(p.mechanism_version);
    opened.setFoldVersion(fold_version);
    write_parameters(opened.initParameters(unsigned(params->size())), *params);
    auto seats = opened.initSeats(unsigned(c.seats.size()));
    for (unsigned i = 0; i < c.seats.size(); ++i) {
        seats[i].setUid(c.seats[i].uid);
        const auto who = c.seats[i].who.encoded();
        seats[i].setAccount(data_of(who));
    }
    std::vector<blob> blobs;
    if (const auto carried = next_carry(p)) {
        opened.initCarryIn().setSha256(data_of(*carried));
    } else {
        blobs.push_back(named(encode_carry(p.mechanism, p.mechanism_version, {})));
        set_blob(opened.initCarryIn(), blobs.back());
    }
    opened.setSecretHash(data_of(*p.secret_committed));
    opened.setBlock(c.block);
    opened.setBlockHash(data_of(c.block_hash));
    opened.setClosesBlock(c.closes_block);
    opened.setTasks(c.tasks);
    opened.setVerificationKey(p.identity.verification_key);
    return one(p, when, draft, std::move(blobs));
}

result<decision> seal_it(const projection& p, const stamp& when, const seal_open_epoch& c) {
    if (!p.open) return fault{fault_kind::refused, "no epoch is open", "", ""};
    const epoch_state& state = *p.open;
    if (state.open_tasks() != 0) return fault{fault_kind::refused, "a task is open", "", ""};
    auto scored = run_epoch(*state.rules, state.facts);
    if (!scored) return scored.error();

    event_draft draft;
    auto e = draft.event();
    e.setEpoch(state.facts.epoch);
    e.setStream(schema::StreamKind::EPOCH);
    e.setCause(state.opened_at);
    auto seal = e.initEpochSealed();
    auto scores = seal.initScores(unsigned(scored->scores.size()));
    for (unsigned i = 0; i < scored->scores.size(); ++i) scores.set(i, scored->scores[i]);
    write_rows(seal.initWeights(unsigned(scored->weights.size())), scored->weights);
    seal.setWithheld(scored->withheld);
    seal.setDigest(data_of(score_digest(state.facts.seats, *scored)));
    std::vector<blob> blobs{named(encode_carry(state.rules->name, state.rules->version, scored->out))};
    set_blob(seal.initCarryOut(), blobs.back());
    seal.setSecret(data_of(c.secret));
    unsigned kinds = 0;
    for (auto count : state.kinds) kinds += count != 0;
    auto told = seal.initKinds(kinds);
    unsigned at = 0;
    for (std::size_t k = 0; k < state.kinds.size(); ++k) {
        if (state.kinds[k] == 0) continue;
        told[at].setKind(std::uint16_t(k));
        told[at++].setCount(state.kinds[k]);
    }
    seal.setBlock(c.block);
    return one(p, when, draft, std::move(blobs));
}

result<decision> intend_it(const projection& p, const stamp& when, const intend_weights& c) {
    const auto found = std::find_if(p.weights.begin(), p.weights.end(),
                                    [&](const weights_state& w) { return w.epoch == c.epoch; });
    if (found == p.weights.end())
        return fault{fault_kind::refused, "no weights of epoch " + std::to_string(c.epoch) + " are due", "", ""};
    if (!metagraph_is_fresh(p, *found))
        return fault{fault_kind::refused, "no metagraph was read since the seal", "",
                     "read it first: a uid may have changed hands"};
    const intended_weights due = weights_to_intend(p, *found);

    event_draft draft;
    auto e = draft.event();
    e.setEpoch(c.epoch);
    e.setStream(schema::StreamKind::CHAIN);
    if (!due.withheld.empty()) {
        e.initWeightsWithheld().setReason(due.withheld);
        return one(p, when, draft, {});
    }
    auto intended = e.initWeightsIntended();
    write_rows(intended.initWeights(unsigned(due.rows.size())), due.rows);
    intended.setVersionKey(p.chain.version_key);
    intended.setCall(c.call);
    intended.setMetagraphBlock(p.chain.metagraph_block);
    auto gone = intended.initDropped(unsigned(due.dropped.size()));
    for (unsigned i = 0; i < due.dropped.size(); ++i) {
        gone[i].setUid(due.dropped[i].uid);
        const auto who = due.dropped[i].who.encoded();
        gone[i].setAccount(data_of(who));
    }
    return one(p, when, draft, {});
}

}  // namespace

result<decision> decide(const projection& p, const stamp& when, command& c) {
    if (auto* open = std::get_if<open_next_epoch>(&c)) return open_it(p, when, *open);
    if (auto* seal = std::get_if<seal_open_epoch>(&c)) return seal_it(p, when, *seal);
    if (auto* intend = std::get_if<intend_weights>(&c)) return intend_it(p, when, *intend);
    auto& seen = std::get<record>(c);
    switch (seen.fact.reader().which()) {
        case event_kind::EPOCH_OPENED:
        case event_kind::EPOCH_SEALED:
        case event_kind::WEIGHTS_INTENDED:
            return fault{fault_kind::refused, "this fact is computed, not recorded", "", "use its own command"};
        default: break;
    }
    for (const blob& b : seen.blobs)
        if (sha256(b.bytes) != b.name)
            return fault{fault_kind::invalid, "a blob's bytes do not have its name", "blob " + hex(b.name), ""};
    if (seen.fact.reader().isCarryImported())
        if (auto ok = check_imported(p, seen); !ok) return ok.error();
    return one(p, when, seen.fact, std::move(seen.blobs));
}

}  // namespace rf
