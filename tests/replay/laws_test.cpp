// The laws of the log: what may follow what. Each case is an event that a
// wrong writer might append, and the sentence that refuses it.
#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "replay/decide.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

// A projection in the middle of epoch 2, right after the first request of its
// first task; with the log it came from.
struct mid_epoch {
    memory_log log;
    projection p;
    std::uint16_t uid = 0;
    byte_vec who, task;
};

mid_epoch at_first_request() {
    synth_options o = small_world(11);
    o.mechanisms = {"reasonforge"};
    o.hostile = false;
    mid_epoch m{invent(o), {}, 0, {}, {}};
    const std::uint64_t asked = find_event(m.log, event_kind::REQUEST_SENT, 2);
    REQUIRE(fold_into(m.p, m.log, asked + 1, reading::plain).ok());
    event_decoder d;
    auto bytes = m.log.read(asked);
    auto r = d.read(*bytes)->getRequestSent();
    m.uid = r.getUid();
    m.who.assign(r.getAccount().begin(), r.getAccount().end());
    auto id = d.read(*bytes)->getStreamId();
    m.task.assign(id.begin(), id.end());
    return m;
}

event_draft of_task(const mid_epoch& m, std::uint32_t epoch = 2) {
    event_draft d;
    d.event().setEpoch(epoch);
    d.event().setStream(schema::StreamKind::TASK);
    d.event().setStreamId(data_of(m.task));
    return d;
}

std::string refusal(const projection& p, event_draft d) {
    command c{record{std::move(d), {}}};
    auto decided = decide(p, {1}, c);
    return decided ? "" : decided.error().text();
}

schema::ReplyRecorded::Builder reply(event_draft& d, const mid_epoch& m) {
    auto r = d.event().initReplyRecorded();
    r.setUid(m.uid);
    r.setAccount(data_of(m.who));
    r.setAttempt(1);
    return r;
}

#define REFUSED(text_, p_, d_) CHECK(refusal(p_, d_).find(text_) != std::string::npos)

}  // namespace

TEST_CASE("a reply is recorded for who was asked, once, and only then verified") {
    const mid_epoch m = at_first_request();
    {
        event_draft d = of_task(m);
        reply(d, m).setOutcome(schema::Outcome::ANSWERED);
        CHECK(refusal(m.p, std::move(d)) == "");
    }
    {
        event_draft d = of_task(m);
        reply(d, m).setTask(9);
        REFUSED("no such task", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m);
        reply(d, m).setUid(65000);
        REFUSED("has no seat", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m);
        byte_vec other = m.who;
        other[5] ^= 1;
        reply(d, m).setAccount(data_of(other));
        REFUSED("is not the one that holds uid", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m);
        auto r = d.event().initReplyVerified();
        r.setUid(m.uid);
        r.setAccount(data_of(m.who));
        REFUSED("no answer to verify", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m);
        auto r = reply(d, m);
        r.setOutcome(schema::Outcome::ANSWERED);
        r.setFault(schema::Fault::MINER);
        REFUSED("cannot be the fault of whom it names", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m);
        auto r = reply(d, m);
        r.setOutcome(schema::Outcome::OWN_NETWORK);
        r.setFault(schema::Fault::MINER);
        REFUSED("cannot be the fault of whom it names", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m);
        auto r = reply(d, m);
        r.setOutcome(schema::Outcome::TIMEOUT);
        r.setFault(schema::Fault::MINER);
        r.setAttempt(7);
        REFUSED("not the one that was made", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m);
        byte_vec other = m.task;
        other[0] ^= 1;
        d.event().setStreamId(data_of(other));
        reply(d, m);
        REFUSED("the stream is not that of the task", m.p, std::move(d));
    }
    {
        event_draft d = of_task(m, 1);
        reply(d, m);
        REFUSED("epoch 2 is open, not 1", m.p, std::move(d));
    }
}

TEST_CASE("a miner is asked again only after an attempt that was void by our own fault") {
    mid_epoch m = at_first_request();
    auto ask = [&](std::uint16_t attempt) {
        event_draft d = of_task(m);
        auto r = d.event().initRequestSent();
        r.setUid(m.uid);
        r.setAccount(data_of(m.who));
        r.setRequestId(data_of(byte_vec(16)));
        r.setAttempt(attempt);
        return d;
    };
    REFUSED("has been asked already", m.p, ask(2));
    event_draft d = of_task(m);
    auto r = reply(d, m);
    r.setOutcome(schema::Outcome::CRASHED);
    r.setFault(schema::Fault::VALIDATOR);
    command c{record{std::move(d), {}}};
    auto decided = decide(m.p, {1}, c);
    REQUIRE(decided.ok());
    event_decoder decoder;
    REQUIRE(apply(m.p, *decoder.check(decided->events[0]), blobs_of(m.log)).ok());
    CHECK(refusal(m.p, ask(2)) == "");
    REFUSED("counted from 1", m.p, ask(3));
}

