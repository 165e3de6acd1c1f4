#include "replay/projection_laws.hpp"

#include <algorithm>

#include "events/checkpoint.hpp"
#include "events/rules.hpp"
#include "replay/weights.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

fault unlawful(std::string why) { return {fault_kind::invalid, std::move(why), "", ""}; }

using stage = weights_state::stage;
constexpr std::size_t most_rotations = 1024;
constexpr weights_step weights_steps[] = {
    {event_kind::WEIGHTS_INTENDED, stage::due, stage::due, stage::intended},
    {event_kind::WEIGHTS_WITHHELD, stage::due, stage::intended, stage::ended},
    {event_kind::WEIGHTS_SIGNED, stage::intended, stage::finalised, stage::signed_},
    // After a refusal too: the same bytes may be sent again, or turn out to be there.
    {event_kind::WEIGHTS_SUBMITTED, stage::intended, stage::included, stage::submitted},
    {event_kind::WEIGHTS_INCLUDED, stage::intended, stage::included, stage::included},
    {event_kind::WEIGHTS_FINALISED, stage::intended, stage::included, stage::finalised},
    {event_kind::WEIGHTS_READ_BACK, stage::signed_, stage::finalised, stage::ended},
    {event_kind::WEIGHTS_REFUSED, stage::intended, stage::included, stage::intended},
};

// Written before a writer has started: the birth of the log, and of a writer.
bool before_writing(event_kind kind) {
    return kind == event_kind::LOG_CREATED || kind == event_kind::WRITER_STARTED || kind == event_kind::LOG_REPAIRED;
}

status lawful_creation(schema::LogCreated::Reader c) {
    if (c.getFormat() < log_format) return unlawful("the log's format is a draft, which nothing reads any more");
    if (c.getFormat() > log_format)
        return fault{fault_kind::too_new, "the log's format is " + std::to_string(c.getFormat()) +
                     ", this program reads " + std::to_string(log_format), "", ""};
    auto key = decode_verifier(text_of(c.getVerificationKey()));
    if (!key) return key.error();
    if (key->name != text_of(c.getOrigin())) return unlawful("the verification key's name is not the log's origin");
    if (!c.hasPredecessor()) return done();
    const auto before = c.getPredecessor();
    if (!is_key_name(text_of(before.getOrigin())) || text_of(before.getOrigin()) == text_of(c.getOrigin()))
        return unlawful("a predecessor is a log of another origin");
    if (before.getHead().getSize() == 0 || before.getHead().getRoot().size() != 32)
        return unlawful("a predecessor is named by its size and root");
    return done();
}

// The new key takes over at once; whoever writes has the old one sign the head
// right after this event, so that it vouches for the new (replay/audit.hpp).
status lawful_rotation(const projection& p, schema::KeyRotated::Reader r) {
    auto key = decode_verifier(text_of(r.getVerificationKey()));
    if (!key) return key.error();
    if (key->name != p.identity.origin) return unlawful("the verification key's name is not the log's origin");
    if (text_of(r.getVerificationKey()) == p.identity.verification_key)
        return unlawful("this key is in force already");
    if (p.rotations.size() >= most_rotations)
        return unlawful("a log's key is rotated at most " + std::to_string(most_rotations) + " times");
    return done();
}

// The acknowledged head and what was found of the log, told right after the cut.
status lawful_repair(const projection& p, schema::LogRepaired::Reader r) {
    if (r.getFound().getSize() != p.next) return unlawful("a repair is recorded as the very next event");
    if (r.getAcknowledged().getSize() > r.getFound().getSize())
        return unlawful("a repair cannot lose what was acknowledged");
    return done();
}

