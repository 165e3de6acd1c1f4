// A miner's signature beside its reply, as an explanation tells it.
#include <doctest/doctest.h>

#include <algorithm>

#include "actors/keys/sr25519.hpp"
#include "events/receipt.hpp"
#include "replay/named_blobs.hpp"
#include "replay/programs/explain_out.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

// The log with another account in the place of one: a miner whose key we have.
// Nothing may be sorted by it, so the mechanism carries nothing.
memory_log renamed(const memory_log& from, const account& was, const account& is) {
    memory_log to;
    event_decoder decoder;
    for (std::uint64_t n = 0; n < from.head().size; ++n) {
        byte_vec bytes = *from.read(n);
        for (auto at = bytes.begin();;) {
            at = std::search(at, bytes.end(), was.b.begin(), was.b.end());
            if (at == bytes.end()) break;
            at = std::copy(is.b.begin(), is.b.end(), at);
        }
        auto event = decoder.check(bytes);
        RF_REQUIRE(event.ok());
        std::vector<blob> blobs;
        each_named_blob(*event, [&](const hash32& name, std::uint64_t) {
            if (auto found = from.read_blob(name)) blobs.push_back({name, *found});
        });
        const appended one[] = {mark_of(bytes, *event)};
        RF_REQUIRE(to.append(one, blobs).ok());
    }
    return to;
}

}  // namespace

TEST_CASE("a signature that holds is said to, and one of another reply is not") {
    synth_options o;
    o.seed = 4;
    o.mechanisms = {"judge_epm"};
    o.epochs = 2;
    o.miners = 3;
    o.tasks = 2;
    o.hostile = false;
    const memory_log log = invent(o);
    const seat old = read_epoch(log, 2)->facts.seats[0];
    const sr25519_pair pair = expand(mini_secret{});
    account who;
    who.b = pair.public_key;
    const memory_log ours = renamed(log, old.who, who);
    auto plain = explain(ours, 2, who);
    REQUIRE(plain.ok());
    const explained_attempt& attempt = plain->tasks[0].attempts[0];
    CHECK(attempt.signature == reply_signature::none);

    event_decoder decoder;
    auto asked = ours.read(attempt.request);
    reply_statement s{*plain->validator, who, {}, attempt.question_hash, attempt.body.name};
    const auto id = bytes_of(decoder.read(*asked)->getRequestSent().getRequestId());
    std::copy(id.begin(), id.end(), s.request.begin());
    const auto told = [&](const reply_statement& signs) {
        const sr25519_signature by_miner = sign(pair, statement_hash(signs), hash32{});
        const memory_log with = rewritten(ours, attempt.reply, [&](schema::Event::Builder e) {
            e.getReplyRecorded().setMinerSignature(data_of(by_miner));
        });
        explained e;
        auto x = explain(with, 2, who);
        REQUIRE(x.ok());
        e.x = std::move(*x);
        return e;
    };
    const explained good = told(s);
    CHECK(good.x.tasks[0].attempts[0].signature == reply_signature::holds);
    CHECK(good.x.tasks[1].attempts[0].signature == reply_signature::none);
    CHECK(explain_text(good).find("cannot deny this reply") != std::string::npos);
    CHECK(explain_html(good).find("cannot deny this reply") != std::string::npos);
    CHECK(explain_json(good).find("\"signature\":\"holds\"") != std::string::npos);

    for (auto change :
         {+[](reply_statement& x) { x.reply.b[0] ^= 1; }, +[](reply_statement& x) { x.request[0] ^= 1; },
          +[](reply_statement& x) { x.request_body.b[0] ^= 1; },
          +[](reply_statement& x) { x.validator.b[0] ^= 1; }}) {
        reply_statement other = s;
        change(other);
        const explained bad = told(other);
        CHECK(bad.x.tasks[0].attempts[0].signature == reply_signature::broken);
        CHECK(explain_text(bad).find("NOT this miner's") != std::string::npos);
    }
}
