#include "replay/what_if.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>

#include "replay/draw.hpp"
#include "replay/what_if_causes.hpp"
#include "tests/compare/by_hand.hpp"
#include "tests/compare/reasonforge_2.hpp"
#include "tests/replay/invented.hpp"

using namespace rf;

namespace {

memory_log one_mechanism(const char* name, std::uint64_t seed, std::uint32_t epochs = 4, std::uint32_t tasks = 6) {
    synth_options o = small_world(seed);
    o.mechanisms = {name};
    o.epochs = epochs;
    o.tasks = tasks;
    return invent(o);
}

const mechanism& of(const char* name) { return *find_mechanism(name, 1); }

std::vector<what_if_epoch> ask(const log_reader& log, std::uint32_t first, std::uint32_t last, const mechanism& rules,
                               const parameters& set) {
    std::vector<what_if_epoch> all;
    auto ok = what_if(log, first, last, rules, set, [&](const what_if_epoch& e) { all.push_back(e); });
    if (!ok) FAIL(ok.error().text());
    return all;
}

std::string refusal(const log_reader& log, std::uint32_t first, std::uint32_t last, const mechanism& rules,
                    const parameters& set) {
    auto ok = what_if(log, first, last, rules, set, [](const what_if_epoch&) {});
    return ok ? "" : ok.error().text();
}

std::uint64_t bits(double v) { return std::bit_cast<std::uint64_t>(v); }

// Against the seal's own bytes.
void check_as_recorded(const log_reader& log, const what_if_epoch& e) {
    const auto bytes = log.read(e.sealed);
    event_decoder decoder;
    const auto seal = decoder.read(*bytes)->getEpochSealed();
    REQUIRE(e.miners.size() == seal.getScores().size());
    std::map<unsigned, unsigned> weights;
    for (auto w : seal.getWeights()) weights[w.getUid()] = w.getValue();
    for (unsigned i = 0; i < e.miners.size(); ++i) {
        const moved_miner& m = e.miners[i];
        CHECK(bits(m.was.score) == bits(seal.getScores()[i]));
        CHECK(bits(m.would_be.score) == bits(seal.getScores()[i]));
        CHECK(m.would_be.weight == weights[m.uid]);
        CHECK(m.was == m.would_be);
        CHECK(m.why == moved_by::nothing);
    }
    CHECK(chars(e.digest) == chars(bytes_of(seal.getDigest())));
    CHECK(e.would_be_withheld == text_of(seal.getWithheld()));
    CHECK((e.dropped.empty() && e.added.empty()));
}

}  // namespace

TEST_CASE("under the same rules every bit is as recorded, whatever the mechanism") {
    std::size_t epochs = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        const memory_log log = invent(small_world(seed));
        for (std::uint32_t epoch = 1; epoch <= 10; ++epoch) {
            CAPTURE(epoch);
            for (const mechanism* m : catalog()) {
                std::optional<what_if_epoch> found;
                auto ok = what_if(log, epoch, epoch, *m, {}, [&](const what_if_epoch& e) { found = e; });
                const auto e = read_epoch(log, epoch);
                REQUIRE(e.ok());
                CHECK(ok.ok() == (e->rules == m));  // the facts of another mechanism mean nothing to it
                if (!ok) continue;
                check_as_recorded(log, *found);
                ++epochs;
            }
        }
    }
    CHECK(epochs == 300);
}

TEST_CASE("nor does a chain of epochs under the same rules drift from what was carried") {
    for (const mechanism* m : catalog())
        for (std::uint64_t seed = 1; seed <= 4; ++seed) {
            CAPTURE(m->name);
            CAPTURE(seed);
            const memory_log log = one_mechanism(std::string(m->name).c_str(), seed, 8, m->most_tasks ? 1 : 4);
            const auto all = ask(log, 2, 8, *m, {});
            REQUIRE(all.size() == 7);
            for (const auto& e : all) {
                check_as_recorded(log, e);
                CHECK(e.carried == (e.epoch > 2));
            }
        }
}