TEST_CASE("an epoch seals only when every task is closed, and its seal is computed, not told") {
    mid_epoch m = at_first_request();
    command early{seal_open_epoch{hash32{}, 1}};
    CHECK(decide(m.p, {1}, early).error().what == "a task is open");
    event_draft told;
    told.event().setEpoch(2);
    told.event().initEpochSealed();
    REFUSED("computed, not recorded", m.p, std::move(told));
    auto close = [&] {
        event_draft d = of_task(m);
        d.event().initTaskClosed().setWhy(schema::TaskEnd::DEADLINE);
        return d;
    };
    REFUSED("deadline has not come", m.p, close());
    m.p.chain.best += 1000;
    REFUSED("a reply of the task is awaited", m.p, close());
    command another{open_next_epoch{}};
    CHECK_FALSE(decide(m.p, {1}, another).ok());
}

TEST_CASE("a seal must reveal the secret that was committed to") {
    synth_options o = small_world(12);
    o.mechanisms = {"reasonforge"};
    o.hostile = false;
    const memory_log log = invent(o);
    projection p;
    REQUIRE(fold_into(p, log, find_event(log, event_kind::EPOCH_SEALED, 1), reading::plain).ok());
    command lie{seal_open_epoch{hash32{}, 1}};
    auto refused = decide(p, {1}, lie);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().what.find("not the one committed to") != std::string::npos);
}

TEST_CASE("two writers overlapping are seen by their terms") {
    const mid_epoch m = at_first_request();
    event_draft d;
    d.event().initAlarmRaised().setName("x");
    command c{record{std::move(d), {}}};
    auto fine = decide(m.p, {1}, c);
    REQUIRE(fine.ok());
    event_decoder decoder;
    auto event = decoder.check(fine->events[0]);
    REQUIRE(event.ok());
    projection later = m.p;
    later.term += 1;
    auto refused = lawful(later, *event);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().what.find("two writers overlapped") != std::string::npos);
}

TEST_CASE("facts that break a rule of the schema never become bytes") {
    const mid_epoch m = at_first_request();
    event_draft d;
    d.event().setDisclosure(schema::Disclosure::PRIVATE);
    d.event().initAlarmRaised().setName("x");
    REFUSED("salt", m.p, std::move(d));
    event_draft block;
    block.event().setStream(schema::StreamKind::CHAIN);
    block.event().initBlockObserved().setHash(data_of(byte_vec(31)));
    REFUSED("a hash has 32 bytes", m.p, std::move(block));
    event_draft log_stream;
    log_stream.event().setStreamId(data_of(byte_vec(4)));
    log_stream.event().initAlarmRaised().setName("x");
    REFUSED("this stream has no id", m.p, std::move(log_stream));
}

TEST_CASE("a blob must have the bytes of its name") {
    const mid_epoch m = at_first_request();
    event_draft d = of_task(m);
    reply(d, m).setOutcome(schema::Outcome::ANSWERED);
    command c{record{std::move(d), {blob{hash32{}, {1, 2, 3}}}}};
    CHECK(decide(m.p, {1}, c).error().what == "a blob's bytes do not have its name");
}

TEST_CASE("weights that are intended drop accounts that lost their uid") {
    synth_options o = small_world(13);
    o.mechanisms = {"reasonforge"};
    o.hostile = false;
    const memory_log log = invent(o);
    projection p;
    REQUIRE(fold_into(p, log, find_event(log, event_kind::EPOCH_SEALED, 2) + 1, reading::plain).ok());
    command blind{intend_weights{2, schema::WeightCall::SET}};
    CHECK(decide(p, {1}, blind).error().what == "no metagraph was read since the seal");
    REQUIRE(fold_into(p, log, find_event(log, event_kind::WEIGHTS_INTENDED, 2), reading::plain).ok());
    REQUIRE(p.weights.size() == 1);
    REQUIRE(p.weights[0].values.size() == 5);
    p.chain.neurons[1].who.b[0] ^= 1;  // its uid has changed hands
    command c{intend_weights{2, schema::WeightCall::SET}};
    auto decided = decide(p, {1}, c);
    REQUIRE(decided.ok());
    event_decoder decoder;
    auto intended = decoder.check(decided->events[0])->getWeightsIntended();
    CHECK(intended.getWeights().size() == 4);
    REQUIRE(intended.getDropped().size() == 1);
    CHECK(intended.getDropped()[0].getUid() == p.weights[0].seats[1].uid);
}

TEST_CASE("intended weights that do not follow from the seal are no event of this log") {
    synth_options o = small_world(14);
    o.mechanisms = {"reasonforge"};
    o.hostile = false;
    const memory_log log = invent(o);
    const std::uint64_t intended = find_event(log, event_kind::WEIGHTS_INTENDED, 2);
    const memory_log bad = rewritten(log, intended, [](schema::Event::Builder e) {
        auto w = e.getWeightsIntended().getWeights()[0];
        w.setValue(std::uint16_t(w.getValue() ^ 1));
    });
    auto folded = fold(bad);
    REQUIRE_FALSE(folded.ok());
    CHECK(folded.error().where == "event " + std::to_string(intended));
    CHECK(folded.error().what.find("do not follow") != std::string::npos);
}

