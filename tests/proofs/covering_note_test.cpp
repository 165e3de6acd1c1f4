#include "replay/covering_note.hpp"

#include <doctest/doctest.h>

#include <map>

#include "replay/disclosure.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

TEST_CASE("an event is covered by the note at the first seal from it on, and by none before the first seal") {
    const memory_log log = invent(small_world(5));
    std::uint64_t covered = 0;
    for (std::uint64_t event = 0; event < log.head().size; ++event) {
        // Plainly: the first epoch whose seal is not before the event.
        std::optional<std::uint64_t> seal;
        for (std::uint32_t epoch = 1; !seal && epoch <= (*log.last_epoch())->epoch; ++epoch) {
            const auto span = log.find_epoch(epoch);
            if (span->sealed && *span->sealed >= event) seal = *span->sealed;
        }
        const auto found = note_covering(log, event);
        REQUIRE(found.ok() == seal.has_value());
        if (!seal) {
            CHECK(found.error().kind == fault_kind::refused);
            CHECK_FALSE(found.error().advice.empty());
            continue;
        }
        REQUIRE(found->head.size == *seal + 1);
        ++covered;
    }
    CHECK(covered > 100);
    CHECK(note_covering(log, log.head().size).error().kind == fault_kind::missing);
}

TEST_CASE("a note that the tree does not bear out is not handed on") {
    memory_log log = invent(small_world(6));
    REQUIRE(note_covering(log, 3).ok());
    log.stored_tile({0, 0})[5] ^= 1;
    CHECK(note_covering(log, 3).error().kind == fault_kind::damaged);
}

TEST_CASE("the keys around a note hold the one that signed it") {
    const memory_log log = invent(small_world(8));
    for (std::uint32_t epoch = 1; epoch <= 10; ++epoch) {
        const auto span = log.find_epoch(epoch);
        const auto keys = keys_around(log, *span->sealed + 1);
        REQUIRE(keys.ok());
        const auto opened = open_by_any(log.read_checkpoint_at(*span->sealed + 1).value(), *keys);
        REQUIRE(opened.ok());
        CHECK(opened->head.size == *span->sealed + 1);
    }
    const auto foreign = open_by_any(log.newest_checkpoint().value(), {verifier_of(key_from_seed("other", {1}))});
    CHECK(foreign.error().kind == fault_kind::foreign);
}

TEST_CASE("an event that waits for its seal may be shown after it, a private one never") {
    const memory_log log = invent(small_world(9));
    event_decoder decoder;
    std::uint64_t waited = 0, told = 0;
    for (std::uint64_t n = 0; n < log.head().size; ++n) {
        const byte_vec bytes = log.read(n).value();
        const auto event = decoder.check(bytes);
        REQUIRE(event.ok());
        const auto span = event->getEpoch() == 0 ? result<epoch_span>(epoch_span{}) : log.find_epoch(event->getEpoch());
        const bool sealed = span.ok() && span->sealed;
        const bool may = event->getDisclosure() == schema::Disclosure::PUBLIC || sealed;
        if (event->getDisclosure() == schema::Disclosure::AFTER_SEAL) ++waited;
        if (tells_weights(*event)) ++told;  // these were all set at once, or withheld, long ago
        REQUIRE(disclosures(log).may_be_shown(*event).ok() == may);
    }
    CHECK(waited > 0);
    CHECK(told > 20);
    for (auto when : {schema::Disclosure::AFTER_SEAL, schema::Disclosure::AFTER_REVEAL, schema::Disclosure::PRIVATE}) {
        event_draft d;
        d.event().setDisclosure(when);
        d.event().setEpoch(99);  // not there
        CHECK(disclosures(log).may_be_shown(d.reader()).error().kind == fault_kind::refused);
    }
}

TEST_CASE("what tells an epoch's weights may be shown only once the chain knows them") {
    synth_options o = small_world(10);
    o.mechanisms = {"reasonforge"};
    o.epochs = 3;
    o.hostile = false;
    const memory_log log = invent(o);
    const auto shown = [](const memory_log& in, std::uint64_t number) {
        event_decoder decoder;
        const byte_vec bytes = in.read(number).value();
        const auto event = decoder.check(bytes);
        REQUIRE(event.ok());
        REQUIRE(tells_weights(*event));
        const auto may = disclosures(in).may_be_shown(*event);
        if (!may) {
            CHECK(may.error().kind == fault_kind::refused);
            CHECK(may.error().advice.find("wait") != std::string::npos);
        }
        return may.ok();
    };
    event_decoder decoder;
    std::map<event_kind, std::uint64_t> at;  // of epoch 2's weights
    for (std::uint64_t n = 0; n < log.head().size; ++n) {
        const byte_vec bytes = log.read(n).value();
        const auto event = decoder.check(bytes);
        if (event->getEpoch() == 2) at[event->which()] = n;
    }
    const std::uint64_t seal = at.at(event_kind::EPOCH_SEALED), intended = at.at(event_kind::WEIGHTS_INTENDED),
                        signed_at = at.at(event_kind::WEIGHTS_SIGNED), read = at.at(event_kind::WEIGHTS_READ_BACK);
    REQUIRE(seal < intended);
    // Set at once: public from their intention on.
    CHECK_FALSE(shown(rewritten(log, 0, [](auto) {}, {}, intended), seal));
    CHECK(shown(rewritten(log, 0, [](auto) {}, {}, intended + 1), seal));
    CHECK(shown(rewritten(log, 0, [](auto) {}, {}, intended + 1), intended));
    // Committed to: not before the chain has them.
    const memory_log hidden = rewritten(
        log, intended, [](auto e) { e.getWeightsIntended().setCall(schema::WeightCall::COMMIT); }, {}, read);
    for (const std::uint64_t n : {seal, intended, signed_at}) CHECK_FALSE(shown(hidden, n));
    CHECK(disclosures(hidden).may_be_told(2).error().what.find("not revealed yet") != std::string::npos);
    CHECK(disclosures(hidden).may_be_told(1).ok());
    const auto next = disclosures(hidden).may_be_told(3);
    CHECK_FALSE(next.ok());
    const memory_log revealed = rewritten(
        log, intended, [](auto e) { e.getWeightsIntended().setCall(schema::WeightCall::COMMIT); }, {}, read + 1);
    for (const std::uint64_t n : {seal, intended, signed_at}) CHECK(shown(revealed, n));
}
