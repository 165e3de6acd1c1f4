#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;

namespace {

const reasonforge_seen good{.8, .8, .8, .8, 0};

carry_entry streak_of(std::uint8_t name, std::uint32_t streak) {
    carry_entry e;
    e.who = someone(name);
    e.streak = streak;
    return e;
}

}  // namespace

TEST_CASE("a miner left with voids only makes the epoch partial: nothing goes out, the carry stays") {
    auto facts = epoch_of(reasonforge_1::entry, seats_of({3, 8}));
    facts.in = as_carry({streak_of(3, 4), streak_of(9, 2)});
    add_task(facts, {answered(good), unanswered(outcome::voided)});
    const auto r = scored(reasonforge_1::entry, facts);
    CHECK(r.weights.empty());
    CHECK(r.withheld == "partial: uid 8 asked, and left with voids only");
    CHECK(r.out == as_carry({streak_of(3, 4)}));  // 9 left the roster
}

TEST_CASE("ground truth that arrives in a partial epoch is kept, and nothing else of that epoch is") {
    auto facts = epoch_of(aml_ensemble_1::entry, seats_of({3, 8}));
    carry_entry before;
    before.who = someone(3);
    before.history = {0.5};
    facts.in = as_carry({before});
    facts.settled = {{someone(3), 7, 0.25}, {someone(8), 7, 0.125}};
    add_task(facts, {answered(aml_ensemble_seen{true, 0.3, {}}), unanswered(outcome::voided)});
    const auto r = scored(aml_ensemble_1::entry, facts);
    CHECK_FALSE(r.withheld.empty());
    REQUIRE(r.out.entries.size() == 2);
    CHECK(r.out.entries[0].history == before.history);
    CHECK(r.out.entries[0].tier3 == 0.25);
    CHECK(r.out.entries[1].history.empty());
    CHECK(r.out.entries[1].tier3 == 0.125);
    CHECK(r.out.entries[1].tier3_epoch == 7);
}

TEST_CASE("one counted outcome beside the voids is enough, and it may be a failure") {
    for (const reply_facts& counted : {answered(good), unanswered(outcome::timeout)}) {
        auto facts = epoch_of(reasonforge_1::entry, seats_of({3, 8}));
        add_task(facts, {answered(good), unanswered(outcome::voided)});
        add_task(facts, {answered(good), counted});
        const auto r = scored(reasonforge_1::entry, facts);
        CHECK(r.withheld.empty());
        CHECK_FALSE(r.weights.empty());
    }
}

TEST_CASE("a miner who was never asked makes no epoch partial") {
    auto facts = epoch_of(reasonforge_1::entry, seats_of({3, 8}));
    add_task(facts, {answered(good), not_asked});
    const auto r = scored(reasonforge_1::entry, facts);
    REQUIRE(r.weights.size() == 1);
    CHECK(r.weights[0].uid == 3);
}

TEST_CASE("the reason of a partial epoch says how many more there are") {
    auto facts = epoch_of(reasonforge_1::entry, seats_of({3, 8, 9}));
    add_task(facts, {unanswered(outcome::voided), unanswered(outcome::voided), answered(good)});
    CHECK(scored(reasonforge_1::entry, facts).withheld ==
          "partial: uid 3 and 1 more asked, and left with voids only");
}

TEST_CASE("more voids than emit.max_void_share make the epoch partial, though everybody has a counted outcome") {
    auto facts = epoch_of(reasonforge_1::entry, seats_of({3, 8}));
    add_task(facts, {answered(good), answered(good)});
    add_task(facts, {unanswered(outcome::voided), unanswered(outcome::voided)});
    CHECK(scored(reasonforge_1::entry, facts).withheld.empty());  // 2 of 4 is not more than a half
    add_task(facts, {unanswered(outcome::voided), not_asked});
    const auto r = scored(reasonforge_1::entry, facts);
    CHECK(r.withheld == "partial: 3 of 5 questions ended void, more than emit.max_void_share");
    CHECK(r.weights.empty());
    CHECK(r.out == as_carry({}));
    for (const auto& [most, withheld] : {std::pair{1.0, false}, {0.6, false}, {0.59, true}, {0.0, true}}) {
        auto chosen = facts;
        chosen.params = complete_parameters(reasonforge_1::entry, {{"emit.max_void_share", most}}).value();
        CHECK(scored(reasonforge_1::entry, chosen).withheld.empty() == !withheld);
    }
}

TEST_CASE("an epoch in which nobody earned anything is withheld, never shared equally") {
    auto facts = epoch_of(reasonforge_1::entry, seats_of({3, 8}));
    add_task(facts, {unanswered(outcome::timeout), unanswered(outcome::bad_hash)});
    const auto r = scored(reasonforge_1::entry, facts);
    CHECK(r.weights.empty());
    CHECK(r.withheld == "no miner has a positive weight");
    CHECK(r.out.entries.empty());
}

TEST_CASE("the digest is over account, score bits, uid and u16, by account") {
    // Written out byte by byte: uid 7 sorts after uid 500, because its account does.
    roster seats{{someone(9), 7}, {someone(2), 500}};
    seats[1].who.type = account_type::sr25519;
    epoch_result r;
    r.scores = {1.0, 0.25};
    r.weights = {{7, 0.8, 65535}};
    byte_vec bytes{1};
    bytes.insert(bytes.end(), 32, 2);
    for (const int b : {0x3f, 0xd0, 0, 0, 0, 0, 0, 0, 0x01, 0xf4, 0, 0}) bytes.push_back(std::uint8_t(b));
    bytes.push_back(1);
    bytes.insert(bytes.end(), 32, 9);
    for (const int b : {0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0, 7, 0xff, 0xff}) bytes.push_back(std::uint8_t(b));
    CHECK(score_digest(seats, r) == sha256(bytes));
}

TEST_CASE("the digest of an EVM account has its 20 bytes") {
    account evm;
    evm.type = account_type::evm;
    std::fill_n(evm.b.begin(), 20, std::uint8_t{5});
    epoch_result r;
    r.scores = {0};
    byte_vec bytes{2};
    bytes.insert(bytes.end(), 20, 5);
    bytes.insert(bytes.end(), 8, 0);
    for (const int b : {0, 1, 0, 0}) bytes.push_back(std::uint8_t(b));
    CHECK(score_digest({{evm, 1}}, r) == sha256(bytes));
}
