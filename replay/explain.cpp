#include "replay/explain.hpp"

#include <algorithm>

#include "replay/emit.hpp"
#include "replay/explain_parts.hpp"

namespace rf {
namespace {

std::optional<std::size_t> seat_of(const roster& seats, const account& who) {
    for (std::size_t i = 0; i < seats.size(); ++i)
        if (seats[i].who == who) return i;
    return std::nullopt;
}

// Places by score, ties to the lower uid; and the neighbours of one of them.
void place(explanation& x) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < x.seats.size(); ++i)
        if (x.seats[i].score > 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return x.seats[a].score > x.seats[b].score; });
    for (std::size_t at = 0; at < order.size(); ++at) x.seats[order[at]].place = std::uint32_t(at + 1);
    x.positive = std::uint32_t(order.size());
    if (order.empty()) return;
    x.top = order.front();
    const std::uint32_t own = x.own().place;
    if (own == 0) {  // behind all that have a score
        x.above = order.back();
        return;
    }
    if (own > 1) x.above = order[own - 2];
    if (own < order.size()) x.below = order[own];
}

void compare_seats(const epoch_record& e, const epoch_result& r, explanation& x) {
    for (std::size_t i = 0; i < e.facts.seats.size(); ++i)
        x.seats.push_back({e.facts.seats[i], r.scores[i], 0, 0, 0});
    for (const standing& s : x.seats)
        if (s.score > 0) x.total += s.score;
    std::size_t at = 0;
    for (const weight_row& w : r.weights) {  // both by ascending uid
        while (x.seats[at].who.uid != w.uid) ++at;
        x.seats[at].share = w.share;
        x.seats[at].weight = w.value;
    }
    place(x);
    if (!r.weights.empty()) {
        const weight_shares before = normalised_shares(e.facts.seats, r.scores);
        weight_shares after = before;
        (void)cap_shares(after, number(e.facts.params, "emit.max_share"));
        x.capped = before != after;
        x.padded = as_weight_rows(after).size() < r.weights.size();
    }
}

zero_reason why_zero(const epoch_result& r, const explanation& x) {
    if (x.own().weight > 0) return zero_reason::none;
    if (!r.withheld.empty()) return zero_reason::withheld;
    if (x.own().score > 0) return zero_reason::rounds_to_zero;
    bool sampled = false, counted = false, answered = false;
    for (const explained_task& t : x.tasks) {
        sampled |= t.sampled;
        counted |= counts(t.what);
        answered |= t.what == outcome::answered;
    }
    if (!sampled) return zero_reason::not_asked;
    if (!counted) return zero_reason::only_voids;
    if (!answered) return zero_reason::all_failed;
    const auto penalty = std::find_if(x.working.begin(), x.working.end(),
                                      [](const figure& f) { return f.name == "trap_penalty"; });
    const bool trapped = penalty != x.working.end() && penalty->value == 0;
    return trapped ? zero_reason::trapped : zero_reason::worth_nothing;
}

// Those that cannot touch this score or weight are left out: what the edges
// judged by, what is only reported, difficulties of tasks it was not asked.
bool matters(const explanation& x, const std::string& name) {
    constexpr std::string_view reported[] = {"checks.", "consensus.",  "emission.",
                                             "final.",  "reputation.", "slash."};
    for (const std::string_view prefix : reported)
        if (name.starts_with(prefix)) return false;
    if (!name.starts_with("difficulty.")) return true;
    return std::any_of(x.tasks.begin(), x.tasks.end(), [&](const explained_task& t) {
        return t.sampled &&
               name == (t.difficulty < 10 ? "difficulty.0" : "difficulty.") + std::to_string(t.difficulty);
    });
}

void list_events(explanation& x) {
    x.events.push_back(x.opened);
    for (const explained_task& t : x.tasks) {
        if (!t.sampled && t.others.empty()) continue;
        x.events.push_back(t.opened);
        x.events.insert(x.events.end(), t.own.begin(), t.own.end());
        x.events.insert(x.events.end(), t.others.begin(), t.others.end());
    }
    if (x.traffic != no_event) x.events.push_back(x.traffic);
    x.events.insert(x.events.end(), x.settled.begin(), x.settled.end());
    std::sort(x.events.begin(), x.events.end());
    x.events.erase(std::unique(x.events.begin(), x.events.end()), x.events.end());
}

explanation begin(const epoch_record& e, std::size_t self) {
    explanation x;
    x.epoch = e.facts.epoch;
    x.who = e.facts.seats[self];
    x.self = self;
    x.rules = e.rules;
    x.opened = e.opened;
    x.sealed = e.sealed;
    x.opened_block = e.opened_block;
    x.sealed_block = e.sealed_block;
    x.tasks_in_epoch = std::uint32_t(e.tasks.size());
    x.carry_in = e.carry_in;
    x.recorded_score = e.scores[self];
    x.recorded_weight = weight_of(e, x.who.uid);
    return x;
}

}  // namespace

result<explanation> explain(const log_reader& log, std::uint32_t epoch, const account& who) {
    auto e = read_epoch(log, epoch);
    if (!e) return e.error();
    const auto self = seat_of(e->facts.seats, who);
    if (!self) return explaining::no_seat(log, *e, who);
    auto r = run_epoch(*e->rules, e->facts);
    if (!r) return r.error();
    explanation x = begin(*e, *self);
    x.withheld = r->withheld;
    compare_seats(*e, *r, x);
    if (auto ok = explaining::tell_before(log, *e, x); !ok) return ok.error();
    if (auto ok = explaining::tell_tasks(log, *e, x); !ok) return ok.error();
    if (auto ok = explaining::work_out(*e, *r, x); !ok) return ok.error();
    x.before_ranking = before_ranking(*e->rules, *r, *self);
    x.zero = why_zero(*r, x);
    for (const parameter& p : e->facts.params)
        if (matters(x, p.name)) x.chosen.push_back(p);
    list_events(x);
    if (auto ok = explaining::tell_after(log, *e, x); !ok) return ok.error();
    return x;
}

}  // namespace rf
