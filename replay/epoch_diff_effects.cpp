#include "replay/epoch_diff_effects.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace rf {
namespace {

std::uint16_t weight_in(const epoch_result& r, std::uint16_t uid) {
    const auto at = std::lower_bound(r.weights.begin(), r.weights.end(), uid,
                                     [](const weight_row& w, std::uint16_t u) { return w.uid < u; });
    return at != r.weights.end() && at->uid == uid ? at->value : std::uint16_t(0);
}

// Which of two effects is larger: by the weight, then by the score.
bool larger(const effect& x, const effect& y) {
    const auto weight = [](const effect& e) { return std::abs(int(e.weight_to) - int(e.weight_from)); };
    const auto score = [](const effect& e) { return std::abs(e.score_to - e.score_from); };
    return weight(x) != weight(y) ? weight(x) > weight(y) : score(x) > score(y);
}

effect at_seat(const roster& seats, const epoch_result& from, const epoch_result& to, std::size_t i) {
    const std::uint16_t uid = seats[i].uid;
    return {0, seats[i].who, from.scores[i], to.scores[i], weight_in(from, uid), weight_in(to, uid)};
}

bool moves(const effect& e) {
    return e.weight_from != e.weight_to ||
           std::bit_cast<std::uint64_t>(e.score_from) != std::bit_cast<std::uint64_t>(e.score_to);
}

}  // namespace

result<substitution> substitution::begin(const epoch_record& a, const epoch_record& b) {
    auto base = run_epoch(*a.rules, a.facts);
    if (!base) return base.error();
    return substitution(a, b, std::move(*base));
}

std::optional<effect> substitution::scored(const epoch_facts& facts) const {
    auto r = run_epoch(*a_.rules, facts);
    if (!r) return std::nullopt;
    effect most;
    std::size_t moved = 0;
    for (std::size_t i = 0; i < facts.seats.size(); ++i) {
        const effect e = at_seat(facts.seats, base_, *r, i);
        if (!moves(e)) continue;
        if (moved == 0 || larger(e, most)) most = e;
        ++moved;
    }
    most.moved = moved;
    return most;
}

std::optional<effect> substitution::scored(const epoch_facts& facts, std::size_t seat) const {
    auto r = run_epoch(*a_.rules, facts);
    if (!r) return std::nullopt;
    effect own = at_seat(facts.seats, base_, *r, seat);
    for (std::size_t i = 0; i < facts.seats.size(); ++i) own.moved += moves(at_seat(facts.seats, base_, *r, i));
    return own;
}

std::optional<effect> substitution::with_parameters() const {
    epoch_facts facts = a_.facts;
    facts.params = b_.facts.params;
    return scored(facts);
}

std::optional<effect> substitution::with_carry() const {
    epoch_facts facts = a_.facts;
    facts.in = b_.facts.in;
    return scored(facts);
}

traffic substitution::traffic_of_b() const {
    traffic t;
    t.window_minutes = b_.facts.counted.window_minutes;
    if (b_.facts.counted.edges.empty()) return t;
    for (const seat& s : a_.facts.seats) {
        t.edges.push_back(0);
        for (std::size_t i = 0; i < b_.facts.seats.size(); ++i)
            if (b_.facts.seats[i].who == s.who) t.edges.back() = b_.facts.counted.edges[i];
    }
    return t;
}

std::optional<effect> substitution::with_what_arrived_beside() const {
    epoch_facts facts = a_.facts;
    facts.counted = traffic_of_b();
    facts.settled = b_.facts.settled;
    return scored(facts);
}

std::optional<effect> substitution::with_reply(std::size_t task_a, std::size_t seat_a, const reply_facts& from_b) {
    reply_facts& place = facts_.tasks[task_a].replies[seat_a];
    reply_facts own = std::exchange(place, from_b);
    const auto made = scored(facts_, seat_a);
    place = std::move(own);
    return made;
}

}  // namespace rf
