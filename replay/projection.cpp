#include "replay/projection.hpp"

#include <algorithm>

#include "replay/projection_laws.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

using stage = weights_state::stage;
constexpr std::size_t most_awaited = 4096;

weights_state& weights_of(projection& p, std::uint32_t epoch) {
    const auto at = std::find_if(p.weights.begin(), p.weights.end(),
                                 [&](const weights_state& w) { return w.epoch == epoch; });
    RF_REQUIRE(at != p.weights.end());
    return *at;
}

void take_metagraph(chain_state& c, schema::MetagraphObserved::Reader m, std::uint64_t at) {
    if (m.getPart() == 0) {
        c.arriving.clear();
        c.arriving_permitted.clear();
    }
    for (auto n : m.getNeurons()) {
        const account who = *as_account(bytes_of(n.getAccount()));
        c.arriving.push_back({who, n.getUid()});
        if (n.getPermit()) c.arriving_permitted.push_back(who);
    }
    c.parts_seen = std::uint16_t(m.getPart() + 1);
    c.parts = m.getParts();
    c.arriving_block = m.getBlock();
    if (c.parts_seen < m.getParts()) return;
    c.metagraph_block = m.getBlock();
    c.metagraph_at = at;
    c.neurons = std::move(c.arriving);
    c.permitted = std::move(c.arriving_permitted);
    std::sort(c.permitted.begin(), c.permitted.end());
    c.arriving.clear();
    c.arriving_permitted.clear();
    c.parts_seen = 0;
}

known_miner& miner_of(projection& p, const account& who) {
    auto at = std::lower_bound(p.miners.begin(), p.miners.end(), who,
                               [](const known_miner& m, const account& a) { return m.who < a; });
    if (at == p.miners.end() || at->who != who) at = p.miners.insert(at, known_miner{who, 0, {}, {}, 0});
    return *at;
}

void take_creation(projection& p, schema::LogCreated::Reader c) {
    p.identity.origin = text_of(c.getOrigin());
    p.identity.chain = std::uint16_t(c.getChain());
    p.identity.genesis = *as_hash(bytes_of(c.getGenesis()));
    p.identity.netuid = c.getNetuid();
    p.identity.mechanism_id = c.getMechanismId();
    p.identity.validator = *as_account(bytes_of(c.getValidator()));
    p.identity.verification_key = text_of(c.getVerificationKey());
    if (!c.hasPredecessor()) return;
    const auto before = c.getPredecessor();
    p.identity.predecessor = {std::string(text_of(before.getOrigin())),
                              {before.getHead().getSize(), *as_hash(bytes_of(before.getHead().getRoot()))}};
}

void take_seal(projection& p, event_reader event) {
    const auto seal = event.getEpochSealed();
    const epoch_state& e = *p.open;
    p.sealed = {e.facts.epoch, event.getSeq(), *as_hash(bytes_of(seal.getCarryOut().getSha256())),
                *as_hash(bytes_of(seal.getDigest())), seal.getWithheld().size() != 0};
    if (!p.sealed.withheld) {
        weights_state w;
        w.epoch = e.facts.epoch;
        for (auto entry : seal.getWeights()) w.values.emplace_back(entry.getUid(), entry.getValue());
        w.sealed_at = event.getSeq();
        w.seats = e.facts.seats;
        w.params = e.facts.params;
        for (double score : seal.getScores()) w.scores.push_back(score);
        p.weights.push_back(std::move(w));
    }
    for (const auto& t : e.facts.tasks)
        if (e.rules->protocol == "aml" && p.awaited.size() < most_awaited) p.awaited.push_back({t.id, e.facts.epoch});
    p.open.reset();
}

void take_weights(projection& p, event_reader event, const weights_step& step) {
    weights_state& w = weights_of(p, event.getEpoch());
    w.at = step.to;
    if (event.isWeightsSigned()) {
        w.signed_call = event.getWeightsSigned().getCall();
        w.extrinsic = *as_hash(bytes_of(event.getWeightsSigned().getHash()));
        w.era_to = event.getWeightsSigned().getEraTo();
    }
    // A commit that was taken out of the chain again is sent again.
    if (is_bare_commit(w)) w.committed = w.at == stage::included || w.at == stage::finalised;
    if (event.isWeightsSubmitted()) w.attempts = event.getWeightsSubmitted().getAttempt();
    if (event.isWeightsIntended()) {
        w.call = w.signed_call = event.getWeightsIntended().getCall();
        w.values.clear();
        for (auto entry : event.getWeightsIntended().getWeights())
            w.values.emplace_back(entry.getUid(), entry.getValue());
    }
    if (event.isWeightsRefused() && event.getWeightsRefused().getFinal()) w.at = stage::ended;
    if (w.at == stage::ended)
        std::erase_if(p.weights, [&](const weights_state& other) { return other.epoch == event.getEpoch(); });
}

status take_opening(projection& p, event_reader event, const blob_source& blobs) {
    auto e = open_epoch(event, blobs);
    if (!e) return e.error();
    if (!next_carry(p) && !e->facts.in.entries.empty())
        return fault{fault_kind::invalid,
                     "the first epoch starts from an empty carry, or from an imported one", "", ""};
    p.open = std::move(*e);
    p.secret_committed.reset();
    p.imported_carry.reset();
    return done();
}

