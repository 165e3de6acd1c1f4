// What people are told: the same figures in all three forms, hostile texts
// harmless, and nothing of other miners where it is for one.
#include <doctest/doctest.h>
#include <simdjson.h>

#include <algorithm>

#include "events/account_name.hpp"
#include "replay/carry.hpp"
#include "replay/carry_codec.hpp"
#include "replay/programs/explain_out.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

synth_options world_of(const std::string& mechanism, std::uint64_t seed) {
    synth_options o;
    o.seed = seed;
    o.mechanisms = {mechanism};
    o.epochs = 4;
    o.miners = 6;
    o.tasks = 4;
    o.reply_bytes = 50;
    return o;
}

explained told(const log_reader& log, std::uint32_t epoch, const account& who) {
    explained e;
    auto x = explain(log, epoch, who);
    REQUIRE(x.ok());
    e.x = std::move(*x);
    auto audited = audit_epoch(log, epoch, {});
    if (audited) e.audit = std::move(*audited);
    else e.unaudited = audited.error();
    e.enough = true;
    return e;
}

roster seats_in(const log_reader& log, std::uint32_t epoch) {
    auto e = read_epoch(log, epoch);
    REQUIRE(e.ok());
    return e->facts.seats;
}

bool holds(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

bool harmless(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) { return std::uint8_t(c) < 0x20 && c != '\n'; });
}

void parses(const std::string& json) {
    simdjson::dom::parser parser;
    simdjson::dom::object object;
    REQUIRE(parser.parse(json).get(object) == simdjson::SUCCESS);
}

const std::string hostile =
    "</pre><script>alert('x')</script>\x1b[31m\" onload=\"y\" & \xff\xfe\r\n\xef\xbf\xbf";

}  // namespace

TEST_CASE("every attempt's events stand in every form, and the weight as sealed") {
    for (const mechanism* m : catalog()) {
        CAPTURE(m->name);
        const memory_log log = invent(world_of(std::string(m->name), 5));
        for (const seat& s : seats_in(log, 2)) {
            const explained e = told(log, 2, s.who);
            REQUIRE(e.holds());
            CHECK(e.x.own().weight == e.x.recorded_weight);
            CHECK(e.x.own().score == e.x.recorded_score);
            const std::string text = explain_text(e), json = explain_json(e), html = explain_html(e);
            parses(json);
            CHECK(holds(text, "verified: every bit"));
            CHECK(holds(text, std::to_string(e.x.own().weight) + " of 65535"));
            CHECK(holds(html, std::to_string(e.x.own().weight) + " of 65535"));
            CHECK(holds(json, "\"weight\":" + std::to_string(e.x.own().weight)));
            CHECK(holds(text, name_of_account(s.who)));
            for (const explained_task& t : e.x.tasks)
                for (const explained_attempt& a : t.attempts)
                    for (const std::uint64_t number : {a.request, a.reply, a.verdict}) {
                        if (number == no_event) continue;
                        CHECK(holds(text, "event " + std::to_string(number)));
                        CHECK(holds(html, "event " + std::to_string(number)));
                        CHECK(holds(json, "\"" + std::to_string(number) + "\""));
                    }
        }
    }
}

