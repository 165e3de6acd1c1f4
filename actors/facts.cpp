#include "actors/facts.hpp"

#include "actors/facts_parts.hpp"
#include "replay/wire_values.hpp"

namespace rf {

using namespace drafts;

namespace {

template <class Body>
void name_question(Body body, const question_name& q) {
    body.setTask(q.ordinal);
    body.setUid(q.uid);
    body.setAccount(data_of(q.who.encoded()));
}

schema::Fault whose(schema::Outcome o) {
    switch (o) {
        case schema::Outcome::ANSWERED: return schema::Fault::NOBODY;
        case schema::Outcome::CRASHED:
        case schema::Outcome::NO_DISK:
        case schema::Outcome::OWN_NETWORK: return schema::Fault::VALIDATOR;
        default: return schema::Fault::MINER;
    }
}

}  // namespace


record task_opened(const opened_task& t, const hash32& salt) {
    record r = of_task(t.epoch, t.id);
    r.fact.event().setDisclosure(schema::Disclosure::AFTER_SEAL);
    r.fact.event().setSalt(data_of(salt));
    auto body = r.fact.event().initTaskOpened();
    body.setOrdinal(t.ordinal);
    body.setSource(t.source);
    body.setDomain(t.domain);
    body.setDifficulty(t.difficulty);
    body.setTrap(t.trap);
    body.setPreviouslyUnsolved(t.previously_unsolved);
    keep_blob(r, body.initPrompt(), t.prompt);
    keep_blob(r, body.initTruth(), t.truth);
    body.setTimeoutMs(t.timeout_ms);
    body.setDeadlineBlock(t.deadline_block);
    auto asked = body.initAsked(unsigned(t.asked.size()));
    for (unsigned i = 0; i < t.asked.size(); ++i) asked.set(i, t.asked[i]);
    body.setGenerator(t.generator);
    return r;
}

record request_sent(const question_name& q, const prepared_question& p) {
    record r = of_task(q.epoch, q.task);
    auto body = r.fact.event().initRequestSent();
    name_question(body, q);
    body.setRequestId(data_of(p.request_id));
    body.setBodyHash(data_of(p.body_hash));
    body.setEndpoint(p.endpoint);
    body.setAttempt(q.attempt);
    return r;
}

record reply_recorded(const question_name& q, miner_reply reply) {
    record r = of_task(q.epoch, q.task);
    auto body = r.fact.event().initReplyRecorded();
    name_question(body, q);
    body.setOutcome(reply.outcome);
    body.setFault(whose(reply.outcome));
    body.setLatencyNs(reply.latency_ns);
    body.setHttpStatus(reply.http_status);
    if (reply.outcome != schema::Outcome::ANSWERED && reply.body.size() > most_kept_of_failures) {
        reply.body.resize(most_kept_of_failures);
        reply.signature.reset();  // which is of the whole
    }
    if (reply.body.empty()) reply.signature.reset();
    if (!reply.body.empty()) keep_blob(r, body.initBody(), std::move(reply.body));
    body.setDetail(bounded_text(reply.detail, most_detail));
    body.setAttempt(q.attempt);
    if (reply.signature) body.setMinerSignature(data_of(byte_view(*reply.signature)));
    return r;
}

record void_recorded(const question_name& q, schema::Outcome ours, std::string_view why) {
    RF_REQUIRE(whose(ours) == schema::Fault::VALIDATOR);
    miner_reply none;
    none.outcome = ours;
    none.detail = why;
    return reply_recorded(q, std::move(none));
}

record reply_verified(const question_name& q, const std::vector<found_check>& checks, const reasonforge_seen& seen,
                      const hash32& salt) {
    record r = of_task(q.epoch, q.task);
    r.fact.event().setDisclosure(schema::Disclosure::AFTER_SEAL);  // its notes tell the truth
    r.fact.event().setSalt(data_of(salt));
    auto body = r.fact.event().initReplyVerified();
    name_question(body, q);
    auto to = body.initChecks(unsigned(checks.size()));
    for (unsigned i = 0; i < checks.size(); ++i) {
        to[i].setChecker(checks[i].checker);
        to[i].setVersion(checks[i].version);
        to[i].setValue(checks[i].value);
        to[i].setNote(bounded_text(checks[i].note, most_detail));
    }
    auto found = body.initSeen().initReasonforge();
    found.setQuality(seen.quality);
    found.setAccuracy(seen.accuracy);
    found.setNovelty(seen.novelty);
    found.setEfficiency(seen.efficiency);
    found.setSimilarity(seen.similarity);
    return r;
}

record task_closed(std::uint32_t epoch, const std::array<std::uint8_t, 16>& id, std::uint16_t ordinal,
                   schema::TaskEnd why) {
    record r = of_task(epoch, id);
    auto body = r.fact.event().initTaskClosed();
    body.setOrdinal(ordinal);
    body.setWhy(why);
    return r;
}

record alarm_raised(std::string_view name, std::string_view detail) {
    record r = of_log();
    auto body = r.fact.event().initAlarmRaised();
    body.setName(bounded_text(name, 80));
    body.setDetail(bounded_text(detail, most_detail));
    return r;
}

record alarm_cleared(std::string_view name) {
    record r = of_log();
    r.fact.event().initAlarmCleared().setName(bounded_text(name, 80));
    return r;
}

record actor_restarted(std::string_view actor, std::uint32_t times, std::string_view reason) {
    record r = of_log();
    auto body = r.fact.event().initActorRestarted();
    body.setActor(bounded_text(actor, 120));
    body.setTimes(times);
    body.setReason(bounded_text(reason, most_detail));
    return r;
}

record clock_observed(std::int64_t utc_ns, std::int64_t jump_ns) {
    record r = of_log();
    auto body = r.fact.event().initClockObserved();
    body.setValidatorTimeNs(utc_ns);
    body.setJumpNs(jump_ns);
    return r;
}

record writer_started(std::string_view program, std::string_view version) {
    record r = of_log();
    auto body = r.fact.event().initWriterStarted();
    body.setProgram(bounded_text(program, 80));
    body.setVersion(bounded_text(version, 80));
    body.setFoldVersion(fold_version);
    return r;
}

record writer_stopped(std::string_view reason) {
    record r = of_log();
    r.fact.event().initWriterStopped().setReason(bounded_text(reason, most_detail));
    return r;
}

record log_repaired(const head& acknowledged, const head& found, std::string_view what) {
    record r = of_log();
    auto body = r.fact.event().initLogRepaired();
    auto told = [](schema::Head::Builder to, const head& from) {
        to.setSize(from.size);
        to.setRoot(data_of(from.root));
    };
    told(body.initAcknowledged(), acknowledged);
    told(body.initFound(), found);
    body.setWhat(bounded_text(what, most_detail));
    return r;
}

record parameters_set(std::string_view mechanism, std::uint16_t version, const parameters& chosen,
                      std::string_view reason) {
    record r = of_log();
    auto body = r.fact.event().initParametersSet();
    body.setMechanism(bounded_text(mechanism, 80));
    body.setVersion(version);
    write_parameters(body.initChosen(unsigned(chosen.size())), chosen);
    body.setReason(bounded_text(reason, most_detail));
    return r;
}

}  // namespace rf
