#include "replay/covering_note.hpp"

#include <doctest/doctest.h>

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
    std::uint64_t waited = 0;
    for (std::uint64_t n = 0; n < log.head().size; ++n) {
        const byte_vec bytes = log.read(n).value();
        const auto event = decoder.check(bytes);
        REQUIRE(event.ok());
        const auto span = event->getEpoch() == 0 ? result<epoch_span>(epoch_span{}) : log.find_epoch(event->getEpoch());
        const bool sealed = span.ok() && span->sealed;
        const bool may = event->getDisclosure() == schema::Disclosure::PUBLIC || sealed;
        if (event->getDisclosure() == schema::Disclosure::AFTER_SEAL) ++waited;
        REQUIRE(disclosures(log).may_be_shown(*event).ok() == may);
    }
    CHECK(waited > 0);
    for (auto when : {schema::Disclosure::AFTER_SEAL, schema::Disclosure::AFTER_REVEAL, schema::Disclosure::PRIVATE}) {
        event_draft d;
        d.event().setDisclosure(when);
        d.event().setEpoch(99);  // not there
        CHECK(disclosures(log).may_be_shown(d.reader()).error().kind == fault_kind::refused);
    }
}
