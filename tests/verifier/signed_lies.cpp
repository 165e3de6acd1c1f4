// What only the validator can do: events of its own log changed before they are
// signed. Each lie is about one thing.
#include <capnp/message.h>

#include <limits>

#include "events/sha256.hpp"
#include "replay/carry_codec.hpp"
#include "tests/verifier/alterations.hpp"

namespace rf {
namespace {

using builder = schema::Event::Builder;

class liar {
  public:
    explicit liar(const forged_log& honest) : honest_(honest) {}

    void lie(const char* name, std::optional<std::uint64_t> number, const std::function<void(builder)>& how) {
        if (!number) return;
        forged_log log = honest_;
        log.change(*number, how);
        out.push_back({name, log.sign()});
    }
    void of_opening(const char* name, const std::function<void(schema::EpochOpened::Builder)>& how) {
        lie(name, honest_.opened, [&](builder e) { how(e.getEpochOpened()); });
    }
    void of_seal(const char* name, const std::function<void(schema::EpochSealed::Builder)>& how) {
        lie(name, honest_.sealed, [&](builder e) { how(e.getEpochSealed()); });
    }
    std::vector<altered> out;

  private:
    const forged_log& honest_;
};

void about_the_seal(liar& to, const forged_log& honest) {
    to.of_seal("seal_score", [](auto s) {
        auto scores = s.getScores();
        if (scores.size()) scores.set(scores.size() - 1, scores[scores.size() - 1] + 0x1p-40);
    });
    to.of_seal("seal_score_missing", [](auto s) { s.initScores(1); });
    to.of_seal("seal_weight", [](auto s) {
        if (s.getWeights().size())
            s.getWeights()[0].setValue(std::uint16_t(s.getWeights()[0].getValue() ^ 1));
    });
    to.of_seal("seal_weights_missing", [](auto s) { s.initWeights(0); });
    to.of_seal("seal_weight_uid", [](auto s) {
        if (s.getWeights().size()) s.getWeights()[0].setUid(4000);
    });
    to.of_seal("seal_withheld", [](auto s) { s.setWithheld("because"); });
    to.of_seal("seal_digest", [](auto s) { s.getDigest()[0] ^= 1; });
    to.of_seal("seal_secret", [](auto s) { s.getSecret()[0] ^= 1; });
    to.of_seal("seal_kinds", [](auto s) { s.getKinds()[1].setCount(s.getKinds()[1].getCount() + 1); });
    to.of_seal("seal_kinds_missing", [](auto s) { s.initKinds(0); });
    to.of_seal("seal_carry_unknown", [](auto s) { s.getCarryOut().getSha256()[3] ^= 1; });
    carry made;
    carry_entry& e = made.entries.emplace_back();
    e.who.b[0] = 9;
    e.streak = 77;
    forged_log log = honest;
    log.more_blobs.push_back(encode_carry("reasonforge", 1, made));
    log.change(honest.sealed, [&](builder event) {
        event.getEpochSealed().getCarryOut().setSha256(data_of(sha256(log.more_blobs[0])));
    });
    // The honest one is named no more.
    bundle b = log.sign();
    event_decoder decoder;
    const auto seal = decoder.check(honest.events[honest.sealed]).value();
    const auto opening_names = [&] {
        event_decoder other;
        return *as_hash(
            bytes_of(other.check(honest.events[honest.opened])->getEpochOpened().getCarryIn().getSha256()));
    }();
    const auto was = *as_hash(bytes_of(seal.getEpochSealed().getCarryOut().getSha256()));
    if (was != opening_names)
        std::erase_if(b.blobs, [&](const byte_vec& blob) { return sha256(blob) == was; });
    to.out.push_back({"seal_carry", std::move(b)});
}

void about_the_opening(liar& to) {
    const auto parameter = [&to](const char* name, const char* which, double value) {
        to.of_opening(name, [which, value](auto o) {
            for (auto p : o.getParameters())
                if (p.getName() == which) p.setNumber(value);
        });
    };
    parameter("parameter", "cms.accuracy", 0.99);
    parameter("parameter_out_of_bounds", "trap.threshold", 7);
    parameter("parameter_trap_rate", "trap.rate", 1);
    to.of_opening("parameter_of_another_type", [](auto o) { o.getParameters()[0].setInteger(1); });
    to.of_opening("parameter_renamed", [](auto o) { o.getParameters()[0].setName("breakthrough.beyond"); });
    to.of_opening("parameters_missing", [](auto o) { o.initParameters(2); });
    to.of_opening("seat_twice", [](auto o) {
        if (o.getSeats().size() > 1) o.getSeats()[1].setUid(o.getSeats()[0].getUid());
    });
    to.of_opening("account_twice", [](auto o) {
        if (o.getSeats().size() > 1) o.getSeats()[1].setAccount(o.getSeats()[0].getAccount().asReader());
    });
    to.of_opening("account_of_no_type", [](auto o) { o.getSeats()[0].getAccount()[0] = 3; });
    to.of_opening("secret_hash", [](auto o) { o.getSecretHash()[0] ^= 1; });
    to.of_opening("block_hash", [](auto o) { o.getBlockHash()[0] ^= 1; });
    to.of_opening("block_before_commitment", [](auto o) { o.setBlock(1); });
    to.of_opening("closes_early", [](auto o) { o.setClosesBlock(0); });
    to.of_opening("more_tasks_planned", [](auto o) { o.setTasks(o.getTasks() + 1); });
    to.of_opening("fold_version", [](auto o) { o.setFoldVersion(2); });
    to.of_opening("another_key", [](auto o) {
        o.setVerificationKey(encode_verifier(verifier_of(synth_key("synthetic.example/log", 5))));
    });
    to.of_opening("no_key", [](auto o) { o.setVerificationKey("nobody"); });
    to.of_opening("carry_in_unknown", [](auto o) { o.getCarryIn().getSha256()[0] ^= 1; });
}

void about_tasks(liar& to, const forged_log& honest) {
    const auto task = [&](const char* name, const std::function<void(schema::TaskOpened::Builder)>& how) {
        to.lie(name, honest.find(event_kind::TASK_OPENED), [&](builder e) { how(e.getTaskOpened()); });
    };
    task("task_domain", [](auto t) { t.setDomain(std::uint8_t((t.getDomain() + 1) % 6)); });
    task("task_domain_unknown", [](auto t) { t.setDomain(6); });
    task("task_difficulty", [](auto t) { t.setDifficulty(std::uint8_t(t.getDifficulty() % 10 + 1)); });
    task("task_difficulty_11", [](auto t) { t.setDifficulty(11); });
    task("task_trap", [](auto t) { t.setTrap(!t.getTrap()); });
    task("task_unsolved", [](auto t) { t.setPreviouslyUnsolved(!t.getPreviouslyUnsolved()); });
    task("task_from_a_file", [](auto t) {
        t.setSource(schema::TaskSource::FILE);
        t.setDifficulty(std::uint8_t(t.getDifficulty() % 10 + 1));
    });
    task("task_from_a_file_trap", [](auto t) {
        t.setSource(schema::TaskSource::FILE);
        t.setTrap(!t.getTrap());
    });
    task("task_requested", [](auto t) {
        t.setSource(schema::TaskSource::REQUEST);
        t.setTrap(!t.getTrap());
    });
    task("task_ordinal", [](auto t) { t.setOrdinal(1); });
    task("task_deadline", [](auto t) { t.setDeadlineBlock(std::numeric_limits<std::uint64_t>::max()); });
    task("task_asked_nobody", [](auto t) { t.initAsked(0); });
    to.lie("task_id", honest.find(event_kind::TASK_OPENED), [](builder e) { e.getStreamId()[0] ^= 1; });
}

void about_replies(liar& to, const forged_log& honest) {
    const auto verdict = honest.find(event_kind::REPLY_VERIFIED, [](event_reader e) {
        return e.getReplyVerified().getSeen().isReasonforge();
    });
    const auto seen = [&](const char* name,
                          const std::function<void(schema::Observation::Reasonforge::Builder)>& how) {
        to.lie(name, verdict, [&](builder e) { how(e.getReplyVerified().getSeen().getReasonforge()); });
    };
    seen("verdict_better", [](auto s) { s.setQuality(s.getQuality() > 0.5 ? 0.25 : 0.75); });
    seen("verdict_a_copy", [](auto s) { s.setSimilarity(s.getSimilarity() > 0.95 ? 0 : 0.96); });
    seen("verdict_beyond_1", [](auto s) { s.setAccuracy(1.0000001); });
    seen("verdict_negative_zero", [](auto s) { s.setNovelty(-0.0); });
    seen("verdict_not_finite", [](auto s) { s.setEfficiency(std::numeric_limits<double>::infinity()); });
    to.lie("verdict_of_another_mechanism", verdict,
           [](builder e) { e.getReplyVerified().getSeen().initJudgeEpm().initCriteria(7); });
    to.lie("verdict_none", verdict, [](builder e) { e.getReplyVerified().getSeen().setNone(); });
    to.lie("verdict_many_checks", verdict, [](builder e) { e.getReplyVerified().initChecks(65); });

    const auto reply = honest.find(event_kind::REPLY_RECORDED);
    to.lie("reply_timed_out", reply, [](builder e) {
        auto r = e.getReplyRecorded();
        const bool was = r.getOutcome() == schema::Outcome::ANSWERED;
        r.setOutcome(was ? schema::Outcome::TIMEOUT : schema::Outcome::ANSWERED);
        r.setFault(was ? schema::Fault::MINER : schema::Fault::NOBODY);
    });
    to.lie("reply_fault", reply, [](builder e) { e.getReplyRecorded().setFault(schema::Fault(2)); });
    to.lie("reply_outcome_unknown", reply,
           [](builder e) { e.getReplyRecorded().setOutcome(schema::Outcome(15)); });
    to.lie("reply_attempt", reply, [](builder e) { e.getReplyRecorded().setAttempt(9); });
    to.lie("reply_detail", reply,
           [](builder e) { e.getReplyRecorded().setDetail("says nothing of the score"); });
    const auto failure = honest.find(event_kind::REPLY_RECORDED, [](event_reader e) {
        return e.getReplyRecorded().getOutcome() == schema::Outcome::TIMEOUT;
    });
    to.lie("reply_other_failure", failure,
           [](builder e) { e.getReplyRecorded().setOutcome(schema::Outcome::REDIRECTED); });
    const auto blamed = [&](const char* name, schema::Outcome what, schema::Fault whose) {
        to.lie(name, failure, [=](builder e) {
            e.getReplyRecorded().setOutcome(what);
            e.getReplyRecorded().setFault(whose);
        });
    };
    blamed("reply_refused_by_miner", schema::Outcome::REFUSED_BY_MINER, schema::Fault::MINER);
    blamed("reply_refused_by_us", schema::Outcome::REFUSED_BY_MINER, schema::Fault::VALIDATOR);
    blamed("reply_crash_of_the_miner", schema::Outcome::CRASHED, schema::Fault::MINER);
    blamed("reply_crash_of_ours", schema::Outcome::CRASHED, schema::Fault::VALIDATOR);
    blamed("reply_timeout_of_nobody", schema::Outcome::TIMEOUT, schema::Fault::NOBODY);
    const auto request = honest.find(event_kind::REQUEST_SENT);
    to.lie("request_attempt", request, [](builder e) { e.getRequestSent().setAttempt(2); });
    to.lie("request_account", request, [](builder e) { e.getRequestSent().getAccount()[5] ^= 1; });
    to.lie("request_uid", request, [](builder e) { e.getRequestSent().setUid(4001); });
    to.lie("request_task", request, [](builder e) { e.getRequestSent().setTask(4001); });
    to.lie("request_id_short", request, [](builder e) { e.getRequestSent().initRequestId(15); });
    to.lie("closed_why", honest.find(event_kind::TASK_CLOSED),
           [](builder e) { e.getTaskClosed().setWhy(schema::TaskEnd::COMPLETE); });
    to.lie("closed_ordinal", honest.find(event_kind::TASK_CLOSED),
           [](builder e) { e.getTaskClosed().setOrdinal(99); });
}

void about_envelopes(liar& to, const forged_log& honest) {
    const std::uint64_t some = honest.opened + (honest.sealed - honest.opened) / 2;
    to.lie("event_number", some, [](builder e) { e.setSeq(e.getSeq() + 1); });
    to.lie("event_epoch", honest.find(event_kind::REQUEST_SENT),
           [](builder e) { e.setEpoch(e.getEpoch() + 1); });
    to.lie("event_time", some, [](builder e) { e.setTimeNs(1); });
    to.lie("event_salted", honest.find(event_kind::TASK_CLOSED), [](builder e) { e.initSalt(32); });
    to.lie("event_private_unsalted", honest.find(event_kind::TASK_CLOSED),
           [](builder e) { e.setDisclosure(schema::Disclosure::PRIVATE); });
    to.lie("event_from_the_future", honest.find(event_kind::TASK_CLOSED),
           [](builder e) { e.setCause(e.getSeq() + 1); });
    to.lie("traffic_in_reasonforge", honest.find(event_kind::TASK_CLOSED),
           [](builder e) { e.initTrafficCounted(); });
    to.lie("opened_twice", honest.find(event_kind::TASK_CLOSED), [](builder e) { e.initEpochOpened(); });
    const auto request = *honest.find(event_kind::REQUEST_SENT);
    forged_log longer = honest;
    longer.events[request].resize(longer.events[request].size() + 8);
    to.out.push_back({"event_not_canonical", longer.sign()});
    forged_log cut = honest;
    cut.events[request].resize(24);
    to.out.push_back({"event_cut", cut.sign()});
    // Whole structs, with the zero words that the canonical form leaves out.
    forged_log whole = honest;
    const auto closed = *honest.find(event_kind::TASK_CLOSED);
    event_decoder decoder;
    const auto was = decoder.check(honest.events[closed]).value();
    capnp::MallocMessageBuilder message;
    auto event = message.initRoot<schema::Event>();
    event.setSeq(was.getSeq());
    event.setTimeNs(was.getTimeNs());
    event.setTerm(was.getTerm());
    event.setCause(was.getCause());
    event.setEpoch(was.getEpoch());
    event.setStream(was.getStream());
    event.setStreamId(was.getStreamId());
    event.initTaskClosed().setOrdinal(was.getTaskClosed().getOrdinal());
    const auto bytes = message.getSegmentsForOutput()[0].asBytes();
    whole.events[closed].assign(bytes.begin(), bytes.end());
    to.out.push_back({"event_with_zero_words", whole.sign()});
}

// Notes that are cut later, or by a key that took over within the epoch.
void about_notes(liar& to, const forged_log& honest) {
    const std::uint64_t all = honest.events.size();
    if (all > honest.sealed + 2) {
        to.out.push_back({"note_later", honest.sign(all, honest.key)});
        bundle b = honest.sign(all, honest.key);
        b.later.back().b[0] ^= 1;
        to.out.push_back({"note_later_wrong_proof", b});
        b = honest.sign(all, honest.key);
        b.later.push_back(b.later.back());
        to.out.push_back({"note_later_longer_proof", b});
        b = honest.sign(all, honest.key);
        b.later.pop_back();
        to.out.push_back({"note_later_shorter_proof", b});
    }
    to.out.push_back(
        {"note_of_another_log", honest.sign(honest.sealed + 1, synth_key("another.example", 1))});
    const auto block = honest.find(event_kind::BLOCK_OBSERVED);
    if (!block) return;
    const signing_key next = synth_key(honest.key.name, 4242);
    forged_log rotated = honest;
    rotated.change(*block, [&](builder e) {
        auto r = e.initKeyRotated();
        r.setVerificationKey(encode_verifier(verifier_of(next)));
        r.setReason("test");
        e.setStream(schema::StreamKind::LOG);
    });
    to.out.push_back({"key_rotated", rotated.sign(honest.sealed + 1, next)});
    to.out.push_back({"key_rotated_old_signs", rotated.sign()});
}

void about_earlier_events(liar& to, const forged_log& honest) {
    event_decoder decoder;
    for (const bundled_event& e : honest.honest.earlier) {
        const auto event = decoder.check(e.bytes);
        RF_REQUIRE(event.ok());
        if (event->isSecretCommitted()) {
            to.lie("commitment_to_another", e.number,
                   [](builder c) { c.getSecretCommitted().getSecretHash()[0] ^= 1; });
            to.lie("commitment_too_late", e.number,
                   [](builder c) { c.getSecretCommitted().setBeforeBlock(UINT64_MAX); });
        }
        if (event->isEpochSealed())
            to.lie("carry_does_not_follow", e.number,
                   [](builder s) { s.getEpochSealed().getCarryOut().getSha256()[0] ^= 1; });
        if (event->isLogCreated()) {
            to.lie("birth_of_another_log", e.number,
                   [](builder b) { b.getLogCreated().setOrigin("another.example"); });
            to.lie("birth_netuid", e.number, [](builder b) { b.getLogCreated().setNetuid(2); });
        }
    }
}

}  // namespace

std::vector<altered> altered_and_signed(const forged_log& honest) {
    liar to(honest);
    to.out.push_back({"signed_again", honest.sign()});
    about_the_seal(to, honest);
    about_the_opening(to);
    about_tasks(to, honest);
    about_replies(to, honest);
    about_envelopes(to, honest);
    about_notes(to, honest);
    about_earlier_events(to, honest);
    return std::move(to.out);
}

}  // namespace rf
