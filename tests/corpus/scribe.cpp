#include "tests/corpus/scribe.hpp"

#include "events/memory_log.hpp"
#include "events/sha256.hpp"
#include "replay/carry_codec.hpp"
#include "replay/epoch_record.hpp"
#include "replay/export_epoch.hpp"
#include "replay/synth/journal.hpp"
#include "replay/synth/synth.hpp"
#include "replay/wire_values.hpp"

namespace rf::corpus {
namespace {

#define RF_TRY(expression) \
    if (auto tried = (expression); !tried) return tried.error()

constexpr const char* origin = "corpus.example/log";

void write_observation(const observation& from, schema::Observation::Builder to) {
    if (const auto* r = std::get_if<reasonforge_seen>(&from)) {
        auto f = to.initReasonforge();
        f.setQuality(r->quality);
        f.setAccuracy(r->accuracy);
        f.setNovelty(r->novelty);
        f.setEfficiency(r->efficiency);
        f.setSimilarity(r->similarity);
    } else if (const auto* e = std::get_if<ema_feed_seen>(&from)) {
        auto results = to.initEmaFeed().initResults(unsigned(e->results.size()));
        for (unsigned i = 0; i < e->results.size(); ++i) {
            results[i].setState(schema::FeedState(e->results[i].status));
            results[i].setMs(e->results[i].ms);
            results[i].setQuality(e->results[i].quality);
        }
    } else if (const auto* j = std::get_if<judge_epm_seen>(&from)) {
        auto criteria = to.initJudgeEpm().initCriteria(7);
        for (unsigned i = 0; i < 7; ++i) criteria.set(i, j->criteria[i]);
    } else if (const auto* a = std::get_if<aml_ensemble_seen>(&from)) {
        auto f = to.initAmlEnsemble();
        f.setTier1(a->tier1);
        f.setTier2(a->tier2);
        auto scores = f.initScores(unsigned(a->scores.size()));
        for (unsigned i = 0; i < a->scores.size(); ++i) {
            scores[i].setAlert(a->scores[i].alert);
            scores[i].setScore(a->scores[i].score);
        }
    } else if (const auto* h = std::get_if<hetu_consensus_seen>(&from)) {
        to.initHetuConsensus().setAnswer(data_of(h->answer));
    }
}

schema::Outcome wire_outcome(outcome what) {
    switch (what) {
        case outcome::answered:
            return schema::Outcome::ANSWERED;
        case outcome::timeout:
            return schema::Outcome::TIMEOUT;
        case outcome::bad_hash:
            return schema::Outcome::BAD_HASH;
        default:
            return schema::Outcome::MALFORMED;
    }
}

class scribe {
  public:
    scribe(const planned_run& run, std::uint64_t seed)
        : run_(run),
          key_(synth_key(origin, seed)),
          journal_(log_, 256),
          roll_(sha256(view("scribe of " + run.name))) {}

    result<std::vector<written_bundle>> write() {
        RF_TRY(begin());
        std::vector<written_bundle> out;
        for (std::size_t i = 0; i < run_.epochs.size(); ++i) {
            const auto epoch = std::uint32_t(i + 1);
            RF_TRY(write_epoch(epoch, run_.epochs[i]));
            auto content = export_epoch(log_, epoch, {.payloads = false});
            if (!content) return content.error();
            out.push_back({run_.epochs.size() == 1 ? run_.name : run_.name + "-" + std::to_string(epoch),
                           std::move(*content)});
            RF_TRY(compare(epoch, run_.epochs[i].facts));
        }
        return out;
    }

  private:
    status take(event_draft fact, std::vector<blob> blobs = {}) {
        return journal_.take(std::move(fact), std::move(blobs));
    }

    status begin() {
        const hash32 genesis = sha256(view("corpus genesis"));
        event_draft birth;
        auto c = birth.event().initLogCreated();
        c.setFormat(log_format);
        c.setOrigin(origin);
        c.setChain(schema::ChainKind::SYNTHETIC);
        c.setGenesis(data_of(genesis));
        c.setNetuid(1);
        c.setVerificationKey(encode_verifier(verifier_of(key_)));
        const auto validator = account{}.encoded();
        c.setValidator(data_of(validator));
        RF_TRY(take(std::move(birth)));
        event_draft started;
        auto w = started.event().initWriterStarted();
        w.setProgram("make_corpus");
        w.setVersion("1");
        w.setFoldVersion(fold_version);
        return take(std::move(started));
    }

