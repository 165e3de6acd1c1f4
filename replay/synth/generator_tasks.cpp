#include "replay/synth/generator.hpp"

#include <algorithm>

#include "replay/tasks/prompt.hpp"

namespace rf {

status generator::one_task(std::uint32_t epoch, std::uint32_t ordinal, bool crash) {
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
    std::vector<blob> blobs{payload("prompt of task " + hex(plan.id)),
                            payload("truth of task " + hex(plan.id))};
    if (rules_->domains.size() == task_domains) {  // what reasoning miners are really asked
        const auto content = make_content(newest_generator, seed_, ordinal, plan);
        t.setGenerator(std::string(newest_generator));
        blobs = {named(encode_prompt(content, domain_name(plan.domain), plan.difficulty, t.getTimeoutMs())),
                 named(encode_truth(truth_salt(seed_, ordinal), content.truth))};
    }
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

event_draft generator::of_task(std::uint32_t epoch, const std::array<std::uint8_t, 16>& id) {
    event_draft d;
    d.event().setEpoch(epoch);
    d.event().setStream(schema::StreamKind::TASK);
    d.event().setStreamId(data_of(id));
    return d;
}

const invented_miner& generator::miner(std::uint16_t uid) {
    return *std::find_if(world_.miners().begin(), world_.miners().end(),
                         [&](const invented_miner& m) { return m.uid == uid; });
}

status generator::ask(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid, std::uint16_t attempt) {
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

status generator::record_reply(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid,
                               const invented_world::fate& f, std::uint16_t attempt,
                               std::vector<blob> blobs) {
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

status generator::answer(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid) {
    auto f = world_.decide_fate(miner(uid));
    if (everybody_fails_) f = {schema::Outcome::TIMEOUT, schema::Fault::MINER, f.latency_ns};
    if (lost_miner_ == uid) f = {schema::Outcome::OWN_NETWORK, schema::Fault::VALIDATOR, f.latency_ns};
    return reply(epoch, ordinal, uid, f);
}

status generator::reply(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid,
                        invented_world::fate f) {
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

status generator::verify(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid) {
    event_draft d = of_task(epoch, plan_[ordinal].id);
    const auto who = miner(uid).who.encoded();
    auto r = d.event().initReplyVerified();
    r.setTask(std::uint16_t(ordinal));
    r.setUid(uid);
    r.setAccount(data_of(who));
    world_.observe(*rules_, miner(uid), journal_.state().open->facts.tasks[ordinal], r);
    return journal_.take(std::move(d));
}

status generator::crash_now(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid) {
    ++report_.crashes;
    RF_TRY(start_writer());
    RF_TRY(record_reply(epoch, ordinal, uid, {schema::Outcome::CRASHED, schema::Fault::VALIDATOR, 0}, 1, {}));
    RF_TRY(ask(epoch, ordinal, uid, 2));
    const invented_world::fate f{schema::Outcome::ANSWERED, schema::Fault::NOBODY, 1'000'000'000};
    RF_TRY(record_reply(epoch, ordinal, uid, f, 2, {}));
    return verify(epoch, ordinal, uid);
}

status generator::close(std::uint32_t epoch, std::uint32_t ordinal) {
    event_draft d = of_task(epoch, plan_[ordinal].id);
    const bool complete = journal_.state().open->progress[ordinal].waiting == 0;
    if (!complete && journal_.state().chain.best < block_ + 300)
        RF_TRY(observe_block(block_ + 300, roll().hash()));
    auto c = d.event().initTaskClosed();
    c.setOrdinal(std::uint16_t(ordinal));
    c.setWhy(complete ? schema::TaskEnd::COMPLETE : schema::TaskEnd::DEADLINE);
    return journal_.take(std::move(d));
}

status generator::count_traffic(std::uint32_t epoch) {
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

status generator::settle_truth(std::uint32_t epoch) {
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

blob generator::payload(const std::string& text) {
    const hash32 salt = roll().hash();
    byte_vec bytes(salt.b.begin(), salt.b.end());
    bytes.insert(bytes.end(), text.begin(), text.end());
    return named(std::move(bytes));
}

}  // namespace rf