// Of a seal, and forward only. That the root is the tree's, the audit compares:
// a projection has no tree.
status lawful_root(const projection& p, event_reader event) {
    const auto head = event.getRootCommitted().getHead();
    if (event.getEpoch() == 0 || event.getEpoch() > p.sealed.epoch)
        return unlawful("a root is committed of a sealed epoch");
    if (event.getEpoch() <= p.root_committed) return unlawful("the root of this epoch or a later one is committed");
    if (head.getRoot().size() != 32) return unlawful("a committed head has a root");
    if (head.getSize() == 0 || head.getSize() > p.next)
        return unlawful("the committed head has more events than the log, or none");
    if (event.getEpoch() == p.sealed.epoch && head.getSize() != p.sealed.at + 1)
        return unlawful("the committed head is not the one at the epoch's seal");
    return done();
}

status lawful_parameters(schema::ParametersSet::Reader set) {
    auto chosen = read_parameters(set.getChosen());
    if (!chosen) return chosen.error();
    const std::string name(text_of(set.getMechanism()));
    const mechanism* m = find_mechanism(name, set.getVersion());
    if (!m)
        return fault{fault_kind::too_new,
                     "this program has no mechanism " + name + "@" + std::to_string(set.getVersion()), "", ""};
    if (auto complete = complete_parameters(*m, *chosen); !complete) return complete.error();
    return done();
}

// Once an epoch, and before the block that the draw also hangs on exists: so
// nobody can look at the block and then choose a secret to suit it.
status lawful_commitment(const projection& p, event_reader event) {
    if (p.secret_committed) return unlawful("the next epoch's secret is committed to already");
    if (event.getEpoch() != (p.open ? p.open->facts.epoch : p.sealed.epoch) + 1)
        return unlawful("a secret is committed to for the next epoch");
    if (event.getSecretCommitted().getBeforeBlock() <= p.chain.best)
        return unlawful("the block before which the secret is committed to has been seen");
    return done();
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
    if (opened.getBlock() < p.secret_before_block)
        return unlawful("the epoch opens at a block that was there when its secret was committed to");
    if (opened.getBlock() != p.chain.best || as_hash(bytes_of(opened.getBlockHash())) != p.chain.best_hash)
        return unlawful("the epoch opens at a block other than the last one observed");
    if (text_of(opened.getVerificationKey()) != p.identity.verification_key)
        return unlawful("the epoch names another verification key than the one in force");
    const auto expected = next_carry(p);
    const auto named = as_hash(bytes_of(opened.getCarryIn().getSha256()));
    if (expected && named != expected) return unlawful("the carry-in is not the carry-out of the epoch before");
    auto e = read_opening(event);
    if (!e) return e.error();
    if (complete_parameters(*e->rules, p.chosen).value() != e->facts.params)
        return unlawful("the epoch's parameters are not those that parameters_set chose");
    for (const seat& s : e->facts.seats)
        if (!std::binary_search(p.chain.neurons.begin(), p.chain.neurons.end(), s,
                                [](const seat& a, const seat& b) { return a.uid < b.uid; }) ||
            std::find(p.chain.neurons.begin(), p.chain.neurons.end(), s) == p.chain.neurons.end())
            return unlawful("the seat of uid " + std::to_string(s.uid) + " is not in the last metagraph");
    return done();
}

status lawful_intention(const projection& p, const weights_state& w, schema::WeightsIntended::Reader told) {
    if (told.getCall() == schema::WeightCall::REVEAL) return unlawful("weights are revealed after a commit only");
    if (!metagraph_is_fresh(p, w)) return unlawful("no metagraph was read since the seal");
    const intended_weights due = weights_to_intend(p, w);
    if (!due.withheld.empty()) return unlawful("these weights must be withheld: " + due.withheld);
    // Each list is asked for once: asking counts all of it against the bytes an event may be read for.
    const auto weights = told.getWeights();
    const auto dropped = told.getDropped();
    bool same = weights.size() == due.rows.size() && dropped.size() == due.dropped.size() &&
                told.getMetagraphBlock() == p.chain.metagraph_block && told.getVersionKey() == p.chain.version_key;
    for (unsigned i = 0; same && i < due.rows.size(); ++i)
        same = weights[i].getUid() == due.rows[i].uid && weights[i].getValue() == due.rows[i].value;
    for (unsigned i = 0; same && i < due.dropped.size(); ++i)
        same = dropped[i].getUid() == due.dropped[i].uid &&
               as_account(bytes_of(dropped[i].getAccount())) == due.dropped[i].who;
    return same ? done() : unlawful("the intended weights do not follow from the seal and the metagraph");
}

