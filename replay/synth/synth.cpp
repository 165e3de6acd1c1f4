// One epoch after the other: a block, the metagraph, a committed secret, tasks
// drawn from it, questions and replies interleaved as they would be, the seal
// and its checkpoint, and the weights on their way to a chain.
#include "replay/synth/synth.hpp"

#include <algorithm>

#include "events/sha256.hpp"
#include "replay/draw.hpp"
#include "replay/synth/journal.hpp"
#include "replay/synth/world.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

// A step that may be refused, in a run of them.
#define RF_TRY(expression) \
    if (auto tried = (expression); !tried) return tried.error()

blob named(byte_vec bytes) {
    const hash32 name = sha256(bytes);
    return {name, std::move(bytes)};
}

void set_blob(schema::BlobRef::Builder to, const blob& b) {
    to.setSha256(data_of(b.name));
    to.setLength(b.bytes.size());
}

class generator {
  public:
    generator(log_writer& log, const std::string& name, const synth_options& options)
        : log_(log), options_(options), key_(synth_key(name, options.seed)), journal_(log, options.batch),
          world_(options.seed, options.miners, options.mechanisms == std::vector<std::string>{"hetu_consensus"},
                 options.hostile) {}

    result<synth_report> run(const synth_progress& progress) {
        RF_TRY(begin());
        for (std::uint32_t epoch = 1; epoch <= options_.epochs; ++epoch) {
            RF_TRY(one_epoch(epoch));
            if (progress) progress(epoch, options_.epochs);
        }
        event_draft stop;
        stop.event().initWriterStopped().setReason("done");
        RF_TRY(journal_.take(std::move(stop)));
        RF_TRY(journal_.flush());
        report_.events = journal_.state().next;
        report_.blobs = journal_.blobs_written();
        report_.epochs = options_.epochs;
        return report_;
    }

  private:
    dice& roll() { return world_.roll(); }
    bool sometimes(double p) { return options_.hostile && roll().chance(p); }

    status begin() {
        event_draft birth;
        auto c = birth.event().initLogCreated();
        c.setFormat(log_format);
        c.setOrigin(key_.name);
        c.setChain(schema::ChainKind::SYNTHETIC);
        c.setGenesis(data_of(sha256(view("synthetic genesis"))));
        c.setNetuid(1);
        c.setVerificationKey(encode_verifier(verifier_of(key_)));
        account validator;
        roll().fill(validator.b.data(), 32);
        const auto who = validator.encoded();
        c.setValidator(data_of(who));
        RF_TRY(journal_.take(std::move(birth)));
        RF_TRY(start_writer());
        event_draft connected;
        connected.event().setStream(schema::StreamKind::CHAIN);
        auto chain = connected.event().initChainConnected();
        chain.setEndpoint("synthetic");
        chain.setGenesis(data_of(sha256(view("synthetic genesis"))));
        return journal_.take(std::move(connected));
    }

    status start_writer() {
        event_draft started;
        auto w = started.event().initWriterStarted();
        w.setProgram("rf-log synth");
        w.setVersion("0.1.0");
        w.setFoldVersion(fold_version);
        return journal_.take(std::move(started));
    }

    status choose_mechanism(std::uint32_t epoch) {
        const std::size_t turn = (epoch - 1) / options_.epochs_each % options_.mechanisms.size();
        const std::string& name = options_.mechanisms[turn];
        rules_ = find_mechanism(name, 1);
        RF_REQUIRE(rules_);
        if (journal_.state().mechanism == name) return done();
        event_draft chosen;
        auto set = chosen.event().initParametersSet();
        set.setMechanism(name);
        set.setVersion(1);
        write_parameters(set.initChosen(unsigned(options_.chosen.size())), options_.chosen);
        set.setReason("synthetic");
        return journal_.take(std::move(chosen));
    }

    status observe_chain() {
        block_ += 360;
        if (sometimes(0.1)) {
            event_draft reorg;
            reorg.event().setStream(schema::StreamKind::CHAIN);
            auto r = reorg.event().initReorgObserved();
            r.setFromNumber(block_ - 360);
            r.setFromHash(data_of(roll().hash()));
            r.setToNumber(block_ - 361);
            r.setToHash(data_of(roll().hash()));
            RF_TRY(journal_.take(std::move(reorg)));
        }
        if (sometimes(0.3)) RF_TRY(hand_over());
        return observe_metagraph();
    }

