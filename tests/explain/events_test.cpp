// The two properties of an explanation's events, on random epochs of all
// mechanisms: they are enough, and nothing else matters.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>

#include "tests/explain/parts.hpp"
#include "tests/replay/driven.hpp"

using namespace rf;

namespace {

// RF_SEED=N repeats one seed's logs alone.
std::uint64_t only_seed() {
    const char* said = std::getenv("RF_SEED");
    return said ? std::strtoull(said, nullptr, 10) : 0;
}

synth_options of_one(const std::string& mechanism, std::uint64_t seed, std::uint32_t miners,
                     std::uint32_t tasks) {
    synth_options o;
    o.seed = seed;
    o.mechanisms = {mechanism};
    o.miners = miners;
    o.tasks = tasks;
    o.epochs = 7;
    o.reply_bytes = 0;
    o.batch = 512;
    // Samples, so that some are not asked; and every way that an average moves.
    const bool rounds = mechanism == "ema_feed" || mechanism == "hetu_consensus";
    if (seed % 2 == 1) o.chosen.push_back({"tasks.sample", std::uint64_t{rounds ? 1u : 2u} + seed % 3});
    if (mechanism == "ema_feed" && seed % 4 >= 2) o.chosen.insert(o.chosen.begin(), {"ema.adaptive", true});
    return o;
}

bool has(const std::vector<std::uint64_t>& sorted, std::uint64_t n) {
    return std::binary_search(sorted.begin(), sorted.end(), n);
}

struct tally {
    std::uint64_t epochs = 0, seats = 0, listed = 0, left_out = 0, moved = 0;
};

std::vector<explanation> explain_all(const log_reader& log, std::uint32_t epoch, const roster& seats) {
    std::vector<explanation> all;
    for (const seat& s : seats) {
        auto x = explain(log, epoch, s.who);
        REQUIRE(x.ok());
        all.push_back(std::move(*x));
    }
    return all;
}

// Enough: only these give the same bits.
void check_enough(const log_reader& log, const epoch_parts& parts, const std::vector<explanation>& all,
                  tally& t) {
    for (std::size_t i = 0; i < all.size(); ++i) {
        REQUIRE(std::is_sorted(all[i].events.begin(), all[i].events.end()));
        auto alone = fold_listed(log, all[i].events, all[i].who.who);
        REQUIRE(alone.ok());
        CHECK(same_bits(*alone, parts.whole(i)));
        CHECK(same_bits(all[i].before_ranking, parts.whole(i)));
        t.listed += all[i].events.size();
        ++t.seats;
    }
    ++t.epochs;
}

// Nothing else matters: each event alone, looked at by everybody at once.
void check_each(const epoch_parts& parts, const std::vector<explanation>& all, tally& t) {
    for (std::uint64_t n = parts.first() + 1; n < parts.end(); ++n) {
        auto r = parts.without([n](std::uint64_t other) { return other == n; });
        REQUIRE(r.ok());
        for (std::size_t i = 0; i < all.size(); ++i) {
            const bool same = same_bits(before_ranking(*parts.rules, *r, i), parts.whole(i));
            if (has(all[i].events, n)) t.moved += !same;
            else if (!same)
                FAIL_CHECK("event " << n << " moves uid " << all[i].who.uid << " and is not listed");
            t.left_out += !has(all[i].events, n);
        }
    }
}

// ... and many of them together.
void check_subsets(const epoch_parts& parts, const std::vector<explanation>& all, std::uint64_t seed,
                   tally& t) {
    dice roll(sha256(byte_view(reinterpret_cast<const std::uint8_t*>(&seed), 8)));
    for (const explanation& x : all) {
        const double part = roll.unit();
        std::vector<bool> out(parts.end() - parts.first());
        for (std::uint64_t n = parts.first(); n < parts.end(); ++n)
            out[n - parts.first()] = !has(x.events, n) && roll.chance(part);
        auto r = parts.without([&](std::uint64_t n) { return out[n - parts.first()]; });
        REQUIRE(r.ok());
        CHECK(same_bits(before_ranking(*parts.rules, *r, x.self), parts.whole(x.self)));
        t.left_out += std::uint64_t(std::count(out.begin(), out.end(), true));
    }
}

template <class Check>
void over_logs(std::uint64_t from, std::uint64_t to, std::uint32_t miners, std::uint32_t tasks,
               const Check& check) {
    for (const mechanism* m : catalog())
        for (std::uint64_t seed = from; seed < to; ++seed) {
            if (only_seed() != 0 && only_seed() != seed) continue;
            CAPTURE(m->name);
            CAPTURE(seed);
            INFO("to repeat: RF_SEED=" << seed << " explain_events_test");
            const synth_options o = of_one(std::string(m->name), seed, miners, tasks);
            const memory_log log = invent(o);
            for (std::uint32_t epoch = 1; epoch <= o.epochs; ++epoch) {
                CAPTURE(epoch);
                const epoch_parts parts(log, epoch);
                check(log, parts, explain_all(log, epoch, parts.facts.seats), seed);
            }
        }
}

}  // namespace

