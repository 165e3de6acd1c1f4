// What an explanation says of random epochs, against their facts.
#include "replay/explain.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "replay/mechanisms/reasonforge_1.hpp"
#include "tests/replay/driven.hpp"

using namespace rf;

namespace {

synth_options world_of(const std::string& mechanism, std::uint64_t seed) {
    synth_options o;
    o.seed = seed;
    o.mechanisms = {mechanism};
    o.epochs = 8;
    o.miners = 8;
    o.tasks = 5;
    o.reply_bytes = 0;
    if (seed % 2 == 1) o.chosen.push_back({"tasks.sample", std::uint64_t{3}});
    return o;
}

template <class Look>
void over_all(const std::vector<std::string>& mechanisms, std::uint64_t seeds, const Look& look) {
    for (const std::string& name : mechanisms)
        for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
            const memory_log log = invent(world_of(name, seed));
            for (std::uint32_t epoch = 1; epoch <= 8; ++epoch) {
                CAPTURE(name);
                CAPTURE(seed);
                CAPTURE(epoch);
                auto e = read_epoch(log, epoch);
                REQUIRE(e.ok());
                for (const seat& s : e->facts.seats) {
                    CAPTURE(s.uid);
                    auto x = explain(log, epoch, s.who);
                    REQUIRE(x.ok());
                    look(*e, *x);
                }
            }
        }
}

const std::vector<std::string> every = {"aml_ensemble", "ema_feed", "hetu_consensus", "judge_epm",
                                        "reasonforge"};

double named(const figures& all, std::string_view name) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const figure& f) { return f.name == name; });
    REQUIRE(at != all.end());
    return at->value;
}

bool near(double a, double b) { return std::abs(a - b) <= 1e-12 * (1 + std::abs(a)); }

}  // namespace

TEST_CASE("what the tasks contributed adds up to the score before ranking") {
    over_all(every, 3, [](const epoch_record&, const explanation& x) {
        double sum = x.rules->name == "ema_feed" ? named(x.working, "before") : 0;
        for (const explained_task& t : x.tasks) sum += t.contribution;
        CHECK(near(sum, x.before_ranking[0].value));
        CHECK(named(x.working, "score") == x.own().score);
    });
}

TEST_CASE("neighbours, total and places are those of the recorded scores") {
    over_all(every, 2, [](const epoch_record& e, const explanation& x) {
        const double own = e.scores[x.self];
        double total = 0, most = 0;
        for (const double s : e.scores) total += s > 0 ? s : 0;
        for (const double s : e.scores) most = std::max(most, s);
        CHECK(x.total == total);
        CHECK(x.own().score == own);
        if (most > 0) CHECK(x.seats[*x.top].score == most);
        if (x.above) CHECK(x.seats[*x.above].score >= own);
        if (x.below) CHECK(x.seats[*x.below].score <= own);
        std::uint32_t better = 0;
        for (std::size_t i = 0; i < e.scores.size(); ++i)
            better += e.scores[i] > own || (e.scores[i] == own && i < x.self);
        if (own > 0) CHECK(x.own().place == better + 1);
        else CHECK(x.own().place == 0);
        CHECK(x.own().weight == weight_of(e, x.who.uid));
    });
}

TEST_CASE("a weight of 0 has its reason, and the facts bear it out") {
    std::set<zero_reason> met;
    over_all(every, 4, [&](const epoch_record& e, const explanation& x) {
        met.insert(x.zero);
        std::uint32_t sampled = 0, counted = 0, answered = 0;
        for (const task_facts& t : e.facts.tasks) {
            sampled += t.replies[x.self].what != outcome::not_asked;
            counted += counts(t.replies[x.self].what);
            answered += t.replies[x.self].what == outcome::answered;
        }
        CHECK((x.zero == zero_reason::none) == (weight_of(e, x.who.uid) != 0));
        if (x.zero == zero_reason::withheld) CHECK_FALSE(e.withheld.empty());
        if (x.zero == zero_reason::not_asked) CHECK(sampled == 0);
        if (x.zero == zero_reason::all_failed) CHECK((counted > 0 && answered == 0));
        if (x.zero == zero_reason::trapped) CHECK((answered > 0 && named(x.working, "trap_penalty") == 0));
        if (x.zero == zero_reason::worth_nothing) CHECK((answered > 0 && x.own().score == 0));
    });
    for (const zero_reason z : {zero_reason::none, zero_reason::withheld, zero_reason::not_asked,
                                zero_reason::all_failed, zero_reason::trapped, zero_reason::worth_nothing}) {
        CAPTURE(int(z));
        CHECK(met.count(z) == 1);
    }
}