    status hand_over() {
        const auto h = world_.replace_one();
        event_draft changed;
        changed.event().setStream(schema::StreamKind::CHAIN);
        auto u = changed.event().initUidHandedOver();
        const auto from = h.from.encoded(), to = h.to.encoded();
        u.setUid(h.uid);
        u.setFrom(data_of(from));
        u.setTo(data_of(to));
        u.setBlock(block_);
        return journal_.take(std::move(changed));
    }

    status observe_metagraph() {
        constexpr std::size_t a_part = 256;
        const auto& miners = world_.miners();
        const std::size_t parts = std::max<std::size_t>(1, (miners.size() + a_part - 1) / a_part);
        for (std::size_t part = 0; part < parts; ++part) {
            event_draft graph;
            graph.event().setStream(schema::StreamKind::CHAIN);
            auto m = graph.event().initMetagraphObserved();
            m.setBlock(block_);
            m.setPart(std::uint16_t(part));
            m.setParts(std::uint16_t(parts));
            const std::size_t from = part * a_part, to = std::min(miners.size(), from + a_part);
            auto neurons = m.initNeurons(unsigned(to - from));
            for (std::size_t i = from; i < to; ++i) {
                const auto who = miners[i].who.encoded();
                neurons[unsigned(i - from)].setUid(miners[i].uid);
                neurons[unsigned(i - from)].setAccount(data_of(who));
                neurons[unsigned(i - from)].setIp("127.0.0.1");
                neurons[unsigned(i - from)].setPort(std::uint16_t(8091 + i));
            }
            RF_TRY(journal_.take(std::move(graph)));
        }
        return done();
    }

    status observe_block(std::uint64_t number, const hash32& hash) {
        event_draft block;
        block.event().setStream(schema::StreamKind::CHAIN);
        auto b = block.event().initBlockObserved();
        b.setNumber(number);
        b.setHash(data_of(hash));
        b.setFinalised(true);
        return journal_.take(std::move(block));
    }

    status open_epoch(std::uint32_t epoch) {
        secret_ = roll().hash();
        event_draft committed;
        committed.event().setEpoch(epoch);
        committed.event().setStream(schema::StreamKind::EPOCH);
        auto c = committed.event().initSecretCommitted();
        c.setSecretHash(data_of(sha256(secret_)));
        c.setBeforeBlock(block_ + 1);
        RF_TRY(journal_.take(std::move(committed)));
        const hash32 block_hash = roll().hash();
        RF_TRY(observe_block(block_ + 1, block_hash));
        open_next_epoch open;
        open.seats = world_.seats();
        open.block = block_ + 1;
        open.block_hash = block_hash;
        open.closes_block = block_ + 350;
        open.tasks = rules_->most_tasks != 0 ? std::min(options_.tasks, rules_->most_tasks) : options_.tasks;
        RF_TRY(journal_.take(command(open)));
        const hash32 seed = draw_seed(secret_, block_hash, 1, *rules_, epoch);
        plan_ = draw_tasks(seed, *rules_, journal_.state().open->facts.params, open.seats, open.tasks);
        return done();
    }

    status one_epoch(std::uint32_t epoch) {
        RF_TRY(choose_mechanism(epoch));
        RF_TRY(observe_chain());
        RF_TRY(open_epoch(epoch));
        everybody_fails_ = sometimes(0.04);
        lost_miner_ = sometimes(0.04) ? std::optional(world_.miners()[roll().below(world_.miners().size())].uid)
                                      : std::nullopt;
        const std::uint32_t crash_at = sometimes(0.2) ? std::uint32_t(roll().below(plan_.size())) : ~0u;
        for (std::uint32_t t = 0; t < plan_.size(); ++t) RF_TRY(one_task(epoch, t, t == crash_at));
        if (rules_->name == "judge_epm") RF_TRY(count_traffic(epoch));
        if (rules_->name == "aml_ensemble") RF_TRY(settle_truth(epoch));
        RF_TRY(observe_block(block_ + 350, roll().hash()));
        RF_TRY(journal_.take(command(seal_open_epoch{secret_, block_ + 350})));
        RF_TRY(journal_.flush());
        RF_TRY(cut_checkpoint());
        return send_weights(epoch);
    }