    status choose(const parameters& chosen) {
        event_draft draft;
        auto set = draft.event().initParametersSet();
        set.setMechanism(std::string(run_.rules->name));
        set.setVersion(run_.rules->version);
        write_parameters(set.initChosen(unsigned(chosen.size())), chosen);
        set.setReason("corpus");
        return take(std::move(draft));
    }

    status import() {
        if (run_.in.entries.empty()) return done();
        byte_vec bytes = encode_carry(run_.rules->name, run_.rules->version, run_.in);
        const hash32 name = sha256(bytes);
        event_draft draft;
        auto c = draft.event().initCarryImported();
        c.setSource("corpus");
        c.initCarry().setSha256(data_of(name));
        c.getCarry().setLength(bytes.size());
        return take(std::move(draft), {{name, std::move(bytes)}});
    }

    status see_metagraph(const roster& seats) {
        constexpr std::size_t a_part = 256;
        const std::size_t parts = std::max<std::size_t>(1, (seats.size() + a_part - 1) / a_part);
        for (std::size_t part = 0; part < parts; ++part) {
            event_draft draft;
            draft.event().setStream(schema::StreamKind::CHAIN);
            auto m = draft.event().initMetagraphObserved();
            m.setBlock(block_);
            m.setPart(std::uint16_t(part));
            m.setParts(std::uint16_t(parts));
            const std::size_t from = part * a_part, to = std::min(seats.size(), from + a_part);
            auto neurons = m.initNeurons(unsigned(to - from));
            for (std::size_t i = from; i < to; ++i) {
                const auto who = seats[i].who.encoded();
                neurons[unsigned(i - from)].setUid(seats[i].uid);
                neurons[unsigned(i - from)].setAccount(data_of(who));
            }
            RF_TRY(take(std::move(draft)));
        }
        return done();
    }

    status see_block(std::uint64_t number, const hash32& hash) {
        event_draft draft;
        draft.event().setStream(schema::StreamKind::CHAIN);
        auto b = draft.event().initBlockObserved();
        b.setNumber(number);
        b.setHash(data_of(hash));
        b.setFinalised(true);
        return take(std::move(draft));
    }

    status open(std::uint32_t epoch, const epoch_facts& facts, const hash32& secret) {
        event_draft committed;
        committed.event().setEpoch(epoch);
        committed.event().setStream(schema::StreamKind::EPOCH);
        auto c = committed.event().initSecretCommitted();
        const hash32 secret_hash = sha256(secret);
        c.setSecretHash(data_of(secret_hash));
        c.setBeforeBlock(block_ + 1);
        RF_TRY(take(std::move(committed)));
        open_next_epoch o;
        o.seats = facts.seats;
        o.block = block_ + 1;
        o.block_hash = sha256(view("block of " + run_.name));
        o.closes_block = block_ + 350;
        o.tasks = std::uint32_t(facts.tasks.size());
        RF_TRY(see_block(o.block, o.block_hash));
        return journal_.take(command(o));
    }

    static std::array<std::uint8_t, 16> id_of(std::uint32_t epoch, std::size_t ordinal) {
        std::array<std::uint8_t, 16> id{};
        put_be64(id.data(), epoch);
        put_be64(id.data() + 8, ordinal + 1);
        return id;
    }

    event_draft of_task(std::uint32_t epoch, std::size_t ordinal) {
        event_draft d;
        d.event().setEpoch(epoch);
        d.event().setStream(schema::StreamKind::TASK);
        const auto id = id_of(epoch, ordinal);
        d.event().setStreamId(data_of(id));
        return d;
    }

