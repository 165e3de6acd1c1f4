#include "replay/epoch_diff.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

std::uint64_t bits(double v) { return std::bit_cast<std::uint64_t>(v); }

epoch_record record_of(const mechanism& m, std::uint64_t seed, std::uint32_t miners = 6, std::uint32_t tasks = 5) {
    synth_options o = small_world(seed);
    o.mechanisms = {std::string(m.name)};
    o.epochs = 2;
    o.miners = miners;
    o.tasks = m.most_tasks ? 1 : tasks;
    const memory_log log = invent(o);
    auto e = read_epoch(log, 2);
    if (!e) FAIL(e.error().text());
    return *e;
}

// What a validator that saw these facts would have sealed.
void seal_again(epoch_record& e) {
    const auto r = run_epoch(*e.rules, e.facts);
    REQUIRE(r.ok());
    e.scores = r->scores;
    e.withheld = r->withheld;
    e.weights.clear();
    for (const weight_row& w : r->weights) e.weights.push_back({w.uid, w.value});
}

epoch_comparison compare(const epoch_record& a, const epoch_record& b) {
    auto c = compare_epochs(a, b);
    if (!c) FAIL(c.error().text());
    return *c;
}

// Another finding about a reply, within its mechanism's bounds.
observation other_finding(const observation& seen, dice& d) {
    observation out = seen;
    if (auto* r = std::get_if<reasonforge_seen>(&out)) r->quality = r->quality > 0.5 ? 0.1 : 0.9;
    if (auto* f = std::get_if<ema_feed_seen>(&out)) f->results.push_back({feed_result::state::completed, 7, 0.5});
    if (auto* j = std::get_if<judge_epm_seen>(&out)) j->criteria[d.below(7)] = 51.25;
    if (auto* a = std::get_if<aml_ensemble_seen>(&out)) a->tier2 = a->tier2 > 0.1 ? 0.05 : 0.25;
    if (auto* h = std::get_if<hetu_consensus_seen>(&out)) h->answer = d.hash();
    return out;
}

}  // namespace

TEST_CASE("an epoch does not differ from itself, whatever the mechanism") {
    for (const mechanism* m : catalog())
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            const epoch_record e = record_of(*m, seed);
            const auto c = compare(e, e);
            CHECK(c.same());
            CHECK((c.a_follows && c.b_follows));
            CHECK(c.matched == e.tasks.size());
            CHECK(c.same_replies == e.tasks.size() * e.facts.seats.size());
            CHECK(c.accounts.size() == e.facts.seats.size());
        }
}

TEST_CASE("a single finding that differs is found, and moved all that moved") {
    dice d(sha256(view("epoch_diff")));
    std::size_t planted = 0, moved = 0;
    for (const mechanism* m : catalog())
        for (std::uint64_t seed = 1; seed <= 10; ++seed) {
            const epoch_record a = record_of(*m, seed);
            for (int round = 0; round < 12; ++round) {
                epoch_record b = a;
                const std::size_t t = d.below(a.tasks.size()), i = d.below(a.facts.seats.size());
                reply_facts& reply = b.facts.tasks[t].replies[i];
                if (reply.what != outcome::answered) continue;
                CAPTURE(m->name);
                CAPTURE(seed);
                CAPTURE(t);
                CAPTURE(i);
                reply.seen = other_finding(reply.seen, d);
                if (reply == a.facts.tasks[t].replies[i]) continue;
                seal_again(b);
                ++planted;
                const auto c = compare(a, b);
                CHECK_FALSE(c.same());
                CHECK((c.only_a.empty() && c.only_b.empty() && c.parameters.empty() && c.carry.empty()));
                REQUIRE(c.replies.size() == 1);
                const reply_difference& r = c.replies[0];
                CHECK((r.task_a == t && r.task_b == t));
                CHECK(r.who == a.facts.seats[i].who);
                CHECK((r.seen && !r.outcome && !r.body));
                CHECK(r.event_a == a.tasks[t].questions[i].verdict);
                REQUIRE(r.made);
                CHECK(bits(r.made->score_from) == bits(a.scores[i]));
                CHECK(bits(r.made->score_to) == bits(b.scores[i]));
                CHECK(r.made->weight_from == weight_of(a, a.facts.seats[i].uid));
                CHECK(r.made->weight_to == weight_of(b, a.facts.seats[i].uid));
                const auto differ = std::count_if(c.accounts.begin(), c.accounts.end(),
                                                  [](const auto& x) { return x.differs(); });
                CHECK(r.made->moved == std::size_t(differ));
                moved += std::size_t(differ);
            }
        }
    CHECK(planted > 200);
    CHECK(moved > 200);
}

