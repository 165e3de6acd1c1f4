#include "replay/projection.hpp"

#include <algorithm>
#include <cstring>

#include "events/rules.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

constexpr std::size_t most_awaited = 4096;

fault unlawful(std::string why) { return {fault_kind::invalid, std::move(why), "", ""}; }

weights_state* weights_of(projection& p, std::uint32_t epoch) {
    for (auto& w : p.weights)
        if (w.epoch == epoch) return &w;
    return nullptr;
}
const weights_state* weights_of(const projection& p, std::uint32_t epoch) {
    return weights_of(const_cast<projection&>(p), epoch);
}

// Where an event of this kind leaves the weights, and from where it may come.
struct weights_step {
    event_kind kind;
    weights_state::stage least, most, to;
};
using stage = weights_state::stage;
constexpr weights_step weights_steps[] = {
    {event_kind::WEIGHTS_INTENDED, stage::due, stage::due, stage::intended},
    {event_kind::WEIGHTS_WITHHELD, stage::due, stage::intended, stage::ended},
    {event_kind::WEIGHTS_SIGNED, stage::intended, stage::submitted, stage::signed_},
    {event_kind::WEIGHTS_SUBMITTED, stage::signed_, stage::submitted, stage::submitted},
    {event_kind::WEIGHTS_INCLUDED, stage::signed_, stage::included, stage::included},
    {event_kind::WEIGHTS_FINALISED, stage::signed_, stage::included, stage::finalised},
    {event_kind::WEIGHTS_READ_BACK, stage::signed_, stage::finalised, stage::ended},
    {event_kind::WEIGHTS_REFUSED, stage::intended, stage::submitted, stage::intended},
};
const weights_step* step_of(event_kind kind) {
    for (const auto& s : weights_steps)
        if (s.kind == kind) return &s;
    return nullptr;
}

// Between an epoch's opening and its seal these carry its number.
bool of_the_open_epoch(event_kind kind) {
    switch (kind) {
        case event_kind::EPOCH_SEALED:
        case event_kind::TASK_OPENED:
        case event_kind::REQUEST_SENT:
        case event_kind::REPLY_RECORDED:
        case event_kind::REPLY_VERIFIED:
        case event_kind::TASK_CLOSED:
        case event_kind::TRAFFIC_COUNTED:
        case event_kind::GROUND_TRUTH_ARRIVED: return true;
        default: return false;
    }
}

// The three that make up nearly all of a log. Their laws check each field they
// use; the others are rare enough to be held to every rule of the schema.
bool frequent(event_kind kind) {
    return kind == event_kind::REQUEST_SENT || kind == event_kind::REPLY_RECORDED || kind == event_kind::REPLY_VERIFIED;
}

// Written before a writer has started: the birth of the log, and of a writer.
bool before_writing(event_kind kind) {
    return kind == event_kind::LOG_CREATED || kind == event_kind::WRITER_STARTED || kind == event_kind::LOG_REPAIRED;
}

status lawful_opening(const projection& p, event_reader event) {
    const auto opened = event.getEpochOpened();
    if (p.open) return unlawful("epoch " + std::to_string(p.open->facts.epoch) + " is open");
    if (event.getEpoch() != p.sealed.epoch + 1)
        return unlawful("epochs are counted from 1 without a gap; the next is " + std::to_string(p.sealed.epoch + 1));
    if (text_of(opened.getMechanism()) != p.mechanism || opened.getVersion() != p.mechanism_version)
        return unlawful("the epoch's mechanism is not the one that parameters_set named");
    if (!p.secret_committed || as_hash(bytes_of(opened.getSecretHash())) != p.secret_committed)
        return unlawful("the epoch's secret was not committed to before");
    const auto expected = next_carry(p);
    const auto named = as_hash(bytes_of(opened.getCarryIn().getSha256()));
    if (expected && named != expected) return unlawful("the carry-in is not the carry-out of the epoch before");
    return done();
}

status lawful_weights(const projection& p, event_reader event, const weights_step& step) {
    const weights_state* w = weights_of(p, event.getEpoch());
    if (!w) return unlawful("no weights of epoch " + std::to_string(event.getEpoch()) + " are on their way");
    if (w->at < step.least || w->at > step.most)
        return unlawful("the weights of epoch " + std::to_string(event.getEpoch()) + " are not at that stage");
    if (event.isWeightsSubmitted() && as_hash(bytes_of(event.getWeightsSubmitted().getHash())) != w->extrinsic)
        return unlawful("what is submitted is not what was signed");
    return done();
}

status lawful_metagraph(const projection& p, schema::MetagraphObserved::Reader m) {
    if (m.getParts() == 0 || m.getPart() >= m.getParts()) return unlawful("a metagraph's part is not one of its parts");
    if (m.getPart() != 0 && m.getPart() != p.chain.parts_seen) return unlawful("a part of the metagraph is missing");
    std::int32_t last = m.getPart() == 0 || p.chain.arriving.empty() ? -1 : p.chain.arriving.back().uid;
    for (auto n : m.getNeurons()) {
        if (n.getUid() <= last) return unlawful("neurons are not in ascending uid");
        if (!as_account(bytes_of(n.getAccount()))) return unlawful("a neuron's account is not an account");
        last = n.getUid();
    }
    return done();
}

