#include "replay/fold.hpp"

#include <doctest/doctest.h>

#include "replay/agenda.hpp"
#include "replay/snapshot.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

// The oracle: event by event, from the first, with nothing clever.
std::vector<projection> every_prefix(const memory_log& log) {
    std::vector<projection> states;
    projection p;
    states.push_back(p);
    event_decoder decoder;
    for (std::uint64_t n = 0; n < log.head().size; ++n) {
        auto bytes = log.read(n);
        auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        REQUIRE(apply(p, *event, blobs_of(log)).ok());
        states.push_back(p);
    }
    return states;
}

head head_at(const memory_log& log, std::uint64_t size) { return {size, *root_at(size, log.tree())}; }

}  // namespace

TEST_CASE("a fold gives what taking in event by event gives, at every prefix, checked or plain") {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
        CAPTURE(seed);
        const memory_log log = invent(small_world(seed));
        const auto states = every_prefix(log);
        projection checked, plain;
        for (std::uint64_t n = 0; n <= log.head().size; ++n) {
            REQUIRE(fold_into(checked, log, n, reading::checked).ok());
            REQUIRE(fold_into(plain, log, n, reading::plain).ok());
            REQUIRE(checked == states[n]);
            REQUIRE(plain == states[n]);
        }
    }
}

TEST_CASE("a snapshot taken at any event gives back the projection, and the same end") {
    const memory_log log = invent(small_world(3));
    const auto states = every_prefix(log);
    for (std::uint64_t n = 0; n < states.size(); ++n) {
        CAPTURE(n);
        const head at = head_at(log, n);
        const byte_vec bytes = take_snapshot(states[n], at);
        auto back = restore_snapshot(bytes, at);
        REQUIRE(back.ok());
        REQUIRE(*back == states[n]);
        REQUIRE(agenda(*back) == agenda(states[n]));
        if (n % 7 != 0 && n + 40 < states.size()) continue;  // the rest of the way from every 7th, and near the end
        REQUIRE(fold_into(*back, log, log.head().size, reading::plain).ok());
        REQUIRE(*back == states.back());
    }
}

TEST_CASE("a snapshot keeps also what synthetic logs never show") {
    projection p;
    p.next = 7;
    p.term = 3;
    p.imported_carry = sha256(view("carry"));
    p.secret_committed = sha256(view("secret"));
    p.secret_before_block = 99;
    p.pruned_through = 5;
    p.alarms = {"a", "b"};
    p.chosen = {{"flag", true}, {"integer", std::uint64_t{7}}, {"number", 0.5}, {"text", std::string("x")}};
    p.identity.mechanism_id = 4;
    p.identity.predecessor = {"the.older/log", {3, sha256(view("older"))}};
    p.chain.parts_seen = 2;
    p.chain.arriving = {{account{}, 9}};
    p.chain.arriving_permitted = {account{}};
    p.chain.permitted = {account{}};
    p.chain.tempo = 360;
    p.chain.weights_rate_limit = 100;
    p.chain.version_key = 6;
    p.chain.commit_reveal = true;
    p.chain.spec_version = 218;
    p.miners = {{account{}, 3, "127.0.0.1:8091", "axon", 2}};
    p.awaited = {{{1, 2, 3}, 4}};
    p.weights.resize(1);
    p.weights[0].extrinsic = sha256(view("bytes"));
    p.weights[0].attempts = 2;
    p.weights[0].call = p.weights[0].signed_call = schema::WeightCall::COMMIT;
    p.weights[0].committed = true;
    p.rotations = {{6, "the key before"}};
    p.chain.connected = p.chain.current = true;
    const head at{7, sha256(view("root"))};
    auto back = restore_snapshot(take_snapshot(p, at), at);
    REQUIRE(back.ok());
    CHECK(*back == p);
}

TEST_CASE("a snapshot of another place, another log or with a flipped bit is dropped") {
    const memory_log log = invent(small_world(4));
    const std::uint64_t n = log.head().size / 2;
    projection p;
    REQUIRE(fold_into(p, log, n, reading::plain).ok());
    const head at = head_at(log, n);
    const byte_vec good = take_snapshot(p, at);
    REQUIRE(restore_snapshot(good, at).ok());
    CHECK_FALSE(restore_snapshot(good, head_at(log, n + 1)).ok());
    CHECK_FALSE(restore_snapshot(good, head_at(invent(small_world(5)), n)).ok());
    for (std::size_t i = 0; i < good.size(); ++i) {
        byte_vec bad = good;
        bad[i] ^= std::uint8_t(1u << (i % 8));
        REQUIRE_FALSE(restore_snapshot(bad, at).ok());
    }
    for (std::size_t cut : {std::size_t(0), std::size_t(1), good.size() / 2, good.size() - 1})
        CHECK_FALSE(restore_snapshot(byte_view(good).first(cut), at).ok());
    auto found = newest_snapshot({byte_vec{1, 2, 3}, take_snapshot(projection{}, head_at(log, 0)), good}, log);
    REQUIRE(found);
    CHECK(found->at == at);
}

TEST_CASE("after a crash the agenda says what was in flight") {
    synth_options o = small_world(6);
    o.mechanisms = {"reasonforge"};
    o.hostile = false;
    const memory_log log = invent(o);
    // The log stops right after a request: the reply must be awaited.
    const std::uint64_t asked = find_event(log, event_kind::REQUEST_SENT, 2);
    projection p;
    REQUIRE(fold_into(p, log, asked + 1, reading::plain).ok());
    const auto due = agenda(p);
    auto has = [&](agenda_item::what w) {
        return std::any_of(due.begin(), due.end(), [&](const agenda_item& i) { return i.due == w && i.epoch == 2; });
    };
    CHECK(has(agenda_item::what::await_reply));
    CHECK(has(agenda_item::what::ask));
    CHECK_FALSE(has(agenda_item::what::seal_epoch));
    // At the end, nothing is in flight but the next epoch.
    REQUIRE(fold_into(p, log, log.head().size, reading::plain).ok());
    CHECK(agenda(p) == std::vector<agenda_item>{{agenda_item::what::start_writer, 0, 0, 0}});
}

TEST_CASE("a fold of any log with bits flipped at random gives a projection or a fault, never a crash") {
    const memory_log good = invent(small_world(7));
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        CAPTURE(seed);
        std::uint8_t n[8];
        put_be64(n, seed);
        dice d(sha256(byte_view(n, 8)));
        // The event's bytes are changed before it is hashed: the tree is right, the meaning is not.
        memory_log bad;
        const std::uint64_t victim = d.below(good.head().size);
        for (std::uint64_t i = 0; i <= victim; ++i) {
            byte_vec bytes = *good.read(i);
            if (i == victim)
                for (std::uint64_t flips = 1 + d.below(3); flips > 0; --flips)
                    bytes[d.below(bytes.size())] ^= std::uint8_t(1u << d.below(8));
            const appended one[] = {{bytes, epoch_mark::none, 0}};
            REQUIRE(bad.append(one, {}).ok());
        }
        projection p;
        auto folded = fold_into(p, bad, victim + 1, reading::checked);
        if (!folded) CHECK(folded.error().where.find("event") != std::string::npos);
    }
}