TEST_CASE("an answer that only one validator got is told as both outcomes") {
    epoch_record a = record_of(*find_mechanism("reasonforge", 1), 2);
    for (std::size_t i = 0; i < a.facts.seats.size(); ++i) {
        epoch_record b = a;
        reply_facts& reply = b.facts.tasks[1].replies[i];
        if (reply.what != outcome::answered) continue;
        reply = {outcome::timeout, {}};
        question_record& q = b.tasks[1].questions[i];
        q.outcome = schema::Outcome::TIMEOUT;
        q.fault = schema::Fault::MINER;
        q.body.reset();
        q.checks = 0;
        q.verdict = no_event;
        seal_again(b);
        const auto c = compare(a, b);
        REQUIRE(c.replies.size() == 1);
        CHECK(c.replies[0].outcome_a == "answered");
        CHECK(c.replies[0].outcome_b == "timeout");
        CHECK((c.replies[0].outcome && c.replies[0].seen));
        CHECK(c.replies[0].event_b == q.reply);
        CHECK(c.replies[0].made->score_to <= c.replies[0].made->score_from);
        return;
    }
    FAIL("nobody answered");
}

TEST_CASE("tasks are found by their content and miners by their account, in any order and under any uid") {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        const epoch_record a = record_of(*find_mechanism("reasonforge", 1), seed);
        epoch_record b = a;
        std::reverse(b.tasks.begin(), b.tasks.end());
        std::reverse(b.facts.tasks.begin(), b.facts.tasks.end());
        // The same accounts, seated the other way round.
        std::vector<account> who;
        for (const seat& s : a.facts.seats) who.push_back(s.who);
        for (std::size_t i = 0; i < who.size(); ++i) b.facts.seats[i].who = who[who.size() - 1 - i];
        for (std::size_t t = 0; t < b.tasks.size(); ++t) {
            std::reverse(b.tasks[t].questions.begin(), b.tasks[t].questions.end());
            std::reverse(b.facts.tasks[t].replies.begin(), b.facts.tasks[t].replies.end());
        }
        seal_again(b);
        const auto c = compare(a, b);
        CHECK(c.matched == a.tasks.size());
        CHECK((c.only_a.empty() && c.only_b.empty()));
        CHECK(c.replies.empty());
        CHECK(c.same_replies == a.tasks.size() * who.size());
        for (const account_difference& d : c.accounts) {
            CHECK((d.uid_a && d.uid_b));
            // The order of a sum has changed, and nothing else.
            CHECK(d.score_a == doctest::Approx(d.score_b).epsilon(0.05));
        }
    }
}

TEST_CASE("a task that only one asked, and a miner that only one knows, are named") {
    const epoch_record a = record_of(*find_mechanism("reasonforge", 1), 3);
    epoch_record b = a;
    b.tasks[2].prompt = sha256(view("another question"));
    b.facts.seats[0].who.b[0] ^= 1;
    b.facts.seats[0].who.b[31] ^= 1;
    b.facts.in = carry{};
    seal_again(b);
    const auto c = compare(a, b);
    CHECK(c.only_a == std::vector<std::uint16_t>{2});
    CHECK(c.only_b == std::vector<std::uint16_t>{2});
    CHECK(c.matched == a.tasks.size() - 1);
    CHECK(c.accounts.size() == a.facts.seats.size() + 1);
    CHECK(std::count_if(c.accounts.begin(), c.accounts.end(), [](const auto& d) { return !d.uid_b; }) == 1);
    CHECK(std::count_if(c.accounts.begin(), c.accounts.end(), [](const auto& d) { return !d.uid_a; }) == 1);
}