TEST_CASE("another threshold has the effect that is computed by hand, and names the first event of it") {
    std::size_t moved = 0, through_others = 0;
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        const memory_log log = one_mechanism("reasonforge", seed, 1, 10);
        if (!(*log.find_epoch(1)).sealed) continue;
        const auto hand = read_by_hand(log, 1);
        const auto e = ask(log, 1, 1, of("reasonforge"), {{"trap.threshold", 0.9}}).front();
        std::map<unsigned, double> s;
        for (unsigned uid : hand.uids) s[uid] = s_by_hand(hand, uid, 10, 0.9);
        auto expected = weights_by_hand(s);
        std::uint64_t earliest = UINT64_MAX;
        for (const moved_miner& m : e.miners) {
            CHECK(m.would_be.score == doctest::Approx(expected[m.uid]).epsilon(1e-12));
            const bool own = std::abs(s_by_hand(hand, m.uid, 10, 0.3) - s[m.uid]) > 1e-12;
            CHECK(own == (m.why == moved_by::event));
            if (!own) continue;
            ++moved;
            unsigned k = 1;
            while (std::abs(s_by_hand(hand, m.uid, k, 0.3) - s_by_hand(hand, m.uid, k, 0.9)) < 1e-12) ++k;
            CHECK(m.task == k - 1);
            std::uint64_t decided = hand.task_events[k - 1];
            for (const auto& entry : hand.of_uid.at(m.uid))
                if (entry.task == k - 1) decided = entry.decided;
            CHECK(m.event == decided);
            earliest = std::min(earliest, m.event);
        }
        for (const moved_miner& m : e.miners) {
            if (m.why != moved_by::others) continue;
            ++through_others;
            REQUIRE(m.through);
            CHECK(e.miners[*m.through].event == earliest);
            CHECK(m.was != m.would_be);
        }
    }
    CHECK(moved > 30);
    CHECK(through_others > 10);
}

TEST_CASE("another version of the mechanism scores the same facts by its own rule") {
    std::size_t silent = 0, ranked = 0;
    for (std::uint64_t seed = 1; seed <= 30; ++seed) {
        CAPTURE(seed);
        const memory_log log = one_mechanism("reasonforge", seed, 1, 8);
        const auto hand = read_by_hand(log, 1);
        const auto e = ask(log, 1, 1, reasonforge_2(), {{"silence.cost", 0.25}}).front();
        CHECK(e.mechanism == "reasonforge@1");
        CHECK(e.dropped == std::vector<std::string>{"peb.alpha", "peb.ranks", "peb.streak_cap"});
        CHECK(e.added == std::vector<std::string>{"silence.cost"});
        for (const moved_miner& m : e.miners) {
            const double expected = s_by_hand(hand, m.uid, 8, 0.3, 0.25);
            CHECK(m.would_be.score == doctest::Approx(expected).epsilon(1e-12));
            const double was = s_by_hand(hand, m.uid, 8, 0.3);
            if (m.why == moved_by::event) {
                ++silent;
                CHECK(expected < was);
                unsigned k = 1;
                while (std::abs(s_by_hand(hand, m.uid, k, 0.3) - s_by_hand(hand, m.uid, k, 0.3, 0.25)) < 1e-12) ++k;
                CHECK(m.task == k - 1);
            } else {
                CHECK(expected == doctest::Approx(was).epsilon(1e-12));
            }
            // Its rank is what it was, and pays nothing any more.
            if (m.why == moved_by::ranking && m.would_be.score > 0) {
                ++ranked;
                CHECK(m.would_be.score < m.was.score);
                CHECK(m.event == e.sealed);
            }
        }
    }
    CHECK(silent > 20);
    CHECK(ranked > 5);
}