TEST_CASE("hostile texts come out harmless, in all three forms") {
    const memory_log log = invent(world_of("reasonforge", 6));
    const std::uint64_t reply = find_event(log, event_kind::REPLY_RECORDED, 2);
    event_decoder decoder;
    auto bytes = log.read(reply);
    const account who = *as_account(bytes_of(decoder.read(*bytes)->getReplyRecorded().getAccount()));
    const blob body{sha256(view(hostile)), byte_vec(hostile.begin(), hostile.end())};
    memory_log bad = rewritten(log, reply, [&](schema::Event::Builder e) {
        auto r = e.getReplyRecorded();
        r.setDetail(hostile);
        r.getBody().setSha256(data_of(body.name));
        r.getBody().setLength(body.bytes.size());
    }, {body});
    bad = rewritten(bad, find_event(bad, event_kind::REQUEST_SENT, 2),
                    [&](schema::Event::Builder e) { e.getRequestSent().setEndpoint(hostile); });
    bad = rewritten(bad, reply + 1, [&](schema::Event::Builder e) {
        REQUIRE(e.isReplyVerified());
        auto c = e.getReplyVerified().getChecks()[0];
        c.setChecker(hostile);
        c.setNote(hostile);
    });
    const explained e = told(bad, 2, who);
    CHECK(e.x.tasks[0].attempts[0].detail == hostile);
    CHECK(e.x.tasks[0].attempts[0].body.begins == hostile);
    CHECK(e.x.tasks[0].attempts[0].checks[0].note == hostile);
    const std::string text = explain_text(e), json = explain_json(e), html = explain_html(e);
    CHECK(harmless(text));
    CHECK(harmless(html));
    CHECK(holds(text, "alert('x')"));  // shown, not swallowed
    CHECK(holds(html, "&lt;script&gt;alert(&#39;x&#39;)"));
    CHECK_FALSE(holds(html, "<script"));
    CHECK_FALSE(holds(html, "onload=\""));
    CHECK_FALSE(holds(html, "\xef\xbf\xbf"));
    CHECK(harmless(json));
    parses(json);
}

TEST_CASE("an answer behind a long envelope is shown, and what is cut says so") {
    const memory_log log = invent(world_of("reasonforge", 6));
    const std::uint64_t reply = find_event(log, event_kind::REPLY_RECORDED, 2);
    event_decoder decoder;
    auto bytes = log.read(reply);
    const account who = *as_account(bytes_of(decoder.read(*bytes)->getReplyRecorded().getAccount()));
    auto told_with = [&](const std::string& body) {
        const blob sent{sha256(view(body)), byte_vec(body.begin(), body.end())};
        return told(rewritten(log, reply, [&](schema::Event::Builder e) {
            auto r = e.getReplyRecorded();
            r.getBody().setSha256(data_of(sent.name));
            r.getBody().setLength(body.size());
        }, {sent}), 2, who);
    };
    const std::string envelope = "{\"axon\":\"" + std::string(700, 'x') + "\",\"final_answer\":\"";
    const explained e = told_with(envelope + "<b>forty\\ntwo\"}");
    CHECK(holds(explain_text(e), "answer      <b>forty two\n"));
    CHECK(holds(explain_html(e), "<th>answer</th><td>&lt;b&gt;forty two</td>"));
    CHECK(holds(explain_json(e), "\"answer\":\"<b>forty\\u000atwo\",\"answer_cut\":false"));

    std::string many;  // the bound falls within a character
    while (many.size() < 3000) many += many.empty() ? "a" : "\xc3\xa9";
    const explained cut = told_with(envelope + many + "\"}");
    CHECK(holds(explain_text(cut), many.substr(0, 599) + " ...\n"));
    CHECK(holds(explain_html(cut), many.substr(0, 1999) + " ...</td>"));
    CHECK(holds(explain_json(cut), many.substr(0, 1999) + "\",\"answer_cut\":true"));

    const explained none = told_with("no JSON");
    CHECK(holds(explain_json(none), "\"answer\":null,\"answer_cut\":false"));
}