TEST_CASE("the listed events alone give the score before ranking, and no other event moves it") {
    tally t;
    over_logs(1, 9, 5, 4,
              [&](const log_reader& log, const epoch_parts& parts, const auto& all, std::uint64_t) {
                  check_enough(log, parts, all, t);
                  check_each(parts, all, t);
              });
    MESSAGE(t.epochs << " epochs, " << t.seats << " seats, " << t.listed << " events listed, " << t.left_out
                     << " times one that was not left out; a listed one moved the score " << t.moved
                     << " times");
    if (only_seed() == 0) CHECK(t.epochs == 5 * 8 * 7);
    // The test can fail: what is listed does matter.
    CHECK(t.moved > t.seats / 2);
}

TEST_CASE("in larger epochs, any number of unlisted events may be missing") {
    tally t;
    over_logs(21, 23, 24, 9,
              [&](const log_reader& log, const epoch_parts& parts, const auto& all, std::uint64_t seed) {
                  check_enough(log, parts, all, t);
                  check_subsets(parts, all, seed, t);
              });
    MESSAGE(t.epochs << " epochs, " << t.seats << " seats, " << t.left_out << " events left out");
}

TEST_CASE("a list that lacks a reply gives another score, and one that lacks the opening gives none") {
    synth_options o = of_one("reasonforge", 2, 5, 4);
    o.hostile = false;
    const memory_log log = invent(o);
    const epoch_parts parts(log, 3);
    std::uint64_t moved = 0;
    for (explanation& x : explain_all(log, 3, parts.facts.seats)) {
        std::vector<std::uint64_t> headless(x.events.begin() + 1, x.events.end());
        CHECK_FALSE(fold_listed(log, headless, x.who.who).ok());
        std::erase(x.events, x.tasks[0].attempts[0].verdict);
        auto alone = fold_listed(log, x.events, x.who.who);
        REQUIRE(alone.ok());
        moved += !same_bits(*alone, x.before_ranking);
    }
    CHECK(moved == parts.facts.seats.size());
}

// Not sampled, a miner's average stands still while nobody counts. Here nobody
// does only because an answer could not be verified and was taken upon us.
TEST_CASE("the void that took an answer's place is listed for those who would move without it") {
    driven d;
    for (const auto& why :
         {d.create(), d.start(), d.choose("ema_feed"), d.connect(), d.block(100), d.metagraph(3), d.miner(2),
          d.miner(3), d.miner(4), d.commit_secret(), d.block(101), d.take(command(next_opening(d.p, 2, 19)))})
        REQUIRE(why == "");
    auto task = [&](std::uint16_t ordinal, std::vector<std::uint16_t> uids) {
        return d.fact(schema::StreamKind::TASK, 1, [&](auto e) {
            auto t = e.initTaskOpened();
            t.setOrdinal(ordinal);
            t.setDifficulty(1);
            t.setDeadlineBlock(110);
            auto asked = t.initAsked(unsigned(uids.size()));
            for (unsigned i = 0; i < asked.size(); ++i) asked.set(i, uids[i]);
        }, d.task_id(ordinal));
    };
    auto verify = [&](std::uint16_t ordinal, std::uint16_t uid) {
        return d.of_seat(ordinal, uid, [&](auto e) {
            auto r = e.initReplyVerified();
            auto result = r.initSeen().initEmaFeed().initResults(1)[0];
            result.setMs(1000);
            result.setQuality(1);
            return r;
        });
    };
    using schema::Fault;
    using schema::Outcome;
    for (const auto& why :
         {task(0, {2}), d.ask(0, 2), d.answer(0, 2), verify(0, 2), d.close(0), task(1, {3}), d.ask(1, 3),
          d.answer(1, 3), d.reply(1, 3, Outcome::NO_DISK, Fault::VALIDATOR), d.block(110),
          d.close(1, schema::TaskEnd::DEADLINE), task(0, {}).empty() ? std::string("twice") : std::string(),
          d.block(120), d.seal()})
        REQUIRE(why == "");
    const epoch_parts parts(d.log, 1);
    const auto all = explain_all(d.log, 1, parts.facts.seats);
    tally t;
    check_enough(d.log, parts, all, t);
    check_each(parts, all, t);
    CHECK(all[0].own().score > 0);
    const std::uint64_t lost = all[1].tasks[1].attempts.back().reply;
    CHECK(has(all[0].events, lost));
    auto r = parts.without([&](std::uint64_t n) { return n == lost; });
    REQUIRE(r.ok());
    CHECK(r->scores[0] < all[0].own().score);
}