TEST_CASE("a miner moves first after the very task it is said to, in every mechanism") {
    struct asked { const char* mechanism; parameters set; };
    const asked cases[] = {
        {"reasonforge", {{"cms.novelty", 0.9}, {"difficulty.03", 7.0}}},
        {"ema_feed", {{"reward.speed", 0.05}}},
        {"judge_epm", {{"criteria.clarity", 0.9}}},
        {"hetu_consensus", {{"score.agreed", std::uint64_t(90)}}},
        {"aml_ensemble", {{"tier1.score", 0.9}}},
    };
    for (const asked& c : cases) {
        CAPTURE(c.mechanism);
        const mechanism& m = of(c.mechanism);
        std::size_t by_event = 0;
        for (std::uint64_t seed = 1; seed <= 12; ++seed) {
            CAPTURE(seed);
            const memory_log log = one_mechanism(c.mechanism, seed, 2, m.most_tasks ? 1 : 7);
            const auto e = ask(log, 2, 2, m, c.set).front();
            auto record = read_epoch(log, 2);
            REQUIRE(record.ok());
            epoch_facts was = record->facts, instead = record->facts;
            for (const parameter& p : c.set)
                for (parameter& q : instead.params)
                    if (q.name == p.name) q = p;
            const auto own_differ = [&](std::size_t seat, std::size_t tasks) {
                epoch_facts a = was, b = instead;
                a.tasks.resize(tasks);
                b.tasks.resize(tasks);
                return own_figures(m, *m.score(a), seat) != own_figures(m, *m.score(b), seat);
            };
            for (std::size_t i = 0; i < e.miners.size(); ++i) {
                const moved_miner& moved = e.miners[i];
                if (moved.why != moved_by::event) {
                    CHECK_FALSE(own_differ(i, was.tasks.size()));
                    continue;
                }
                ++by_event;
                for (std::size_t k = 0; k <= moved.task; ++k) CHECK_FALSE(own_differ(i, k));
                CHECK(own_differ(i, moved.task + 1u));
                CHECK(moved.event == deciding_event(record->tasks[moved.task], i));
            }
        }
        CHECK(by_event > 10);
    }
}

TEST_CASE("what an account starts with otherwise is told, with the epoch since when") {
    const memory_log log = one_mechanism("ema_feed", 3, 4, 4);
    const auto all = ask(log, 1, 4, of("ema_feed"), {{"ema.alpha", 0.5}});
    std::size_t carried = 0;
    for (const auto& e : all)
        for (const moved_miner& m : e.miners) {
            if (m.why != moved_by::carry) continue;
            ++carried;
            CHECK(e.epoch > 1);
            CHECK(m.since >= 1);
            CHECK(m.since < e.epoch);
        }
    CHECK(carried > 3);
    // The chain by hand: each epoch from what the one before would have carried out.
    carry in;
    for (const auto& e : all) {
        epoch_facts facts = read_epoch(log, e.epoch)->facts;
        if (e.epoch > 1) facts.in = in;
        facts.params = *complete_parameters(of("ema_feed"), {{"ema.alpha", 0.5}});
        const auto r = run_epoch(of("ema_feed"), facts);
        REQUIRE(r.ok());
        for (std::size_t i = 0; i < e.miners.size(); ++i) CHECK(bits(r->scores[i]) == bits(e.miners[i].would_be.score));
        in = r->out;
    }
}

TEST_CASE("a streak that would not have grown is carried on") {
    // With one place that has a bonus, everybody's streak but the first's stays 0.
    std::size_t carried = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        const memory_log log = one_mechanism("reasonforge", seed, 3, 6);
        for (const auto& e : ask(log, 1, 3, of("reasonforge"), {{"peb.ranks", std::uint64_t(1)}}))
            for (const moved_miner& m : e.miners) {
                if (e.epoch == 1 && m.was.score != m.would_be.score) CHECK(m.why == moved_by::ranking);
                if (m.why != moved_by::carry) continue;
                ++carried;
                CHECK(m.would_be.score < m.was.score);
            }
    }
    CHECK(carried > 5);
}

TEST_CASE("weights that would be withheld, or capped otherwise, are nobody's doing but the ranking's") {
    const memory_log log = one_mechanism("reasonforge", 2, 1, 6);
    const auto e = ask(log, 1, 1, of("reasonforge"), {{"emit.min_count", std::uint64_t(1000)}}).front();
    CHECK(e.was_withheld.empty());
    CHECK(e.would_be_withheld.find("emit.min_count") != std::string::npos);
    for (const moved_miner& m : e.miners) {
        CHECK(m.would_be.weight == 0);
        CHECK(bits(m.was.score) == bits(m.would_be.score));
        if (m.was.weight) CHECK(m.why == moved_by::ranking);
    }
}

