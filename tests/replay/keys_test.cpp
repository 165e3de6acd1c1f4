// A log's key is rotated: the epochs after it are signed by the new key, and the
// old one has vouched for it. Wrong keys are planted and must be found.
#include <doctest/doctest.h>

#include "replay/audit.hpp"
#include "tests/replay/driven.hpp"

using namespace rf;

namespace {

const signing_key first_key = synth_key(driven_name, 1), second_key = synth_key(driven_name, 2),
                  third_key = synth_key(driven_name, 3);

// Two epochs; the key is rotated inside the second.
struct planted_keys {
    const signing_key& vouches = first_key;   // signs the head after key_rotated
    const signing_key& seals = second_key;    // signs the second seal
    bool vouched = true;
};
driven rotated(const planted_keys& keys = {}) {
    driven d;
    d.to_open_epoch(1);
    d.run_task(0);
    RF_REQUIRE(d.block(120).empty() && d.seal().empty());
    d.note(first_key);
    RF_REQUIRE(d.metagraph(2).empty() && d.commit_secret().empty() && d.block(121).empty());
    RF_REQUIRE(d.take(command(next_opening(d.p, 1, 19))).empty());
    RF_REQUIRE(d.task(0, 130).empty() && d.rotate(second_key).empty());
    if (keys.vouched) d.note(keys.vouches);
    for (const std::uint16_t uid : {std::uint16_t(2), std::uint16_t(3)})
        RF_REQUIRE(d.ask(0, uid).empty() && d.answer(0, uid).empty() && d.verify(0, uid).empty());
    RF_REQUIRE(d.close(0).empty() && d.block(140).empty() && d.seal().empty());
    d.note(keys.seals);
    return d;
}

audit_options by(verifying_key key) {
    audit_options options;
    options.key = std::move(key);
    return options;
}

std::string from_genesis(const driven& d, audit_options options = {}) {
    std::uint32_t agreed = 0;
    auto ok = audit_from_genesis(d.log, options, [&](const epoch_audit& a) {
        agreed += a.agrees() && a.checkpoint && !a.key_on_record;
    });
    if (!ok) return ok.error().text();
    return agreed == 2 ? "" : "only " + std::to_string(agreed) + " agree";
}

}  // namespace

TEST_CASE("an epoch is signed by the key in force at its seal, and from genesis every key is vouched for") {
    const driven d = rotated();
    auto one = audit_epoch(d.log, 1, {});
    REQUIRE(one.ok());
    CHECK(one->checkpoint);
    CHECK_FALSE(one->key_on_record);
    auto two = audit_epoch(d.log, 2, {});
    REQUIRE(two.ok());
    CHECK(two->checkpoint);
    CHECK(two->key_on_record);
    CHECK(from_genesis(d) == "");
    CHECK(from_genesis(d, by(verifier_of(first_key))) == "");
    CHECK(from_genesis(d, by(verifier_of(second_key))).find("began with another key") !=
          std::string::npos);
}

TEST_CASE("a key that the caller names is the only one that holds") {
    const driven d = rotated();
    CHECK(audit_epoch(d.log, 1, by(verifier_of(first_key))).ok());
    CHECK_FALSE(audit_epoch(d.log, 1, by(verifier_of(second_key))).ok());
    CHECK_FALSE(audit_epoch(d.log, 2, by(verifier_of(first_key))).ok());
    auto two = audit_epoch(d.log, 2, by(verifier_of(second_key)));
    REQUIRE(two.ok());
    CHECK_FALSE(two->key_on_record);
}

TEST_CASE("a seal signed by the key before, or by a stranger's, is found") {
    for (const signing_key* wrong : {&first_key, &third_key}) {
        const driven d = rotated({first_key, *wrong});
        CHECK_FALSE(audit_epoch(d.log, 2, {}).ok());
        CHECK(from_genesis(d) != "");
    }
}

TEST_CASE("a new key that the old did not vouch for is found from genesis") {
    const driven unvouched = rotated({first_key, second_key, false});
    CHECK(audit_epoch(unvouched.log, 2, {}).ok());  // one epoch takes its key on record
    CHECK(from_genesis(unvouched).find("the old key did not sign the head after it") != std::string::npos);
    const driven by_itself = rotated({second_key, second_key});
    CHECK(from_genesis(by_itself) != "");
}

TEST_CASE("a rotation names a new key of the log's own name") {
    driven d;
    d.to_open_epoch(1);
    CHECK(d.rotate(synth_key("another.example/log", 2)).find("not the log's origin") != std::string::npos);
    CHECK(d.rotate(first_key).find("in force already") != std::string::npos);
    CHECK(d.fact(schema::StreamKind::LOG, 0, [](auto e) { e.initKeyRotated().setVerificationKey("x"); }) !=
          "");
    REQUIRE(d.rotate(second_key) == "");
    CHECK(d.p.identity.verification_key == encode_verifier(verifier_of(second_key)));
    CHECK(*fold(d.log) == d.p);
}

TEST_CASE("an epoch names the key in force, and no other") {
    const driven d = rotated();
    const std::uint64_t opened = find_event(d.log, event_kind::EPOCH_OPENED, 2);
    const memory_log bad = rewritten(d.log, opened, [](schema::Event::Builder e) {
        e.getEpochOpened().setVerificationKey(encode_verifier(verifier_of(third_key)));
    });
    auto folded = fold(bad);
    REQUIRE_FALSE(folded.ok());
    CHECK(folded.error().where == "event " + std::to_string(opened));
    CHECK(folded.error().what.find("another verification key") != std::string::npos);
}