// The call that was intended is signed, and a reveal after its commit is on the
// chain. The same bytes are sent again; others of the same call only once these
// are dead for certain: refused, or their era over.
status lawful_signing(const projection& p, const weights_state& w, schema::WeightsSigned::Reader told,
                      const std::string& of) {
    const bool reveals = told.getCall() == schema::WeightCall::REVEAL;
    const bool revealing = w.committed && !is_bare_commit(w);  // signed before, or refused
    if (reveals) {
        if (!w.committed) return unlawful(of + " are not committed to on the chain, so nothing is revealed");
        if (!revealing || w.at == stage::intended) return done();
    } else {
        if (told.getCall() != w.call) return unlawful(of + " are signed with another call than was intended");
        if (revealing) return unlawful(of + " are committed to: their reveal is signed next");
        if (w.at == stage::intended) return done();
    }
    if (w.at == stage::finalised) return unlawful(of + " are final on the chain");
    if (p.chain.finalised <= w.era_to) return unlawful(of + " are signed, and their era is not provably over");
    return done();
}

status lawful_weights(const projection& p, event_reader event, const weights_step& step) {
    const std::string of = "the weights of epoch " + std::to_string(event.getEpoch());
    const auto w = std::find_if(p.weights.begin(), p.weights.end(),
                                [&](const weights_state& each) { return each.epoch == event.getEpoch(); });
    if (w == p.weights.end()) return unlawful(of + " are not on their way");
    if (w->at < step.least || w->at > step.most) return unlawful(of + " are not at that stage");
    auto signed_last = [&](capnp::Data::Reader hash) {
        return w->extrinsic != hash32{} && as_hash(bytes_of(hash)) == w->extrinsic;
    };
    bool same = true;
    switch (event.which()) {
        case event_kind::WEIGHTS_INTENDED: return lawful_intention(p, *w, event.getWeightsIntended());
        case event_kind::WEIGHTS_SIGNED: return lawful_signing(p, *w, event.getWeightsSigned(), of);
        case event_kind::WEIGHTS_READ_BACK:
            return is_bare_commit(*w) ? unlawful(of + " are committed to, and not revealed") : done();
        case event_kind::WEIGHTS_SUBMITTED: same = signed_last(event.getWeightsSubmitted().getHash()); break;
        case event_kind::WEIGHTS_INCLUDED: same = signed_last(event.getWeightsIncluded().getHash()); break;
        case event_kind::WEIGHTS_FINALISED: same = signed_last(event.getWeightsFinalised().getHash()); break;
        case event_kind::WEIGHTS_REFUSED: same = signed_last(event.getWeightsRefused().getHash()); break;
        default: break;
    }
    return same ? done() : unlawful("this is not of what was signed last");
}

status lawful_metagraph(const projection& p, schema::MetagraphObserved::Reader m) {
    if (m.getParts() == 0 || m.getPart() >= m.getParts()) return unlawful("a metagraph's part is not one of its parts");
    if (m.getPart() != 0 && (m.getPart() != p.chain.parts_seen || m.getParts() != p.chain.parts ||
                             m.getBlock() != p.chain.arriving_block))
        return unlawful("a part of the metagraph is missing, or is of another");
    std::int32_t last = m.getPart() == 0 || p.chain.arriving.empty() ? -1 : p.chain.arriving.back().uid;
    for (auto n : m.getNeurons()) {
        if (n.getUid() <= last) return unlawful("neurons are not in ascending uid");
        if (!as_account(bytes_of(n.getAccount()))) return unlawful("a neuron's account is not an account");
        last = n.getUid();
    }
    return done();
}