TEST_CASE("equal questions are matched in their order, one to one") {
    const epoch_record a = record_of(*find_mechanism("reasonforge", 1), 4);
    epoch_record b = a;
    epoch_record twice = a;
    twice.tasks[3].prompt = twice.tasks[1].prompt;
    b.tasks[3].prompt = b.tasks[1].prompt;
    CHECK(compare(twice, b).same());
    const auto c = compare(twice, a);
    CHECK(c.only_a == std::vector<std::uint16_t>{3});
    CHECK(c.only_b == std::vector<std::uint16_t>{3});
}

TEST_CASE("other parameters, another carry and other traffic are told with what each moves alone") {
    {
        const epoch_record a = record_of(*find_mechanism("reasonforge", 1), 5);
        epoch_record b = a;
        for (parameter& p : b.facts.params)
            if (p.name == "cms.quality") p.value = 0.9;
        seal_again(b);
        const auto c = compare(a, b);
        CHECK(c.parameters == std::vector<named_difference>{{"cms.quality", "0.4", "0.9"}});
        REQUIRE(c.by_parameters);
        const auto first = c.accounts.front();
        CHECK(c.by_parameters->who == first.who);
        CHECK(bits(c.by_parameters->score_to) == bits(first.score_b));
        CHECK(c.by_parameters->weight_to == first.weight_b);
    }
    {
        const epoch_record a = record_of(*find_mechanism("ema_feed", 1), 5);
        epoch_record b = a;
        REQUIRE_FALSE(b.facts.in.entries.empty());
        b.facts.in.entries[0].score = 0.75;
        seal_again(b);
        const auto c = compare(a, b);
        REQUIRE(c.carry.size() == 1);
        CHECK(c.carry[0].b == "score 0.75");
        REQUIRE(c.by_carry);
        CHECK(c.by_carry->moved > 0);
        CHECK((!c.by_parameters && !c.by_beside));
    }
    {
        const epoch_record a = record_of(*find_mechanism("judge_epm", 1), 5);
        epoch_record b = a;
        REQUIRE_FALSE(b.facts.counted.edges.empty());
        b.facts.counted.edges[0] += 1000;
        seal_again(b);
        const auto c = compare(a, b);
        CHECK(c.beside);
        REQUIRE(c.by_beside);
        CHECK(c.by_beside->moved > 0);
    }
}

TEST_CASE("replies are put in place one by one up to a bound, those of who differ most first") {
    const epoch_record a = record_of(*find_mechanism("reasonforge", 1), 6, 40, 12);
    epoch_record b = a;
    std::size_t changed = 0;
    for (task_facts& t : b.facts.tasks)
        for (reply_facts& r : t.replies)
            if (auto* seen = std::get_if<reasonforge_seen>(&r.seen); seen && r.what == outcome::answered) {
                seen->novelty = seen->novelty > 0.5 ? 0 : 1;
                ++changed;
            }
    seal_again(b);
    REQUIRE(changed > most_attributed);
    const auto c = compare(a, b);
    CHECK(c.replies.size() == changed);
    CHECK(c.attributed == most_attributed);
    std::size_t tried = 0;
    int last = 1 << 20;
    for (const reply_difference& r : c.replies) {
        tried += r.made.has_value();
        if (!r.made) continue;
        const int by = std::abs(int(r.made->weight_to) - int(r.made->weight_from));
        CHECK(by <= last);
        last = by;
    }
    CHECK(tried == most_attributed);
}

TEST_CASE("two mechanisms have results to compare, and no facts") {
    const epoch_record one = record_of(*find_mechanism("reasonforge", 1), 7);
    const auto c = compare(one, record_of(*find_mechanism("ema_feed", 1), 7));
    CHECK_FALSE(c.comparable);
    CHECK_FALSE(c.same());
    CHECK_FALSE(c.accounts.empty());
    CHECK(c.replies.empty());
}

TEST_CASE("a seal that does not follow from its own facts is said to be one") {
    const epoch_record a = record_of(*find_mechanism("reasonforge", 1), 8);
    epoch_record b = a;
    b.scores[0] += 0x1p-30;
    const auto c = compare(a, b);
    CHECK(c.a_follows);
    CHECK_FALSE(c.b_follows);
    CHECK(c.accounts.front().differs());
}