TEST_CASE("what was not accepted is not read for an answer") {
    const memory_log log = invent(world_of("reasonforge", 6));
    event_decoder decoder;
    const std::string body = R"({"final_answer":"forty-two"})";
    const blob sent{sha256(view(body)), byte_vec(body.begin(), body.end())};
    for (std::uint64_t n = find_event(log, event_kind::EPOCH_OPENED, 2); n < log.head().size; ++n) {
        auto bytes = log.read(n);
        auto event = decoder.read(*bytes);
        REQUIRE_FALSE(event->isEpochSealed());  // one of them failed
        if (!event->isReplyRecorded() || event->getReplyRecorded().getFault() != schema::Fault::MINER) continue;
        const account who = *as_account(bytes_of(event->getReplyRecorded().getAccount()));
        const explained e = told(rewritten(log, n, [&](schema::Event::Builder b) {
            auto r = b.getReplyRecorded();
            r.setOutcome(schema::Outcome::WRONG_TASK);
            r.getBody().setSha256(data_of(sent.name));
            r.getBody().setLength(body.size());
        }, {sent}), 2, who);
        CHECK(holds(explain_text(e), "begins: {\"final_answer\":\"forty-two\"}"));
        CHECK_FALSE(holds(explain_text(e), "answer      forty-two"));
        CHECK_FALSE(holds(explain_json(e), "\"answer\":\"forty-two\""));
        return;
    }
}

TEST_CASE("what is no reply is shown as it came, unprintable bytes spelt out") {
    payload_text p;
    p.is = payload_text::state::there;
    p.begins = std::string("\x00\x1b[1m\\x41 \xc3\xa9\xff{\n", 15);
    p.length = p.begins.size();
    const std::string spelt = "\\x00\\x1b[1m\\\\x41 \xc3\xa9\\xff{\\x0a";
    CHECK(refused_begin(p) == spelt);
    p.length = 5000;
    CHECK(refused_begin(p) == spelt + " ...");
    p.begins = std::string(600, '\xff');
    CHECK(refused_begin(p).size() == 200 * 4 + 4);

    const memory_log log = invent(world_of("reasonforge", 6));
    explained e = told(log, 2, seats_in(log, 2)[0].who);
    explained_attempt a;
    a.reply = 77;
    a.outcome = schema::Outcome::MALFORMED;
    a.body = p;
    e.x.tasks[0].attempts = {a};
    CHECK(holds(explain_text(e), "begins: \\xff\\xff"));
    CHECK(holds(explain_html(e), "<th>begins</th><td>\\xff\\xff"));
}

TEST_CASE("a question that is cut is marked") {
    const memory_log log = invent(world_of("reasonforge", 6));
    explained e = told(log, 2, seats_in(log, 2)[0].who);
    explained_task& t = e.x.tasks[0];
    t.question = {std::string(601, 'q'), false};
    const std::string first(600, 'q');
    CHECK(holds(explain_text(e), first + " ...\n"));
    CHECK(holds(explain_html(e), first + "q</pre>"));
    CHECK(holds(explain_json(e), first + "q\",\"question_cut\":false"));
    t.question.cut = true;
    CHECK(holds(explain_html(e), first + "q ...</pre>"));
    CHECK(holds(explain_json(e), first + "q\",\"question_cut\":true"));
}

TEST_CASE("where quality and novelty come from is said to whom it concerns, in all three forms") {
    const memory_log log = invent(world_of("reasonforge", 6));
    bool some = false;
    for (const seat& s : seats_in(log, 2)) {
        const explained e = told(log, 2, s.who);
        bool answered = false;
        for (const explained_task& t : e.x.tasks) answered |= t.what == outcome::answered;
        some |= answered;
        for (const std::string& form : {explain_text(e), explain_json(e), explain_html(e)})
            for (const char* part : {"quality is of", "novelty is of", "rf-replay --deep"})
                CHECK(holds(form, part) == answered);
    }
    CHECK(some);
}

TEST_CASE("whose word a key is: the log's, or the bundle's") {
    const memory_log log = invent(world_of("ema_feed", 9));
    explained e = told(log, 2, seats_in(log, 2)[0].who);
    REQUIRE(e.audit.checkpoint);
    CHECK(holds(verdict_words(e), "the key that the log itself names"));
    e.bundled = true;
    CHECK(holds(verdict_words(e), "the key that the bundle itself names"));
}