void take_metagraph(chain_state& c, schema::MetagraphObserved::Reader m) {
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
    if (c.parts_seen < m.getParts()) return;
    c.metagraph_block = m.getBlock();
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
    weights_state& w = *weights_of(p, event.getEpoch());
    w.at = step.to;
    if (event.isWeightsSigned()) w.extrinsic = *as_hash(bytes_of(event.getWeightsSigned().getHash()));
    if (event.isWeightsSubmitted()) w.attempts = event.getWeightsSubmitted().getAttempt();
    if (event.isWeightsIntended()) {
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
        return unlawful("the first epoch starts from an empty carry, or from an imported one");
    p.open = std::move(*e);
    p.secret_committed.reset();
    p.imported_carry.reset();
    return done();
}

// The rarer events: log, chain and miner bookkeeping.
void take_rare(projection& p, event_reader event) {
    switch (event.which()) {
        case event_kind::LOG_CREATED: take_creation(p, event.getLogCreated()); break;
        case event_kind::WRITER_STARTED: p.term = event.getTerm(); p.writing = true; break;
        case event_kind::WRITER_STOPPED: p.writing = false; break;
        case event_kind::KEY_ROTATED:
            p.identity.verification_key = text_of(event.getKeyRotated().getVerificationKey());
            break;
        case event_kind::BLOBS_PRUNED: p.pruned_through = event.getBlobsPruned().getThroughEpoch(); break;
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
            p.chain.endpoint = text_of(event.getChainConnected().getEndpoint());
            p.chain.spec_version = event.getChainConnected().getSpecVersion();
            break;
        case event_kind::CHAIN_DISCONNECTED: p.chain.connected = false; break;
        case event_kind::RUNTIME_CHANGED: p.chain.spec_version = event.getRuntimeChanged().getToSpec(); break;
        case event_kind::BLOCK_OBSERVED: {
            const auto b = event.getBlockObserved();
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
        case event_kind::METAGRAPH_OBSERVED: take_metagraph(p.chain, event.getMetagraphObserved()); break;
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
        default: break;
    }
}

status take_parameters(projection& p, schema::ParametersSet::Reader set) {
    auto chosen = read_parameters(set.getChosen());
    if (!chosen) return chosen.error();
    const std::string name(text_of(set.getMechanism()));
    const mechanism* m = find_mechanism(name, set.getVersion());
    if (!m)
        return fault{fault_kind::too_new,
                     "this program has no mechanism " + name + "@" + std::to_string(set.getVersion()), "",
                     ""};
    if (auto complete = complete_parameters(*m, *chosen); !complete) return complete.error();
    p.mechanism = name;
    p.mechanism_version = set.getVersion();
    p.chosen = std::move(*chosen);
    return done();
}

}  // namespace

namespace {

// What holds of every event, whatever its kind says.
status lawful_envelope(const projection& p, event_reader event, event_kind kind) {
    if (event.getSeq() != p.next)
        return unlawful("its number is " + std::to_string(event.getSeq()) + ", the next is " + std::to_string(p.next));
    if (!frequent(kind))
        if (auto ok = check_rules(event); !ok) return ok;
    if ((p.next == 0) != (kind == event_kind::LOG_CREATED)) return unlawful("a log begins with log_created, once");
    if (kind == event_kind::LOG_CREATED && event.getLogCreated().getFormat() != log_format)
        return fault{fault_kind::too_new, "the log's format is " + std::to_string(event.getLogCreated().getFormat()) +
                     ", this program reads " + std::to_string(log_format), "", ""};
    if (kind == event_kind::WRITER_STARTED ? event.getTerm() != p.term + 1 : event.getTerm() != p.term)
        return unlawful("its term is " + std::to_string(event.getTerm()) + ": two writers overlapped");
    if (!p.writing && !before_writing(kind)) return unlawful("no writer has started");
    if (!of_the_open_epoch(kind)) return done();
    if (!p.open) return unlawful("no epoch is open");
    if (event.getEpoch() != p.open->facts.epoch)
        return unlawful("epoch " + std::to_string(p.open->facts.epoch) + " is open, not " +
                        std::to_string(event.getEpoch()));
    return done();
}

}  // namespace

status lawful(const projection& p, event_reader event) {
    const event_kind kind = event.which();
    if (auto ok = lawful_envelope(p, event, kind); !ok) return ok;
    if (of_the_open_epoch(kind)) return lawful(*p.open, event);
    if (kind == event_kind::EPOCH_OPENED) return lawful_opening(p, event);
    if (kind == event_kind::METAGRAPH_OBSERVED) return lawful_metagraph(p, event.getMetagraphObserved());
    if (kind == event_kind::CARRY_IMPORTED && (p.open || p.sealed.epoch != 0))
        return unlawful("a carry is imported before the first epoch only");
    if (const auto* step = step_of(kind)) return lawful_weights(p, event, *step);
    return done();
}

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
    } else if (kind == event_kind::PARAMETERS_SET) {
        if (auto ok = take_parameters(p, event.getParametersSet()); !ok) return ok;
    } else if (kind == event_kind::SECRET_COMMITTED) {
        p.secret_committed = as_hash(bytes_of(event.getSecretCommitted().getSecretHash()));
        p.secret_before_block = event.getSecretCommitted().getBeforeBlock();
    } else if (kind == event_kind::EPOCH_SEALED) {
        take_seal(p, event);
    } else if (of_the_open_epoch(kind)) {
        change(*p.open, event);
        if (kind == event_kind::GROUND_TRUTH_ARRIVED)
            std::erase_if(p.awaited, [&](const awaited_truth& a) {
                return chars({a.task.data(), 16}) == chars(bytes_of(event.getGroundTruthArrived().getTask()));
            });
    } else if (const auto* step = step_of(kind)) {
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