// The rarer events: log, chain and miner bookkeeping.
void take_rare(projection& p, event_reader event) {
    switch (event.which()) {
        case event_kind::LOG_CREATED: take_creation(p, event.getLogCreated()); break;
        case event_kind::WRITER_STARTED:
            p.term = event.getTerm();
            p.writing = true;
            p.chain.connected = p.chain.current = false;  // a new process has no connection
            break;
        case event_kind::WRITER_STOPPED:
        case event_kind::LOG_REPAIRED: p.writing = false; break;  // only a new writer may follow
        case event_kind::KEY_ROTATED:
            p.rotations.push_back({event.getSeq(), p.identity.verification_key});
            p.identity.verification_key = text_of(event.getKeyRotated().getVerificationKey());
            break;
        case event_kind::BLOBS_PRUNED: p.pruned_through = event.getBlobsPruned().getThroughEpoch(); break;
        case event_kind::ROOT_COMMITTED: p.root_committed = event.getEpoch(); break;
        case event_kind::CARRY_IMPORTED:
            p.imported_carry = as_hash(bytes_of(event.getCarryImported().getCarry().getSha256()));
            break;
        case event_kind::ALARM_RAISED: {
            const std::string name(text_of(event.getAlarmRaised().getName()));
            auto at = std::lower_bound(p.alarms.begin(), p.alarms.end(), name);
            if (at == p.alarms.end() || *at != name) p.alarms.insert(at, name);
            break;
        }
        case event_kind::ALARM_CLEARED:
            std::erase(p.alarms, std::string(text_of(event.getAlarmCleared().getName())));
            break;
        case event_kind::CHAIN_CONNECTED:
            p.chain.connected = true;
            p.chain.current = false;
            p.chain.endpoint = text_of(event.getChainConnected().getEndpoint());
            p.chain.spec_version = event.getChainConnected().getSpecVersion();
            break;
        case event_kind::CHAIN_DISCONNECTED: p.chain.connected = p.chain.current = false; break;
        case event_kind::RUNTIME_CHANGED: p.chain.spec_version = event.getRuntimeChanged().getToSpec(); break;
        case event_kind::BLOCK_OBSERVED: {
            const auto b = event.getBlockObserved();
            p.chain.current = p.chain.connected;
            if (b.getFinalised()) p.chain.finalised = std::max(p.chain.finalised, b.getNumber());
            if (b.getNumber() >= p.chain.best) {
                p.chain.best = b.getNumber();
                p.chain.best_hash = *as_hash(bytes_of(b.getHash()));
            }
            break;
        }
        case event_kind::REORG_OBSERVED:
            p.chain.best = event.getReorgObserved().getToNumber();
            p.chain.best_hash = *as_hash(bytes_of(event.getReorgObserved().getToHash()));
            break;
        case event_kind::METAGRAPH_OBSERVED:
            take_metagraph(p.chain, event.getMetagraphObserved(), event.getSeq());
            break;
        case event_kind::HYPERPARAMETERS_OBSERVED: {
            const auto h = event.getHyperparametersObserved();
            p.chain.tempo = h.getTempo();
            p.chain.weights_rate_limit = h.getWeightsRateLimit();
            p.chain.version_key = h.getVersionKey();
            p.chain.commit_reveal = h.getCommitReveal();
            break;
        }
        case event_kind::MINER_SEEN: {
            const auto m = event.getMinerSeen();
            known_miner& known = miner_of(p, *as_account(bytes_of(m.getAccount())));
            known.uid = m.getUid();
            known.endpoint = text_of(m.getEndpoint());
            known.protocol = text_of(m.getProtocol());
            break;
        }
        case event_kind::MINER_HEALTH_CHANGED: {
            const auto m = event.getMinerHealthChanged();
            miner_of(p, *as_account(bytes_of(m.getAccount()))).health = std::uint16_t(m.getHealth());
            break;
        }
        case event_kind::PARAMETERS_SET: {
            const auto set = event.getParametersSet();
            p.mechanism = text_of(set.getMechanism());
            p.mechanism_version = set.getVersion();
            p.chosen = read_parameters(set.getChosen()).value();
            break;
        }
        case event_kind::SECRET_COMMITTED:
            p.secret_committed = as_hash(bytes_of(event.getSecretCommitted().getSecretHash()));
            p.secret_before_block = event.getSecretCommitted().getBeforeBlock();
            break;
        default: break;
    }
}

void take_in_epoch(projection& p, event_reader event) {
    if (event.isEpochSealed()) return take_seal(p, event);
    change(*p.open, event);
    if (!event.isGroundTruthArrived()) return;
    const auto task = bytes_of(event.getGroundTruthArrived().getTask());
    std::erase_if(p.awaited, [&](const awaited_truth& a) { return chars(a.task) == chars(task); });
}

}  // namespace

status apply(projection& p, event_reader event, const blob_source& blobs) {
    const event_kind kind = event.which();
    if (frequent(kind)) {
        if (auto ok = lawful_envelope(p, event, kind); !ok) return ok;
        if (auto ok = take(*p.open, event); !ok) return ok;
        ++p.next;
        return done();
    }
    if (auto ok = lawful(p, event); !ok) return ok;
    if (kind == event_kind::EPOCH_OPENED) {
        if (auto ok = take_opening(p, event, blobs); !ok) return ok;
    } else if (belongs_to_open_epoch(kind)) {
        take_in_epoch(p, event);
    } else if (const auto* step = weights_step_of(kind)) {
        take_weights(p, event, *step);
    } else {
        take_rare(p, event);
    }
    ++p.next;
    return done();
}

std::optional<hash32> next_carry(const projection& p) {
    if (p.sealed.epoch != 0) return p.sealed.carry_out;
    return p.imported_carry;
}

}  // namespace rf
