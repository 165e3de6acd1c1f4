#include "benchmarks/scoring_input.hpp"

#include <algorithm>

#include "benchmarks/measure.hpp"
#include "replay/dice.hpp"

namespace rf::bench {
namespace {

constexpr std::size_t miners = 256, tasks = 12;

reply_facts invent_reply(dice& roll) {
    if (roll.chance(0.05)) return {roll.chance(0.5) ? outcome::timeout : outcome::bad_hash, {}};
    reasonforge_seen seen;
    seen.quality = roll.unit();
    seen.accuracy = roll.unit();
    seen.novelty = roll.unit();
    seen.efficiency = roll.unit();
    seen.similarity = roll.unit();
    return {outcome::answered, seen};
}

task_facts invent_task(dice& roll) {
    task_facts t;
    roll.fill(t.id.data(), t.id.size());
    t.domain = std::uint8_t(roll.below(6));
    t.difficulty = std::uint8_t(1 + roll.below(10));
    t.trap = roll.chance(0.15);
    t.previously_unsolved = roll.chance(0.1);
    for (std::size_t i = 0; i < miners; ++i) t.replies.push_back(invent_reply(roll));
    return t;
}

}  // namespace

std::vector<epoch_facts> invent_epochs(std::size_t count) {
    const mechanism& rules = *find_mechanism("reasonforge", 1);
    dice roll(sha256(view("scoring")));
    roster seats(miners);
    for (std::size_t i = 0; i < miners; ++i) {
        seats[i].uid = std::uint16_t(i);
        seats[i].who.b = roll.hash().b;
    }
    std::vector<epoch_facts> epochs;
    for (std::size_t e = 0; e < count; ++e) {
        epoch_facts f;
        f.epoch = std::uint32_t(e + 1);
        f.seats = seats;
        f.params = must(complete_parameters(rules, {}));
        if (e > 0) f.in = must(run_epoch(rules, epochs.back())).out;
        for (std::size_t t = 0; t < tasks; ++t) f.tasks.push_back(invent_task(roll));
        epochs.push_back(std::move(f));
    }
    return epochs;
}

}  // namespace rf::bench