TEST_CASE("what cannot be asked is refused with the reason") {
    const memory_log log = invent(small_world(7));
    std::uint32_t epoch = 1;
    while (read_epoch(log, epoch)->rules != &of("reasonforge")) ++epoch;
    const auto no = [&](const parameters& set) { return refusal(log, epoch, epoch, of("reasonforge"), set); };
    CHECK(no({{"tasks.sample", std::uint64_t(3)}}).find("tasks.sample: shaped which tasks were drawn") == 0);
    CHECK(no({{"trap.rate", 0.5}}).find("trap.rate: shaped which tasks were drawn") == 0);
    CHECK(no({{"trap.treshold", 0.5}}).find("is no parameter of reasonforge@1") != std::string::npos);
    CHECK(no({{"trap.threshold", 1.5}}).find("out of bounds") != std::string::npos);
    CHECK(no({{"trap.threshold", true}}).find("another type") != std::string::npos);
    CHECK(refusal(log, epoch, epoch, of("ema_feed"), {}).find("mean nothing to ema_feed@1") != std::string::npos);
    CHECK(refusal(log, 11, 11, of("reasonforge"), {}).find("epoch 11") == 0);
    CHECK(refusal(log, epoch, epoch + 1, of("reasonforge"), {}).find("mean nothing") != std::string::npos);
}

TEST_CASE("an epoch that does not agree with its own events is not compared with anything") {
    const memory_log log = one_mechanism("reasonforge", 5, 1, 4);
    const memory_log bad = rewritten(log, find_event(log, event_kind::EPOCH_SEALED, 1), [](auto e) {
        auto s = e.getEpochSealed().getScores();
        s.set(0, s[0] + 0x1p-40);
    });
    CHECK(refusal(bad, 1, 1, of("reasonforge"), {}).find("does not follow from its events") != std::string::npos);
}

TEST_CASE("the draw reads no parameter that is not marked as shaping it, and reads those that are") {
    dice d(sha256(view("parameters")));
    for (const mechanism* m : catalog()) {
        CAPTURE(m->name);
        roster seats;
        for (std::uint16_t uid = 0; uid < 9; ++uid)
            seats.push_back({{account_type::sr25519, {std::uint8_t(uid + 1)}}, uid});
        const auto draw = [&](const hash32& seed, const parameters& p) {
            std::string text;
            for (const planned_task& t : draw_tasks(seed, *m, p, seats, 12)) {
                text += hex(t.id) + " " + std::to_string(t.domain) + " " + std::to_string(t.difficulty) +
                        (t.trap ? " trap" : "");
                for (auto uid : t.asked) text += " " + std::to_string(uid);
                text += "\n";
            }
            return text;
        };
        const parameters all = *complete_parameters(*m, {});
        for (int round = 0; round < 20; ++round) {
            const hash32 seed = d.hash();
            parameters marked, others_moved = all;
            for (std::size_t i = 0; i < all.size(); ++i) {
                const parameter_rule& rule = m->rules[i];
                if (rule.shapes_draw) {
                    marked.push_back(all[i]);
                    continue;
                }
                auto& value = others_moved[i].value;
                if (auto* n = std::get_if<double>(&value)) *n = rule.least + d.unit() * (rule.most - rule.least);
                if (auto* n = std::get_if<std::uint64_t>(&value))
                    *n = std::uint64_t(rule.least) + d.below(std::uint64_t(std::min(rule.most - rule.least, 1e15)) + 1);
                if (auto* yes = std::get_if<bool>(&value)) *yes = d.chance(0.5);
            }
            CHECK(draw(seed, others_moved) == draw(seed, all));
            CHECK(draw(seed, marked) == draw(seed, all));  // those not there are not read at all
        }
        for (const parameter_rule& rule : m->rules) {
            if (!rule.shapes_draw) continue;
            parameters other = all;
            for (parameter& p : other) {
                if (p.name != rule.name) continue;
                if (auto* n = std::get_if<double>(&p.value)) *n = 0.9;
                if (auto* n = std::get_if<std::uint64_t>(&p.value)) *n = 3;
            }
            const hash32 seed = d.hash();
            CHECK(draw(seed, other) != draw(seed, all));
        }
    }
}
