#include <algorithm>
#include <limits>

#include "replay/mechanism.hpp"

namespace rf {
namespace {

constexpr std::size_t longest_history = 30;

fault refuse(std::string what, std::string where) {
    return {fault_kind::invalid, std::move(what), std::move(where), ""};
}

bool within(double value, double most) { return value >= 0 && value <= most; }
bool finite(double value) { return within(value, std::numeric_limits<double>::max()); }

status in_range(std::string_view field, double value, double most) {
    if (within(value, most)) return done();
    return refuse("is not within 0 and " + std::to_string(int(most)), std::string(field));
}

status check(std::monostate) { return refuse("an answered reply was never verified", "observation"); }

bool sound(const reasonforge_seen& seen) {
    return within(seen.quality, 1) && within(seen.accuracy, 1) && within(seen.novelty, 1) &&
           within(seen.efficiency, 1) && within(seen.similarity, 1);
}

status check(const reasonforge_seen& seen) {
    if (sound(seen)) return done();  // thousands an epoch: a fault is looked for only where there is one
    if (auto s = in_range("quality", seen.quality, 1); !s) return s;
    if (auto s = in_range("accuracy", seen.accuracy, 1); !s) return s;
    if (auto s = in_range("novelty", seen.novelty, 1); !s) return s;
    if (auto s = in_range("efficiency", seen.efficiency, 1); !s) return s;
    return in_range("similarity", seen.similarity, 1);
}

status check(const ema_feed_seen& seen) {
    for (const feed_result& r : seen.results) {
        if (r.status > feed_result::state::pending) return refuse("is no known state", "results.status");
        if (auto s = in_range("results.quality", r.quality, 1); !s) return s;
    }
    return done();
}

status check(const judge_epm_seen& seen) {
    for (const double c : seen.criteria)
        if (auto s = in_range("criteria", c, 100); !s) return s;
    return done();
}

status check(const aml_ensemble_seen& seen) {
    if (auto s = in_range("tier2", seen.tier2, 1); !s) return s;
    for (std::size_t i = 0; i < seen.scores.size(); ++i) {
        if (i > 0 && seen.scores[i].alert <= seen.scores[i - 1].alert)
            return refuse("are not by ascending alert, one each", "scores");
        if (auto s = in_range("scores", seen.scores[i].score, 1); !s) return s;
    }
    return done();
}

status check(const hetu_consensus_seen&) { return done(); }

status check_seats(const roster& seats) {
    for (std::size_t i = 1; i < seats.size(); ++i)
        if (seats[i].uid <= seats[i - 1].uid) return refuse("is not by ascending uid, one each", "roster");
    // By their first eight bytes, which nearly always tell two accounts apart.
    struct keyed { std::uint64_t key; const account* who; };
    std::vector<keyed> accounts;
    accounts.reserve(seats.size());
    for (const seat& s : seats) accounts.push_back({get_be64(s.who.b.data()), &s.who});
    std::sort(accounts.begin(), accounts.end(), [](const keyed& a, const keyed& b) {
        return a.key != b.key ? a.key < b.key : *a.who < *b.who;
    });
    for (std::size_t i = 1; i < accounts.size(); ++i)
        if (*accounts[i - 1].who == *accounts[i].who) return refuse("has one account under two uids", "roster");
    return done();
}

status check_task(const mechanism& m, const epoch_facts& facts, const task_facts& task) {
    if (task.replies.size() != facts.seats.size()) return refuse("has not one reply a seat", "");
    if (!m.domains.empty()) {
        if (task.domain >= m.domains.size()) return refuse("is of no known domain", "");
        if (task.difficulty < 1 || task.difficulty > 10) return refuse("has a difficulty outside 1..10", "");
    }
    for (std::size_t i = 0; i < task.replies.size(); ++i) {
        const reply_facts& r = task.replies[i];
        if (r.what > outcome::failed)
            return refuse("has no known outcome", "uid " + std::to_string(facts.seats[i].uid));
        if (r.what != outcome::answered) continue;
        const auto* seen = std::get_if<reasonforge_seen>(&r.seen);
        if (seen && m.observation_index == 1 && sound(*seen)) continue;
        if (auto s = check_observation(m, r.seen); !s)
            return with_place(s.error(), "uid " + std::to_string(facts.seats[i].uid));
    }
    return done();
}

status check_arrivals(const epoch_facts& facts) {
    const traffic& t = facts.counted;
    if (!finite(t.window_minutes)) return refuse("is no finite number from 0 up", "traffic window");
    if (!t.edges.empty() && t.edges.size() != facts.seats.size())
        return refuse("has not one count a seat", "traffic");
    if (t.edges.empty() && t.window_minutes > 0 && !facts.seats.empty())
        return refuse("has a window but no counts", "traffic");
    for (const settled_score& s : facts.settled) {
        if (!within(s.tier3, 1)) return refuse("is not within 0 and 1", "settled tier 3");
        if (s.submitted_epoch == 0 || s.submitted_epoch > facts.epoch)
            return refuse("settles epoch " + std::to_string(s.submitted_epoch) + ", which is not past",
                          "ground truth");
    }
    return done();
}

}  // namespace

status check_carry(const carry& in) {
    for (std::size_t i = 0; i < in.entries.size(); ++i) {
        const carry_entry& e = in.entries[i];
        const auto broken = [i](std::string what) {
            return refuse(what, "carry-in, entry " + std::to_string(i));
        };
        if (i > 0 && !(in.entries[i - 1].who < e.who)) return broken("is not sorted by account");
        if (!finite(e.score)) return broken("has a score that is no finite number from 0 up");
        if (!within(e.tier3, 1)) return broken("has a tier 3 that is not within 0 and 1");
        if (e.history.size() > longest_history) return broken("has a history of more than 30");
        for (const double h : e.history)
            if (!finite(h)) return broken("has a past score that is no finite number from 0 up");
    }
    return done();
}

status check_observation(const mechanism& m, const observation& seen) {
    if (seen.index() != 0 && seen.index() != m.observation_index)
        return refuse("is the observation of another mechanism", "observation");
    return std::visit([](const auto& o) { return check(o); }, seen);
}

status check_facts(const mechanism& m, const epoch_facts& facts) {
    if (auto s = check_parameters(m, facts.params); !s) return s;
    if (auto s = check_seats(facts.seats); !s) return s;
    if (auto s = check_carry(facts.in); !s) return s;
    if (m.most_tasks > 0 && facts.tasks.size() > m.most_tasks)
        return refuse("has more tasks than " + std::string(m.name) + " allows",
                      "epoch " + std::to_string(facts.epoch));
    for (std::size_t t = 0; t < facts.tasks.size(); ++t)
        if (auto s = check_task(m, facts, facts.tasks[t]); !s)
            return with_place(s.error(), "task " + std::to_string(t));
    return check_arrivals(facts);
}

}  // namespace rf
