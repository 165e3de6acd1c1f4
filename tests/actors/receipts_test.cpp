// What a journal gives for signed replies, and what a crash leaves of it.
#include <doctest/doctest.h>

#include "actors/epoch_receipts.hpp"
#include "events/receipt.hpp"
#include "events/sha256.hpp"
#include "tests/actors/stage.hpp"

using namespace rf;
using namespace rf::test;

namespace {

constexpr request_uuid first_request{1, 1}, second_request{2, 2};

// Epoch 1 with one task: uid 1's reply is signed where it says so, uid 2's is not.
void answer(stage& s, bool is_signed, bool crash) {
    s.open_an_epoch();
    s.open_a_task();
    for (std::uint16_t uid = 1; uid <= 2; ++uid) {
        prepared_question q;
        q.request_id = uid == 1 ? first_request : second_request;
        s.say(request_sent(s.question(uid, 1), q));
        miner_reply r;
        r.outcome = schema::Outcome::ANSWERED;
        r.latency_ns = 5;
        r.body = {1, 2, std::uint8_t(uid)};
        if (uid == 1 && is_signed) r.signature.emplace().fill(3);
        s.say(reply_recorded(s.question(uid, 1), r));
    }
    if (crash) s.restart();
    for (std::uint16_t uid = 1; uid <= 2; ++uid)
        s.say(reply_verified(s.question(uid, 1), {}, {0.5, 0.5, 0.5, 0.5, 0}, hash32{}));
    s.say(task_closed(1, s.question(1, 1).task, 0, schema::TaskEnd::COMPLETE));
}

const task_result* result_of(const journal::outcome& out, const account& who) {
    for (const auto& n : out.notices)
        if (const auto* ended = std::get_if<epoch_ended>(n.get()))
            for (const auto& [miner, told] : ended->results)
                if (miner == who) return &told;
    return nullptr;
}

journal::outcome seal(stage& s) {
    s.block(111);
    return s.commit(seal_epoch_now{1, secret_of(hash32{}, s.key.name, 1)});
}

}  // namespace

TEST_CASE("at the seal a miner gets a receipt for what it signed, also where a crash came between") {
    for (const bool crash : {false, true}) {
        CAPTURE(crash);
        stage s;
        answer(s, true, crash);
        const auto out = seal(s);
        REQUIRE(out.answers[0].accepted());
        const task_result* told = result_of(out, person(1));
        REQUIRE(told);
        REQUIRE(told->receipts.size() == 1);
        CHECK(told->receipt_key == encode_verifier(verifier_of(s.key)));
        const auto r = open_receipt(told->receipts[0], verifier_of(s.key));
        REQUIRE_MESSAGE(r.ok(), (r.ok() ? std::string() : r.error().text()));
        CHECK(r->origin == s.it->state().identity.origin);
        CHECK(r->epoch == 1);
        CHECK(r->miner == person(1));
        REQUIRE(r->lines.size() == 1);
        const received_line& line = r->lines[0];
        CHECK(line.request == first_request);
        CHECK(line.reply == sha256(byte_vec{1, 2, 1}));
        const auto bytes = s.log.read(line.event);
        REQUIRE(bytes.ok());
        CHECK(line.leaf == leaf_hash(*bytes));
        event_decoder decoder;
        const auto event = decoder.check(*bytes);
        REQUIRE(event.ok());
        REQUIRE(event->isReplyRecorded());
        CHECK(event->getReplyRecorded().getUid() == 1);
        CHECK(event->getReplyRecorded().getMinerSignature().size() == 64);

        const task_result* other = result_of(out, person(2));
        REQUIRE(other);
        CHECK(other->receipts.empty());
        CHECK(other->receipt_key.empty());
    }
}

TEST_CASE("where nobody signs there is no receipt, and the result is told as before") {
    stage s;
    answer(s, false, false);
    const auto out = seal(s);
    for (std::uint8_t who = 1; who <= 2; ++who) {
        const task_result* told = result_of(out, person(who));
        REQUIRE(told);
        CHECK(told->receipts.empty());
    }
}

TEST_CASE("of a failure that is too long to keep whole, no signature is kept") {
    stage s;
    s.open_an_epoch();
    s.open_a_task();
    for (const std::size_t size : {most_kept_of_failures, most_kept_of_failures + 1}) {
        miner_reply r;
        r.outcome = schema::Outcome::MALFORMED;
        r.body.assign(size, 7);
        r.signature.emplace().fill(3);
        const record made = reply_recorded(s.question(1, 1), r);
        CHECK((made.fact.reader().getReplyRecorded().getMinerSignature().size() == 64) ==
              (size == most_kept_of_failures));
    }
}

TEST_CASE("more replies than a note holds are told in several, and never without end") {
    stage s;
    answer(s, true, false);
    epoch_ended ended;
    ended.epoch = 1;
    ended.results.emplace_back(person(1), task_result{});
    std::vector<signed_reply> many;
    const std::uint64_t size = s.log.head().size;
    for (std::uint64_t i = 0; i < 1500; ++i) many.push_back({i, person(1), first_request, hash32{}});
    // Past the log's end there is no leaf.
    CHECK_FALSE(add_receipts(ended, many, s.log, "sn.example/1", s.key).ok());
    many.resize(size);
    ended.results[0].second = {};
    REQUIRE(add_receipts(ended, many, s.log, "sn.example/1", s.key).ok());
    REQUIRE(ended.results[0].second.receipts.size() == 1);
    CHECK(open_receipt(ended.results[0].second.receipts[0], verifier_of(s.key))->lines.size() == size);
}
