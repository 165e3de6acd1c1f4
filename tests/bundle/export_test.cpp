#include "replay/export_epoch.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "tests/bundle/invented.hpp"

namespace rf {
namespace {

using namespace tests;

std::string refusal(const log_reader& log, std::uint32_t epoch) {
    const auto b = export_epoch(log, epoch, {});
    return b ? "" : b.error().what;
}

event_draft of_weights(std::uint32_t epoch) {
    event_draft fact;
    fact.event().setEpoch(epoch);
    fact.event().setStream(schema::StreamKind::EPOCH);
    return fact;
}

void add_intended(memory_log& log, std::uint32_t epoch, schema::WeightCall call) {
    event_draft fact = of_weights(epoch);
    fact.event().initWeightsIntended().setCall(call);
    add(log, fact);
}

void add_signed(memory_log& log, std::uint32_t epoch, schema::WeightCall call) {
    event_draft fact = of_weights(epoch);
    auto s = fact.event().initWeightsSigned();
    s.setCall(call);
    const hash32 name = sha256(view("an extrinsic"));
    s.initPayload().setSha256(data_of(name));
    s.setHash(data_of(name));
    add(log, fact);
}

void add_included(memory_log& log, std::uint32_t epoch) {
    event_draft fact = of_weights(epoch);
    auto i = fact.event().initWeightsIncluded();
    const hash32 name = sha256(view("an extrinsic"));
    i.setHash(data_of(name));
    i.setBlockHash(data_of(name));
    add(log, fact);
}

// The events [from, to) of a log, each that many numbers later.
void add_moved(memory_log& made, const memory_log& log, std::uint64_t from, std::uint64_t to, std::uint64_t by) {
    event_decoder decoder;
    for (std::uint64_t i = from; i < to; ++i) {
        const auto bytes = log.read(i);
        REQUIRE(bytes.ok());
        const auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        capnp::MallocMessageBuilder moved;
        moved.setRoot(*event);
        moved.getRoot<schema::Event>().setSeq(i + by);
        const auto words = capnp::canonicalize(moved.getRoot<schema::Event>().asReader());
        add(made, byte_vec(words.asBytes().begin(), words.asBytes().end()), &log);
    }
}

// The log up to there, and in it one epoch's weights committed to, not set.
std::unique_ptr<memory_log> committed(const memory_log& log, std::uint32_t epoch, std::uint64_t size) {
    auto made = std::make_unique<memory_log>();
    event_decoder decoder;
    for (std::uint64_t i = 0; i < size; ++i) {
        const auto bytes = log.read(i);
        REQUIRE(bytes.ok());
        const auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        capnp::MallocMessageBuilder copy;
        copy.setRoot(*event);
        auto e = copy.getRoot<schema::Event>();
        if (e.getEpoch() == epoch && e.isWeightsIntended()) e.getWeightsIntended().setCall(schema::WeightCall::COMMIT);
        if (e.getEpoch() == epoch && e.isWeightsReadBack()) e.getWeightsReadBack().setAgrees(false);
        const auto words = capnp::canonicalize(e.asReader());
        add(*made, byte_vec(words.asBytes().begin(), words.asBytes().end()), &log);
    }
    const signing_key key = synth_key(log_name, 6);
    REQUIRE(made->put_checkpoint(size, sign_checkpoint({log_name, size, made->head().root, {}}, key)).ok());
    return made;
}

epoch_span span_of(const log_reader& log, std::uint32_t epoch) {
    const auto span = log.find_epoch(epoch);
    REQUIRE(span.ok());
    return *span;
}

TEST_CASE("an epoch that is open, or was never, is not exported") {
    const auto log = invented_log(1, 3, {"reasonforge"});
    const auto open = prefix_of(*log, *span_of(*log, 3).sealed);
    CHECK(refusal(*open, 3).find("is not sealed yet") != std::string::npos);
    CHECK(refusal(*open, 2).empty());
    CHECK(!refusal(*open, 4).empty());
}

TEST_CASE("an epoch is not exported before its weights are known to the chain") {
    const auto log = invented_log(2, 2, {"reasonforge"});
    const std::uint64_t size = *span_of(*log, 2).sealed + 1;
    auto sealed = prefix_of(*log, size);
    CHECK(refusal(*sealed, 2).find("have not been intended") != std::string::npos);

    SUBCASE("set at once: from their intention on") {
        add_intended(*sealed, 2, schema::WeightCall::SET);
        CHECK(refusal(*sealed, 2).empty());
    }
    SUBCASE("committed to: from the reveal's inclusion on") {
        add_intended(*sealed, 2, schema::WeightCall::COMMIT);
        CHECK(refusal(*sealed, 2).find("not revealed yet") != std::string::npos);
        add_signed(*sealed, 2, schema::WeightCall::COMMIT);
        add_included(*sealed, 2);
        CHECK(refusal(*sealed, 2).find("not revealed yet") != std::string::npos);
        add_signed(*sealed, 2, schema::WeightCall::REVEAL);
        CHECK(refusal(*sealed, 2).find("not revealed yet") != std::string::npos);
        add_included(*sealed, 2);
        CHECK(refusal(*sealed, 2).empty());
    }
    SUBCASE("withheld: at once") {
        add_withheld(*sealed, 2);
        CHECK(refusal(*sealed, 2).empty());
    }
}

TEST_CASE("an epoch is not exported while the weights of the epoch before are hidden: its carry tells them") {
    const auto log = invented_log(6, 2, {"reasonforge"});
    const auto made = committed(*log, 1, *span_of(*log, 2).sealed + 1);
    add_withheld(*made, 2);
    const std::string why = refusal(*made, 2);
    CHECK_MESSAGE(why.find("starts from what epoch 1 left") != std::string::npos, why);
    CHECK(refusal(*made, 1).find("not revealed yet") != std::string::npos);
    add_signed(*made, 1, schema::WeightCall::REVEAL);
    CHECK(!refusal(*made, 2).empty());
    add_included(*made, 1);
    CHECK_MESSAGE(refusal(*made, 2).empty(), refusal(*made, 2));
    CHECK_MESSAGE(refusal(*made, 1).empty(), refusal(*made, 1));
}

TEST_CASE("an epoch is not exported while an older one's hidden weights stand between its events") {
    const auto log = invented_log(6, 3, {"reasonforge"});
    const epoch_span third = span_of(*log, 3);
    const auto made = committed(*log, 1, third.opened + 1);
    add_signed(*made, 1, schema::WeightCall::COMMIT);
    const std::uint64_t told = made->head().size - 1;
    add_moved(*made, *log, third.opened + 1, *third.sealed + 1, 1);
    const signing_key key = synth_key(log_name, 6);
    REQUIRE(made->put_checkpoint(made->head().size,
                                 sign_checkpoint({log_name, made->head().size, made->head().root, {}}, key)).ok());
    add_withheld(*made, 3);
    const auto b = export_epoch(*made, 3, {.payloads = false});
    REQUIRE(!b.ok());
    CHECK(b.error().kind == fault_kind::refused);
    CHECK_MESSAGE(b.error().what.find("tells the weights of epoch 1") != std::string::npos, b.error().text());
    CHECK_MESSAGE(b.error().text().find("event " + std::to_string(told)) != std::string::npos, b.error().text());
    CHECK(b.error().advice.find("wait") != std::string::npos);
    add_signed(*made, 1, schema::WeightCall::REVEAL);
    add_included(*made, 1);
    CHECK_MESSAGE(refusal(*made, 3).empty(), refusal(*made, 3));
}

TEST_CASE("an event that is private, or not yet to be seen, goes as its leaf hash") {
    const auto log = invented_log(3, 2, {"reasonforge"});
    const epoch_span span = span_of(*log, 2);
    const auto made = prefix_of(*log, span.opened + 1);
    for (const auto disclosure : {schema::Disclosure::PRIVATE, schema::Disclosure::AFTER_REVEAL}) {
        event_draft fact;
        fact.event().setDisclosure(disclosure);
        fact.event().setEpoch(1);
        fact.event().setSalt(data_of(sha256(view("salt"))));
        fact.event().initAlarmRaised().setName("a-secret");
        add(*made, fact);
    }
    add_moved(*made, *log, span.opened + 1, *span.sealed + 1, 2);  // the rest follows, two numbers later
    const signing_key key = synth_key(log_name, 3);
    REQUIRE(made->put_checkpoint(made->head().size,
                                 sign_checkpoint({log_name, made->head().size, made->head().root, {}}, key)).ok());
    add_withheld(*made, 2);
    const auto b = export_epoch(*made, 2, {.payloads = false});
    if (!b) FAIL(b.error().text());
    CHECK(b->leaves[1].withheld.has_value());
    // The weights of epoch 1 were set openly, long ago: nothing to hide any more.
    CHECK(!b->leaves[2].withheld.has_value());
    for (std::size_t at = 3; at < b->leaves.size(); ++at) CHECK(!b->leaves[at].withheld.has_value());
    auto opened = open_bundle(*b);
    if (!opened) FAIL(opened.error().text());
    CHECK((*opened)->read(span.opened + 1).error().what.find("withholds") != std::string::npos);
    CHECK((*opened)->read(span.opened + 2).ok());
}

TEST_CASE("a seal without a note of its own is exported under a later one") {
    const auto log = invented_log(4, 3, {"reasonforge"});
    const auto bare = std::make_unique<memory_log>();
    for (std::uint64_t i = 0; i < log->head().size; ++i) {
        const auto bytes = log->read(i);
        REQUIRE(bytes.ok());
        add(*bare, *bytes, log.get());
    }
    CHECK(refusal(*bare, 2).find("no checkpoint was signed") != std::string::npos);
    const std::uint64_t later = *span_of(*log, 3).sealed + 1;
    REQUIRE(bare->put_checkpoint(later, *log->read_checkpoint_at(later)).ok());
    bundle b = bundle_of(*bare, 2, false);
    CHECK(!b.later.empty());
    auto opened = open_bundle(b);
    REQUIRE(opened.ok());
    audit_options options;
    options.absent_payloads = true;
    options.key = verifier_of(synth_key(log_name, 4));
    auto a = audit_bundle(**opened, options);
    REQUIRE(a.ok());
    CHECK(a->agrees());
    CHECK(a->checkpoint);
    b.later[0].b[0] ^= 1;
    CHECK(!open_bundle(b).ok());
}

TEST_CASE("a truth that does not follow from the revealed secret stays with the validator") {
    const auto log = invented_log(5, 2, {"reasonforge"});
    const bundle b = bundle_of(*log, 2);
    event_decoder decoder;
    int tasks = 0;
    for (const bundle_leaf& leaf : b.leaves) {
        const auto event = decoder.check(leaf.bytes);
        REQUIRE(event.ok());
        if (!event->isTaskOpened()) continue;
        ++tasks;
        const auto opened = event->getTaskOpened();
        const hash32 truth = *as_hash(bytes_of(opened.getTruth().getSha256()));
        bool there = false;
        for (const byte_vec& bytes : b.blobs) there |= sha256(bytes) == truth;
        CHECK(there == (opened.getSource() == schema::TaskSource::DRAWN));
    }
    CHECK(tasks > 0);
}

}  // namespace
}  // namespace rf
