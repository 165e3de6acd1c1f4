// A crash between any two steps of a rotation is finished by running it again.
#include "actors/programs/operator_rotate.hpp"

#include "actors/keys/secret_file.hpp"
#include "tests/operator/place.hpp"

using namespace rf;
using namespace rf::test;

namespace {

rotate_order of(const place& p) { return {p.at("log"), "a test", "", ""}; }

std::string key_in_force(const place& p) {
    return fold(*store::open_read_only(p.at("log")).value())->identity.verification_key;
}
std::string key_on_disk(const place& p) {
    return encode_verifier(verifier_of(open_log_key(p.at("log") + "/log.key", "").value()));
}

// What a run leaves behind that was cut off after so many of its steps.
void crash_after(const place& p, int steps) {
    const auto next = make_log_key(p.at("log") + "/log.key.next", origin, "").value();
    if (steps < 2) return;
    auto log = operator_log::open(p.at("log"));
    REQUIRE(log.ok());
    REQUIRE((*log)->begin("test").ok());
    event_draft fact;
    fact.event().initKeyRotated().setVerificationKey(encode_verifier(verifier_of(next)));
    REQUIRE((*log)->take(command(record{std::move(fact), {}})).ok());
    if (steps < 3) return;
    const auto old = open_log_key(p.at("log") + "/log.key", "").value();
    REQUIRE((*log)->sign_at((*log)->log().head().size, old).ok());
}

}  // namespace

TEST_CASE("a rotated key is in force, on disk, and vouched for by the one before") {
    const place p;
    make_log(p.at("log"));
    const std::string before = key_on_disk(p);
    auto did = rotate_key(of(p));
    if (!did) FAIL(did.error().text());
    CHECK(did->before == before);
    CHECK(did->now != before);
    CHECK(key_in_force(p) == did->now);
    CHECK(key_on_disk(p) == did->now);
    CHECK_FALSE(std::filesystem::exists(p.at("log") + "/log.key.next"));
    CHECK(audited(p.at("log")) == 3);
    auto again = rotate_key(of(p));
    REQUIRE(again.ok());
    CHECK(again->before == did->now);
    CHECK(audited(p.at("log")) == 3);
}

TEST_CASE("a rotation that a crash cut off anywhere is finished, with one event") {
    for (int steps = 1; steps <= 3; ++steps) {
        CAPTURE(steps);
        const place p;
        make_log(p.at("log"));
        crash_after(p, steps);
        auto did = rotate_key(of(p));
        if (!did) FAIL(did.error().text());
        CHECK(did->finished_only == (steps > 1));
        CHECK(key_in_force(p) == did->now);
        CHECK(key_on_disk(p) == did->now);
        CHECK(fold(*store::open_read_only(p.at("log")).value())->rotations.size() == 1);
        CHECK(audited(p.at("log")) == 3);
    }
}

TEST_CASE("a rotation without its note is found, though its epochs agree") {
    const place p;
    make_log(p.at("log"));
    crash_after(p, 2);
    auto log = store::open_read_only(p.at("log")).value();
    auto ok = audit_from_genesis(*log, {}, [](const epoch_audit&) {});
    REQUIRE_FALSE(ok.ok());
    CHECK(ok.error().advice.find("rotate-key") != std::string::npos);
}

TEST_CASE("a key that is not the log's rotates nothing, nor does a log that is written to") {
    const place p;
    make_log(p.at("log"));
    const std::string stranger = p.at("stranger.key");
    REQUIRE(make_log_key(stranger, origin, "").ok());
    rotate_order wrong = of(p);
    wrong.key_file = stranger;
    const head before = head_of(p.at("log"));
    CHECK(rotate_key(wrong).error().what.find("not the one in force") != std::string::npos);
    auto writer = store::open(p.at("log"));
    REQUIRE(writer.ok());
    CHECK(rotate_key(of(p)).error().kind == fault_kind::busy);
    CHECK(head_of(p.at("log")) == before);
}

TEST_CASE("a key under a passphrase is rotated to another under the same") {
    const place p;
    make_log(p.at("log"));
    REQUIRE(write_secret_file(p.at("passphrase"), "correct horse\n", existing_file::keep).ok());
    auto first = rotate_key(of(p));  // plain to plain
    REQUIRE(first.ok());
    rotate_order sealed = of(p);
    sealed.passphrase_file = p.at("passphrase");
    auto second = rotate_key(sealed);
    if (!second) FAIL(second.error().text());
    CHECK_FALSE(open_log_key(p.at("log") + "/log.key", "").ok());
    auto third = rotate_key(sealed);
    REQUIRE(third.ok());
    CHECK(third->before == second->now);
    CHECK(audited(p.at("log")) == 3);
}