TEST_CASE("for a miner, no other account is named and no other's reply shown") {
    for (const mechanism* m : catalog()) {
        CAPTURE(m->name);
        const memory_log log = invent(world_of(std::string(m->name), 7));
        const roster seats = seats_in(log, 3);
        auto record = read_epoch(log, 3);
        for (const seat& s : seats) {
            explained e = told(log, 3, s.who);
            const std::string open = explain_json(e);
            e.for_miner = true;
            const std::string forms[] = {explain_text(e), explain_json(e), explain_html(e)};
            for (const std::string& form : forms) {
                CHECK(holds(form, name_of_account(s.who)));
                for (std::size_t i = 0; i < seats.size(); ++i) {
                    if (seats[i] == s) continue;
                    CHECK_FALSE(holds(form, name_of_account(seats[i].who)));
                    CHECK_FALSE(holds(form, hex(seats[i].who.encoded())));
                    for (const task_record& t : record->tasks)
                        if (t.questions[i].body) CHECK_FALSE(holds(form, hex(*t.questions[i].body)));
                }
            }
            for (const seat& other : seats) CHECK(holds(open, name_of_account(other.who)));
        }
    }
}

TEST_CASE("a seal that does not follow is said loudly, and whose it is hidden from a miner") {
    const memory_log log = invent(world_of("judge_epm", 8));
    const roster seats = seats_in(log, 2);
    const memory_log bad =
        rewritten(log, find_event(log, event_kind::EPOCH_SEALED, 2), [](schema::Event::Builder e) {
            auto scores = e.getEpochSealed().getScores();
            scores.set(1, scores[1] + 1);
        });
    explained e = told(bad, 2, seats[0].who);
    CHECK_FALSE(e.holds());
    CHECK(holds(explain_text(e), "DIFFERS"));
    CHECK(holds(explain_html(e), "class=\"bad\">DIFFERS"));
    CHECK(holds(explain_json(e), "\"verified\":false"));
    CHECK(holds(verdict_words(e), "recorded"));
    e.for_miner = true;
    CHECK_FALSE(holds(verdict_words(e), "recorded"));
}

TEST_CASE("scores without a finite sum are told as such") {
    const memory_log log = invent(world_of("ema_feed", 10));
    const roster seats = seats_in(log, 2);
    std::vector<carry_entry> entries;
    for (const seat& s : seats) {
        entries.emplace_back().who = s.who;
        entries.back().score = 0x1.fffffffffffffp+1023;
    }
    const byte_vec bytes = encode_carry("ema_feed", 1, as_carry(std::move(entries)));
    const blob huge{sha256(bytes), bytes};
    const memory_log bad = rewritten(
        log, find_event(log, event_kind::EPOCH_OPENED, 2),
        [&](schema::Event::Builder e) { e.getEpochOpened().getCarryIn().setSha256(data_of(huge.name)); },
        {huge});
    const explained e = told(bad, 2, seats[0].who);
    CHECK(e.x.zero == zero_reason::withheld);
    CHECK(holds(explain_text(e), "no finite sum"));
    parses(explain_json(e));
    CHECK(holds(explain_html(e), "no finite sum"));
}

TEST_CASE("payloads that are gone are said to be gone") {
    memory_log log = invent(world_of("ema_feed", 9));
    const roster seats = seats_in(log, 2);
    const explained whole = told(log, 2, seats[0].who);
    std::vector<hash32> names;
    for (const explained_task& t : whole.x.tasks)
        for (const explained_attempt& a : t.attempts)
            if (a.body.is == payload_text::state::there) names.push_back(a.body.name);
    REQUIRE_FALSE(names.empty());
    REQUIRE(log.prune(names).ok());
    const explained e = told(log, 2, seats[0].who);
    CHECK(e.unaudited.has_value());  // no event says that they were pruned
    CHECK(holds(explain_text(e), "NOT VERIFIED"));
    CHECK(holds(explain_text(e), "the bytes are not here"));
    CHECK(holds(explain_json(e), "\"is\":\"absent\""));
}