TEST_CASE("a task's working is the mechanism's own, also for a copy and for what nobody solved before") {
    synth_options o = world_of("reasonforge", 2);
    o.chosen = {{"breakthrough.above", 0.3}};
    const memory_log log = invent(o);
    const memory_log other =
        rewritten(log, find_event(log, event_kind::TASK_OPENED, 3),
                  [](schema::Event::Builder e) { e.getTaskOpened().setPreviouslyUnsolved(true); });
    std::uint64_t copied = 0, broke_through = 0;
    for (std::uint32_t epoch = 1; epoch <= 8; ++epoch) {
        auto record = read_epoch(other, epoch);
        REQUIRE(record.ok());
        const auto c = reasonforge_1::read(record->facts.params);
        for (const seat& s : record->facts.seats) {
            auto x = explain(other, epoch, s.who);
            REQUIRE(x.ok());
            for (const explained_task& t : x->tasks) {
                if (t.what != outcome::answered) continue;
                const task_facts& task = record->facts.tasks[t.ordinal];
                CHECK(named(t.working, "cms") == reasonforge_1::cms_of(c, task, task.replies[x->self]));
                copied += named(t.working, "copied") > 0;
                broke_through += named(t.working, "breakthrough_factor") != 1;
                CHECK(named(t.working, "cms") ==
                      named(t.working, "cms_after_similarity") * named(t.working, "breakthrough_factor"));
            }
        }
    }
    CHECK(copied > 0);
    CHECK(broke_through > 0);
}

TEST_CASE("an attempt lost by us and the one after it are both told, in order") {
    std::uint64_t both = 0;
    over_all({"reasonforge"}, 4, [&](const epoch_record& e, const explanation& x) {
        for (const explained_task& t : x.tasks) {
            CHECK(t.sampled == (e.facts.tasks[t.ordinal].replies[x.self].what != outcome::not_asked));
            if (t.attempts.size() < 2) continue;
            ++both;
            CHECK(t.attempts[0].fault == schema::Fault::VALIDATOR);
            CHECK(t.attempts[0].reply < t.attempts[1].request);
            CHECK(t.attempts[1].number == 2);
        }
    });
    CHECK(both > 0);
}

TEST_CASE("what became of the weights after the seal is told, and who was dropped") {
    std::uint64_t dropped = 0, read_back = 0, from = 0;
    over_all({"ema_feed"}, 6, [&](const epoch_record& e, const explanation& x) {
        CHECK(x.committed < x.opened);
        from += x.carry_from != no_event;
        CHECK(x.after.empty() == !e.withheld.empty());
        if (x.after.empty()) return;
        for (const weights_event& w : x.after) CHECK(w.number > x.sealed);
        read_back += x.after.back().kind == event_kind::WEIGHTS_READ_BACK;
        if (x.dropped == no_event) return;
        ++dropped;
        CHECK(x.after[0].number == x.dropped);
        CHECK(x.after[0].value == std::optional(std::uint16_t(0)));
    });
    CHECK(dropped > 0);
    CHECK(read_back > 0);
    CHECK(from > 0);
}

TEST_CASE("who has no seat is told why, as far as the log shows") {
    driven d;
    for (const auto& why :
         {d.create(), d.start(), d.choose(), d.connect(), d.block(100), d.metagraph(3), d.miner(2),
          d.miner(3), d.commit_secret(), d.block(101), d.take(command(next_opening(d.p, 1, 19)))})
        REQUIRE(why == "");
    d.run_task(0);
    REQUIRE(d.block(120) == "");
    REQUIRE(d.seal() == "");
    const auto refusal = [&](std::uint8_t who) {
        auto x = explain(d.log, 1, driven::someone(who));
        REQUIRE_FALSE(x.ok());
        CHECK(x.error().kind == fault_kind::missing);
        return x.error().text();
    };
    CHECK(refusal(99).find("was not in the metagraph of block 100") != std::string::npos);
    CHECK(refusal(driven::us).find("this validator's own") != std::string::npos);
    CHECK(refusal(driven::other_validator).find("permit") != std::string::npos);
    CHECK(refusal(4).find("no endpoint") != std::string::npos);
    CHECK(explain(d.log, 1, driven::someone(2)).ok());
    CHECK_FALSE(explain(d.log, 2, driven::someone(2)).ok());

    CHECK(*account_of_uid(d.log, 1, 3) == driven::someone(3));
    auto none = account_of_uid(d.log, 1, 7);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().advice.find("uid 3") != std::string::npos);
}