TEST_CASE("what decide refuses could never be folded: mechanisms, seats and parameters that do not exist") {
    synth_options o = small_world(15);
    o.mechanisms = {"reasonforge"};
    o.hostile = false;
    const memory_log log = invent(o);
    projection p;
    REQUIRE(fold_into(p, log, find_event(log, event_kind::EPOCH_OPENED, 3), reading::plain).ok());
    event_draft nonsense;
    auto set = nonsense.event().initParametersSet();
    set.setMechanism("nonsense");
    set.setVersion(7);
    REFUSED("no mechanism nonsense@7", p, std::move(nonsense));
    auto open = [&](roster seats, std::uint32_t tasks, std::uint64_t block) {
        open_next_epoch c;
        c.seats = std::move(seats);
        c.block = block;
        c.block_hash = p.chain.best_hash;
        c.tasks = tasks;
        command all{c};
        auto decided = decide(p, {1}, all);
        return decided ? std::string() : decided.error().text();
    };
    const roster seats = p.chain.neurons;
    CHECK(open(seats, 3, p.chain.best) == "");
    CHECK(open({seats[1], seats[0]}, 3, p.chain.best).find("ascending uid") != std::string::npos);
    CHECK(open(seats, 99'999, p.chain.best).find("at most 65535") != std::string::npos);
    CHECK(open(seats, 3, p.chain.best + 1).find("other than the last one observed") != std::string::npos);
    roster invented = seats;
    invented[0].who.b[3] ^= 1;
    CHECK(open(invented, 3, p.chain.best).find("not in the last metagraph") != std::string::npos);
    p.secret_before_block = p.chain.best + 5;
    CHECK(open(seats, 3, p.chain.best).find("was there when its secret") != std::string::npos);
}

TEST_CASE("a secret is committed to once an epoch, and before its block is seen") {
    const mid_epoch m = at_first_request();
    auto commit = [](std::uint32_t epoch, std::uint64_t before) {
        event_draft d;
        d.event().setEpoch(epoch);
        d.event().setStream(schema::StreamKind::EPOCH);
        d.event().initSecretCommitted().setSecretHash(data_of(hash32{}));
        d.event().getSecretCommitted().setBeforeBlock(before);
        return d;
    };
    CHECK(refusal(m.p, commit(3, m.p.chain.best + 1)) == "");
    REFUSED("has been seen", m.p, commit(3, m.p.chain.best));
    REFUSED("for the next epoch", m.p, commit(4, m.p.chain.best + 1));
    projection again = m.p;
    again.secret_committed = hash32{};
    REFUSED("committed to already", again, commit(3, m.p.chain.best + 1));
}

TEST_CASE("a carry of another mechanism starts nobody off") {
    synth_options o = small_world(16);
    o.mechanisms = {"ema_feed", "reasonforge"};
    o.epochs_each = 2;
    o.epochs = 4;
    o.hostile = false;
    const memory_log log = invent(o);
    projection p;
    REQUIRE(fold_into(p, log, find_event(log, event_kind::EPOCH_OPENED, 2) + 1, reading::plain).ok());
    CHECK_FALSE(p.open->facts.in.entries.empty());
    REQUIRE(fold_into(p, log, find_event(log, event_kind::EPOCH_OPENED, 3) + 1, reading::plain).ok());
    CHECK(p.open->facts.in.entries.empty());
}

TEST_CASE("lists of zeros, which take no bytes, are bounded all the same") {
    const mid_epoch m = at_first_request();
    event_draft d = of_task(m);
    auto r = d.event().initReplyVerified();
    r.setUid(m.uid);
    r.setAccount(data_of(m.who));
    r.initSeen().initEmaFeed().initResults(20'000);
    projection answered = m.p;
    answered.open->progress[0].questions[*answered.open->seat(m.uid)].at = question::stage::answered;
    REFUSED("more than 256 feed results", answered, std::move(d));
}

TEST_CASE("a repair is the very next event, and only a new writer follows it") {
    mid_epoch m = at_first_request();
    auto repaired = [&](std::uint64_t found) {
        event_draft d;
        auto r = d.event().initLogRepaired();
        r.initAcknowledged().setSize(found - 1);
        r.getAcknowledged().setRoot(data_of(hash32{}));
        r.initFound().setSize(found);
        r.getFound().setRoot(data_of(hash32{}));
        return d;
    };
    REFUSED("the very next event", m.p, repaired(m.p.next - 1));
    command c{record{repaired(m.p.next), {}}};
    auto decided = decide(m.p, {1}, c);
    REQUIRE(decided.ok());
    event_decoder decoder;
    REQUIRE(apply(m.p, *decoder.check(decided->events[0]), blobs_of(m.log)).ok());
    event_draft d = of_task(m);
    reply(d, m);
    REFUSED("no writer has started", m.p, std::move(d));
}
