#include "actors/chain/subtensor/events.hpp"

#include <doctest/doctest.h>

#include "tests/subtensor_codec/small_runtime.hpp"

namespace rf::subtensor {
namespace {

dispatch_failure failure(const char* bytes) {
    const metadata& m = small_runtime();
    const auto v = decode_value(m.types, small_type("dispatch error"), *from_hex(bytes));
    RF_REQUIRE(v.ok());
    return failure_of(m, *v);
}

// Three records: of extrinsic 0 that it went well; of 1 an event with a topic,
// and that it failed with error 4 of pallet 7; and one after all of them.
const char* three =
    "10"
    "0000000000"
    "0000"
    "00"
    "0001000000"
    "070501000200"
    "04"
    "1111111111111111111111111111111111111111111111111111111111111111"
    "0001000000"
    "0001030704000000"
    "00"
    "01"
    "070503000400"
    "00";

TEST_CASE("events are read with their phase, pallet, name, fields and topics") {
    const metadata& m = small_runtime();
    const auto events = read_events(m, *from_hex(three));
    REQUIRE_MESSAGE(events, events.error().text());
    REQUIRE(events->size() == 4);
    const chain_event& set = (*events)[1];
    CHECK(set.phase == "ApplyExtrinsic");
    CHECK(set.extrinsic == 1);
    CHECK(set.pallet == "Subnet");
    CHECK(set.name == "WeightsSet");
    REQUIRE(set.fields.parts.size() == 2);
    CHECK(as_u64(m.types, set.fields.parts[1]) == 2);
    REQUIRE(set.topics.size() == 1);
    CHECK(set.topics[0].b[31] == 0x11);
    CHECK((*events)[3].phase == "Finalization");
    CHECK_FALSE((*events)[3].extrinsic.has_value());
    CHECK(read_events(m, byte_vec{0})->empty());
    CHECK_FALSE(read_events(m, *from_hex("040000000000"
                                         "09"
                                         "00"))
                    .ok());
    CHECK_FALSE(read_events(m, {}).ok());
}

TEST_CASE("what became of an extrinsic is in its own events") {
    const metadata& m = small_runtime();
    const auto events = read_events(m, *from_hex(three));
    REQUIRE(events);
    CHECK(outcome_of(m, *events, 0)->success);
    const auto failed = outcome_of(m, *events, 1);
    REQUIRE(failed);
    CHECK_FALSE(failed->success);
    CHECK(failed->failure.pallet == "Subnet");
    CHECK(failed->failure.error == "NoPermit");
    CHECK_FALSE(outcome_of(m, *events, 2).has_value());
}

TEST_CASE("errors have the names and words of the pallet they come from") {
    CHECK(failure("030700000000").text() == "Subnet.TooFast: Weights were set a moment ago.");
    CHECK(failure("030704000000").text() == "Subnet.NoPermit");
    CHECK(failure("0307ff000000").text() == "Subnet.error 255");
    CHECK(failure("030000000000").text() == "System.error 0");
    CHECK(failure("030900000000").text() == "pallet 9.error 0");
    CHECK(failure("02").text() == "BadOrigin");
    CHECK(failure("0705").text() == "Token(Frozen)");
}

}  // namespace
}  // namespace rf::subtensor