    status write_task(std::uint32_t epoch, std::size_t ordinal, const planned_epoch& e) {
        const task_facts& task = e.facts.tasks[ordinal];
        const blob prompt{sha256(view("a prompt")), {}};
        event_draft draft = of_task(epoch, ordinal);
        auto t = draft.event().initTaskOpened();
        t.setOrdinal(std::uint16_t(ordinal));
        t.setSource(schema::TaskSource::FILE);
        t.setDomain(task.domain);
        t.setDifficulty(task.difficulty);
        t.setTrap(task.trap);
        t.setPreviouslyUnsolved(task.previously_unsolved);
        t.setTimeoutMs(300'000);
        t.setDeadlineBlock(block_ + 300);
        t.initPrompt().setSha256(data_of(prompt.name));
        t.initTruth().setSha256(data_of(prompt.name));
        std::vector<std::size_t> asked;
        for (std::size_t i = 0; i < task.replies.size(); ++i)
            if (task.replies[i].what != outcome::not_asked) asked.push_back(i);
        auto uids = t.initAsked(unsigned(asked.size()));
        for (unsigned i = 0; i < asked.size(); ++i) uids.set(i, e.facts.seats[asked[i]].uid);
        RF_TRY(take(std::move(draft)));
        roll_.shuffle(asked);  // replies come back in any order
        for (const std::size_t i : asked) RF_TRY(question(epoch, ordinal, e, i));
        return close(epoch, ordinal);
    }

    status question(std::uint32_t epoch, std::size_t ordinal, const planned_epoch& e, std::size_t at) {
        const reply_facts& reply = e.facts.tasks[ordinal].replies[at];
        const seat& s = e.facts.seats[at];
        std::uint16_t attempt = 1;
        if (e.lost_attempts && reply.what != outcome::voided && roll_.chance(0.1)) {
            RF_TRY(ask(epoch, ordinal, s, attempt));
            RF_TRY(record_reply(epoch, ordinal, s, outcome::voided, attempt++));
        }
        RF_TRY(ask(epoch, ordinal, s, attempt));
        RF_TRY(record_reply(epoch, ordinal, s, reply.what, attempt));
        if (reply.what != outcome::answered) return done();
        event_draft draft = of_task(epoch, ordinal);
        auto v = draft.event().initReplyVerified();
        v.setTask(std::uint16_t(ordinal));
        v.setUid(s.uid);
        const auto who = s.who.encoded();
        v.setAccount(data_of(who));
        write_observation(reply.seen, v.initSeen());
        return take(std::move(draft));
    }

    status ask(std::uint32_t epoch, std::size_t ordinal, const seat& s, std::uint16_t attempt) {
        event_draft draft = of_task(epoch, ordinal);
        auto r = draft.event().initRequestSent();
        r.setTask(std::uint16_t(ordinal));
        r.setUid(s.uid);
        const auto who = s.who.encoded();
        r.setAccount(data_of(who));
        const auto request = id_of(epoch, ordinal);
        r.setRequestId(data_of(request));
        const hash32 body = sha256(view("a request"));
        r.setBodyHash(data_of(body));
        r.setAttempt(attempt);
        return take(std::move(draft));
    }

    status record_reply(std::uint32_t epoch, std::size_t ordinal, const seat& s, outcome what,
                        std::uint16_t attempt) {
        event_draft draft = of_task(epoch, ordinal);
        auto r = draft.event().initReplyRecorded();
        r.setTask(std::uint16_t(ordinal));
        r.setUid(s.uid);
        const auto who = s.who.encoded();
        r.setAccount(data_of(who));
        const bool ours = what == outcome::voided;
        r.setOutcome(ours ? schema::Outcome::OWN_NETWORK : wire_outcome(what));
        r.setFault(ours                        ? schema::Fault::VALIDATOR
                   : what == outcome::answered ? schema::Fault::NOBODY
                                               : schema::Fault::MINER);
        r.setLatencyNs(1'000'000'000);
        r.setAttempt(attempt);
        return take(std::move(draft));
    }

    status close(std::uint32_t epoch, std::size_t ordinal) {
        const bool complete = journal_.state().open->progress[ordinal].waiting == 0;
        if (!complete && journal_.state().chain.best < block_ + 300)
            RF_TRY(see_block(block_ + 300, sha256(view("deadline of " + run_.name))));
        event_draft draft = of_task(epoch, ordinal);
        auto c = draft.event().initTaskClosed();
        c.setOrdinal(std::uint16_t(ordinal));
        c.setWhy(complete ? schema::TaskEnd::COMPLETE : schema::TaskEnd::DEADLINE);
        return take(std::move(draft));
    }

    status count_traffic(std::uint32_t epoch, const epoch_facts& facts) {
        if (facts.counted.window_minutes == 0) return done();
        event_draft draft;
        draft.event().setEpoch(epoch);
        draft.event().setStream(schema::StreamKind::EPOCH);
        auto t = draft.event().initTrafficCounted();
        t.setWindowMinutes(facts.counted.window_minutes);
        auto edges = t.initEdges(unsigned(facts.seats.size()));
        for (unsigned i = 0; i < facts.seats.size(); ++i) {
            edges[i].setUid(facts.seats[i].uid);
            edges[i].setEdges(facts.counted.edges[i]);
        }
        return take(std::move(draft));
    }

    status settle(std::uint32_t epoch, const arrival& truth) {
        event_draft draft = of_task(truth.submitted_epoch, 0);
        draft.event().setEpoch(epoch);
        auto g = draft.event().initGroundTruthArrived();
        const auto id = id_of(truth.submitted_epoch, 0);
        g.setTask(data_of(id));
        g.setSubmittedEpoch(truth.submitted_epoch);
        auto settled = g.initSettled(unsigned(truth.tier3.size()));
        for (unsigned i = 0; i < truth.tier3.size(); ++i) {
            const auto who = truth.tier3[i].first.encoded();
            settled[i].setAccount(data_of(who));
            settled[i].setTier3(truth.tier3[i].second);
        }
        return take(std::move(draft));
    }

    status write_epoch(std::uint32_t epoch, const planned_epoch& e) {
        block_ += 360;
        RF_TRY(choose(e.facts.params));
        if (epoch == 1) RF_TRY(import());
        RF_TRY(see_metagraph(e.facts.seats));
        const hash32 secret = sha256(view("secret of " + run_.name + std::to_string(epoch)));
        RF_TRY(open(epoch, e.facts, secret));
        for (std::size_t t = 0; t < e.facts.tasks.size(); ++t) RF_TRY(write_task(epoch, t, e));
        RF_TRY(count_traffic(epoch, e.facts));
        for (const arrival& truth : e.truths) RF_TRY(settle(epoch, truth));
        RF_TRY(see_block(block_ + 350, sha256(view("end of " + run_.name))));
        RF_TRY(journal_.take(command(seal_open_epoch{secret, block_ + 350})));
        RF_TRY(journal_.flush());
        checkpoint note;
        note.origin = origin;
        note.size = log_.head().size;
        note.root = log_.head().root;
        RF_TRY(log_.put_checkpoint(note.size, sign_checkpoint(note, key_)));
        if (journal_.state().sealed.withheld) return done();
        RF_TRY(see_metagraph(e.facts.seats));
        RF_TRY(journal_.take(command(intend_weights{epoch, schema::WeightCall::SET})));
        return journal_.flush();
    }

    // What was planned is what the log tells.
    status compare(std::uint32_t epoch, const epoch_facts& planned) {
        auto told = read_epoch(log_, epoch);
        if (!told) return told.error();
        bool same = told->facts.seats == planned.seats && told->facts.params == planned.params &&
                    told->facts.counted == planned.counted &&
                    told->facts.tasks.size() == planned.tasks.size();
        for (std::size_t t = 0; same && t < planned.tasks.size(); ++t) {
            const task_facts &a = told->facts.tasks[t], &b = planned.tasks[t];
            same = a.domain == b.domain && a.difficulty == b.difficulty && a.trap == b.trap &&
                   a.previously_unsolved == b.previously_unsolved && a.replies == b.replies;
        }
        if (same) return done();
        return fault{fault_kind::invalid, "the log tells other facts than were planned",
                     std::to_string(epoch), ""};
    }

    const planned_run& run_;
    signing_key key_;
    memory_log log_;
    synth_journal journal_;
    dice roll_;
    std::uint64_t block_ = 1000;
};

}  // namespace

result<std::vector<written_bundle>> write_run(const planned_run& run, std::uint64_t seed) {
    auto written = scribe(run, seed).write();
    if (!written) return with_place(written.error(), run.name);
    return written;
}

}  // namespace rf::corpus