// Of the open epoch, what its own state cannot know: blocks, and what earlier
// epochs await.
status lawful_in_epoch(const projection& p, event_reader event) {
    const epoch_state& e = *p.open;
    if (event.isTaskClosed() && event.getTaskClosed().getWhy() == schema::TaskEnd::DEADLINE) {
        const auto ordinal = event.getTaskClosed().getOrdinal();
        if (ordinal < e.progress.size() && p.chain.best < e.progress[ordinal].deadline_block)
            return unlawful("the task's deadline has not come");
    }
    if (event.isEpochSealed() && p.chain.best < e.closes_block) return unlawful("the epoch's last block has not come");
    if (event.isGroundTruthArrived()) {
        const auto g = event.getGroundTruthArrived();
        const bool due = std::any_of(p.awaited.begin(), p.awaited.end(), [&](const awaited_truth& a) {
            return chars(a.task) == chars(bytes_of(g.getTask())) && a.submitted_epoch == g.getSubmittedEpoch();
        });
        if (!due) return unlawful("no such ground truth is awaited");
    }
    return lawful(e, event);
}

}  // namespace

const weights_step* weights_step_of(event_kind kind) {
    for (const auto& s : weights_steps)
        if (s.kind == kind) return &s;
    return nullptr;
}

bool frequent(event_kind kind) {
    return kind == event_kind::REQUEST_SENT || kind == event_kind::REPLY_RECORDED || kind == event_kind::REPLY_VERIFIED;
}

status lawful_envelope(const projection& p, event_reader event, event_kind kind) {
    if (event.getSeq() != p.next)
        return unlawful("its number is " + std::to_string(event.getSeq()) + ", the next is " + std::to_string(p.next));
    if (!frequent(kind))
        if (auto ok = check_rules(event); !ok) return ok;
    if ((p.next == 0) != (kind == event_kind::LOG_CREATED)) return unlawful("a log begins with log_created, once");
    if (kind == event_kind::WRITER_STARTED ? event.getTerm() != p.term + 1 : event.getTerm() != p.term)
        return unlawful("its term is " + std::to_string(event.getTerm()) + ": two writers overlapped");
    if (!p.writing && !before_writing(kind)) return unlawful("no writer has started");
    if (!belongs_to_open_epoch(kind)) return done();
    if (!p.open) return unlawful("no epoch is open");
    if (event.getEpoch() != p.open->facts.epoch)
        return unlawful("epoch " + std::to_string(p.open->facts.epoch) + " is open, not " +
                        std::to_string(event.getEpoch()));
    return done();
}

status lawful(const projection& p, event_reader event) {
    const event_kind kind = event.which();
    if (auto ok = lawful_envelope(p, event, kind); !ok) return ok;
    if (belongs_to_open_epoch(kind)) return lawful_in_epoch(p, event);
    if (const auto* step = weights_step_of(kind)) return lawful_weights(p, event, *step);
    switch (kind) {
        case event_kind::LOG_CREATED: return lawful_creation(event.getLogCreated());
        case event_kind::LOG_REPAIRED: return lawful_repair(p, event.getLogRepaired());
        case event_kind::PARAMETERS_SET: return lawful_parameters(event.getParametersSet());
        case event_kind::SECRET_COMMITTED: return lawful_commitment(p, event);
        case event_kind::EPOCH_OPENED: return lawful_opening(p, event);
        case event_kind::METAGRAPH_OBSERVED: return lawful_metagraph(p, event.getMetagraphObserved());
        case event_kind::CARRY_IMPORTED:
            if (p.open || p.sealed.epoch != 0) return unlawful("a carry is imported before the first epoch only");
            if (event.getCarryImported().getCarry().getSha256().size() != 32)
                return unlawful("an imported carry is named by its hash");
            return done();
        case event_kind::BLOBS_PRUNED:
            if (event.getBlobsPruned().getThroughEpoch() < p.pruned_through ||
                event.getBlobsPruned().getThroughEpoch() > p.sealed.epoch)
                return unlawful("payloads are pruned of sealed epochs, and further each time");
            return done();
        case event_kind::KEY_ROTATED: return lawful_rotation(p, event.getKeyRotated());
        case event_kind::ROOT_COMMITTED: return lawful_root(p, event);
        default: return done();
    }
}

}  // namespace rf