    status one_task(std::uint32_t epoch, std::uint32_t ordinal, bool crash) {
        const planned_task& plan = plan_[ordinal];
        event_draft opened = of_task(epoch, plan.id);
        auto e = opened.event();
        e.setDisclosure(schema::Disclosure::AFTER_SEAL);
        e.setSalt(data_of(roll().hash()));
        auto t = e.initTaskOpened();
        t.setOrdinal(std::uint16_t(ordinal));
        t.setDomain(plan.domain);
        t.setDifficulty(plan.difficulty);
        t.setTrap(plan.trap);
        t.setPreviouslyUnsolved(false);
        t.setTimeoutMs(300'000);
        t.setDeadlineBlock(block_ + 300);
        t.setAlerts(rules_->name == "aml_ensemble" ? 24 : 0);
        auto asked = t.initAsked(unsigned(plan.asked.size()));
        for (unsigned i = 0; i < plan.asked.size(); ++i) asked.set(i, plan.asked[i]);
        std::vector<blob> blobs{payload("prompt of task " + hex(plan.id)), payload("truth of task " + hex(plan.id))};
        set_blob(t.initPrompt(), blobs[0]);
        set_blob(t.initTruth(), blobs[1]);
        RF_TRY(journal_.take(std::move(opened), std::move(blobs)));

        std::vector<std::uint16_t> order = plan.asked;
        roll().shuffle(order);  // replies come back in any order
        for (std::size_t i = 0; i < order.size(); ++i) {
            RF_TRY(ask(epoch, ordinal, order[i], 1));
            // A crash in mid-flight: this question was sent, its reply is lost.
            const bool now = crash && i == order.size() / 2;
            RF_TRY(now ? crash_now(epoch, ordinal, order[i]) : answer(epoch, ordinal, order[i]));
        }
        return close(epoch, ordinal);
    }

    event_draft of_task(std::uint32_t epoch, const std::array<std::uint8_t, 16>& id) {
        event_draft d;
        d.event().setEpoch(epoch);
        d.event().setStream(schema::StreamKind::TASK);
        d.event().setStreamId(data_of(id));
        return d;
    }

    const invented_miner& miner(std::uint16_t uid) {
        return *std::find_if(world_.miners().begin(), world_.miners().end(),
                             [&](const invented_miner& m) { return m.uid == uid; });
    }

    status ask(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid, std::uint16_t attempt) {
        event_draft d = of_task(epoch, plan_[ordinal].id);
        const auto who = miner(uid).who.encoded();
        auto r = d.event().initRequestSent();
        r.setTask(std::uint16_t(ordinal));
        r.setUid(uid);
        r.setAccount(data_of(who));
        const hash32 id = roll().hash();
        r.setRequestId(data_of(byte_view(id.b.data(), 16)));
        r.setBodyHash(data_of(id));
        r.setEndpoint("127.0.0.1:8091");
        r.setAttempt(attempt);
        return journal_.take(std::move(d));
    }

    status record_reply(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid, const invented_world::fate& f,
                        std::uint16_t attempt, std::vector<blob> blobs) {
        event_draft d = of_task(epoch, plan_[ordinal].id);
        const auto who = miner(uid).who.encoded();
        auto r = d.event().initReplyRecorded();
        r.setTask(std::uint16_t(ordinal));
        r.setUid(uid);
        r.setAccount(data_of(who));
        r.setOutcome(f.outcome);
        r.setFault(f.fault);
        r.setLatencyNs(f.latency_ns);
        r.setHttpStatus(f.outcome == schema::Outcome::ANSWERED ? 200 : 0);
        r.setAttempt(attempt);
        if (!blobs.empty()) set_blob(r.initBody(), blobs[0]);
        return journal_.take(std::move(d), std::move(blobs));
    }

    status answer(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid) {
        auto f = world_.decide_fate(miner(uid));
        if (everybody_fails_) f = {schema::Outcome::TIMEOUT, schema::Fault::MINER, f.latency_ns};
        if (lost_miner_ == uid) f = {schema::Outcome::OWN_NETWORK, schema::Fault::VALIDATOR, f.latency_ns};
        return reply(epoch, ordinal, uid, f);
    }

    // A reply whose attempt was void is asked for once more, unless it is the
    // miner we never reach.
    status reply(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid, invented_world::fate f) {
        std::vector<blob> blobs;
        if (f.outcome == schema::Outcome::ANSWERED && options_.reply_bytes != 0) {
            byte_vec body(options_.reply_bytes);
            roll().fill(body.data(), body.size());
            blobs.push_back(named(std::move(body)));
        }
        RF_TRY(record_reply(epoch, ordinal, uid, f, 1, std::move(blobs)));
        if (f.fault == schema::Fault::VALIDATOR && lost_miner_ != uid) {
            RF_TRY(ask(epoch, ordinal, uid, 2));
            f = {schema::Outcome::TIMEOUT, schema::Fault::MINER, f.latency_ns};
            return record_reply(epoch, ordinal, uid, f, 2, {});
        }
        return f.outcome == schema::Outcome::ANSWERED ? verify(epoch, ordinal, uid) : done();
    }

    status verify(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid) {
        event_draft d = of_task(epoch, plan_[ordinal].id);
        const auto who = miner(uid).who.encoded();
        auto r = d.event().initReplyVerified();
        r.setTask(std::uint16_t(ordinal));
        r.setUid(uid);
        r.setAccount(data_of(who));
        world_.observe(*rules_, miner(uid), journal_.state().open->facts.tasks[ordinal], r);
        return journal_.take(std::move(d));
    }

    // The process dies and a new one begins: what was in flight ends void, and
    // is asked again.
    status crash_now(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid) {
        ++report_.crashes;
        RF_TRY(start_writer());
        RF_TRY(record_reply(epoch, ordinal, uid, {schema::Outcome::CRASHED, schema::Fault::VALIDATOR, 0}, 1, {}));
        RF_TRY(ask(epoch, ordinal, uid, 2));
        const invented_world::fate f{schema::Outcome::ANSWERED, schema::Fault::NOBODY, 1'000'000'000};
        RF_TRY(record_reply(epoch, ordinal, uid, f, 2, {}));
        return verify(epoch, ordinal, uid);
    }

    status close(std::uint32_t epoch, std::uint32_t ordinal) {
        event_draft d = of_task(epoch, plan_[ordinal].id);
        const bool complete = journal_.state().open->progress[ordinal].waiting == 0;
        if (!complete && journal_.state().chain.best < block_ + 300) RF_TRY(observe_block(block_ + 300, roll().hash()));
        auto c = d.event().initTaskClosed();
        c.setOrdinal(std::uint16_t(ordinal));
        c.setWhy(complete ? schema::TaskEnd::COMPLETE : schema::TaskEnd::DEADLINE);
        return journal_.take(std::move(d));
    }

    status count_traffic(std::uint32_t epoch) {
        event_draft d;
        d.event().setEpoch(epoch);
        d.event().setStream(schema::StreamKind::EPOCH);
        auto t = d.event().initTrafficCounted();
        t.setWindowMinutes(72);
        auto edges = t.initEdges(unsigned(world_.miners().size()));
        for (unsigned i = 0; i < world_.miners().size(); ++i) {
            edges[i].setUid(world_.miners()[i].uid);
            edges[i].setEdges(roll().below(500));
        }
        return journal_.take(std::move(d));
    }

    // The truth of a batch arrives three epochs later, sometimes out of order.
    status settle_truth(std::uint32_t epoch) {
        const auto awaited = journal_.state().awaited;
        for (const auto& a : awaited) {
            if (a.submitted_epoch + 3 > epoch || sometimes(0.3)) continue;
            event_draft d;
            d.event().setEpoch(epoch);
            d.event().setStream(schema::StreamKind::TASK);
            d.event().setStreamId(data_of(a.task));
            auto g = d.event().initGroundTruthArrived();
            g.setTask(data_of(a.task));
            g.setSubmittedEpoch(a.submitted_epoch);
            auto settled = g.initSettled(unsigned(world_.miners().size()));
            for (unsigned i = 0; i < world_.miners().size(); ++i) {
                const auto who = world_.miners()[i].who.encoded();
                settled[i].setAccount(data_of(who));
                settled[i].setTier3(roll().unit() * 0.5);
            }
            RF_TRY(journal_.take(std::move(d)));
        }
        return done();
    }

    status cut_checkpoint() {
        const head at = log_.head();
        checkpoint c;
        c.origin = key_.name;
        c.size = at.size;
        c.root = at.root;
        return log_.put_checkpoint(at.size, sign_checkpoint(c, key_));
    }

    event_draft of_weights(std::uint32_t epoch) {
        event_draft d;
        d.event().setEpoch(epoch);
        d.event().setStream(schema::StreamKind::CHAIN);
        return d;
    }

    status send_weights(std::uint32_t epoch) {
        if (journal_.state().sealed.withheld) {
            ++report_.withheld;
            event_draft alarm;
            alarm.event().initAlarmRaised().setName("weights_withheld");
            return journal_.take(std::move(alarm));
        }
        // A uid may have changed hands while the epoch ran: the chain is read again.
        if (sometimes(0.2)) RF_TRY(hand_over());
        RF_TRY(observe_metagraph());
        RF_TRY(journal_.take(command(intend_weights{epoch, schema::WeightCall::SET})));
        if (journal_.state().weights.empty()) return done();  // all accounts lost their uid
        const blob signed_bytes = payload("extrinsic of epoch " + std::to_string(epoch));
        event_draft signed_ = of_weights(epoch);
        auto s = signed_.event().initWeightsSigned();
        s.setHash(data_of(signed_bytes.name));
        s.setNonce(epoch);
        set_blob(s.initPayload(), signed_bytes);
        RF_TRY(journal_.take(std::move(signed_), {signed_bytes}));
        const std::uint32_t tries = sometimes(0.2) ? 2 : 1;
        for (std::uint32_t i = 1; i <= tries; ++i) {
            event_draft sent = of_weights(epoch);
            auto w = sent.event().initWeightsSubmitted();
            w.setHash(data_of(signed_bytes.name));
            w.setEndpoint("synthetic");
            w.setAttempt(i);
            RF_TRY(journal_.take(std::move(sent)));
        }
        event_draft in = of_weights(epoch);
        auto w = in.event().initWeightsIncluded();
        w.setHash(data_of(signed_bytes.name));
        w.setBlock(block_ + 352);
        RF_TRY(journal_.take(std::move(in)));
        event_draft read = of_weights(epoch);
        auto r = read.event().initWeightsReadBack();
        r.setBlock(block_ + 353);
        r.setAgrees(true);
        return journal_.take(std::move(read));
    }

    // Begins with 32 random bytes: a short secret must not be guessed from its hash.
    blob payload(const std::string& text) {
        const hash32 salt = roll().hash();
        byte_vec bytes(salt.b.begin(), salt.b.end());
        bytes.insert(bytes.end(), text.begin(), text.end());
        return named(std::move(bytes));
    }

    log_writer& log_;
    synth_options options_;
    signing_key key_;
    synth_journal journal_;
    invented_world world_;
    synth_report report_;
    const mechanism* rules_ = nullptr;
    std::uint64_t block_ = 1000;
    hash32 secret_;
    std::vector<planned_task> plan_;
    bool everybody_fails_ = false;
    std::optional<std::uint16_t> lost_miner_;
};

}  // namespace

signing_key synth_key(const std::string& name, std::uint64_t seed) {
    std::uint8_t n[8];
    put_be64(n, seed);
    return key_from_seed(name, sha256({view("synthetic key"), byte_view(n, 8)}).b);
}

status check_options(const synth_options& o) {
    const auto bad = [](const char* where, std::string what) {
        return fault{fault_kind::invalid, std::move(what), where, ""};
    };
    const auto up_to = [](std::uint64_t most) { return "1 to " + std::to_string(most); };
    if (o.miners == 0 || o.miners > most_seats) return bad("miners", "a log has " + up_to(most_seats) + " miners");
    if (o.tasks == 0 || o.tasks > most_synth_tasks)
        return bad("tasks", "an epoch has " + up_to(most_synth_tasks) + " tasks");
    if (o.reply_bytes > most_reply_bytes)
        return bad("reply_bytes", "a reply has at most " + std::to_string(most_reply_bytes) + " bytes");
    if (o.batch == 0 || o.batch > most_synth_batch)
        return bad("batch", "a group commit has " + up_to(most_synth_batch) + " events");
    if (o.epochs_each == 0) return bad("epochs_each", "a mechanism has at least one epoch");
    if (o.mechanisms.empty()) return bad("mechanisms", "there is at least one mechanism");
    for (const std::string& name : o.mechanisms)
        if (!find_mechanism(name, 1)) return bad("mechanisms", "there is no mechanism " + name + "@1");
    if (o.chosen.empty()) return done();
    if (o.mechanisms.size() != 1) return bad("chosen", "parameters belong to one mechanism");
    if (auto whole = complete_parameters(*find_mechanism(o.mechanisms[0], 1), o.chosen); !whole)
        return with_place(whole.error(), "chosen");
    return done();
}

result<synth_report> synthesise(log_writer& log, const std::string& name, const synth_options& options,
                                const synth_progress& progress) {
    if (auto ok = check_options(options); !ok) return ok.error();
    if (!is_key_name(name)) return fault{fault_kind::invalid, "an origin has no white space and no '+'", "origin", ""};
    return generator(log, name, options).run(progress);
}

}  // namespace rf
