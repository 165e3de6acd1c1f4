#include "actors/sim/plan.hpp"

#include <algorithm>

namespace rf::sim {
namespace {

constexpr std::uint64_t block_ns = 12 * second_ns;

account account_of(std::uint64_t seed, std::string_view what, std::uint64_t number) {
    std::uint8_t of[8];
    put_be64(of, number);
    account a;
    a.b = seed_for(seed, what, {byte_view(of, 8)}).b;
    return a;
}

plan empty_plan(std::uint64_t seed, std::uint32_t epochs, std::size_t miners) {
    plan p;
    p.seed = seed;
    p.epochs = epochs;
    std::vector<dev_miner> serving;
    for (std::size_t i = 0; i < miners; ++i) {
        p.miners.push_back(account_of(seed, "miner", i));
        serving.push_back(
            {p.miners.back(), "10.0.0." + std::to_string(1 + i % 250), std::uint16_t(8091 + i)});
    }
    p.settings.origin = "rf.example/sim";
    p.settings.validator = account_of(seed, "validator", 0);
    p.chain = dev_genesis(seed_for(seed, "chain"), serving, p.settings.validator, usual_validators());
    std::rotate(p.chain.neurons.begin(), p.chain.neurons.end() - std::ptrdiff_t(miners),
                p.chain.neurons.end());
    p.chain.birth_ns = birth_utc_ns;
    p.chain.block_ms = 12'000;
    p.settings.netuid = p.chain.netuid;
    p.settings.mechanism_id = p.chain.mechanism_id;
    return p;
}

// `of` is how long a run without a crash is.
interruption crash_within(dice& d, const run_size& of) {
    interruption i;
    if (d.chance(0.2)) {
        i.by = interruption::what::any_moment;
        i.after = d.below(of.messages);
        return i;
    }
    if (d.chance(0.2)) {
        i.by = interruption::what::at_time;
        i.after = d.below(of.virtual_ns);
        return i;
    }
    // Starting anew is short, so it would hardly ever be hit.
    i.after = d.below(d.chance(0.15) ? 6 : of.boundaries);
    i.how = std::array{crash::before, crash::torn, crash::after, crash::after}[d.below(4)];
    return i;
}

void add_moods(plan& p, dice& d, std::uint64_t blocks) {
    using what = enum mood::what;
    constexpr what any[] = {what::refuses, what::loses_taken, what::loses,
                            what::delays,  what::disconnects, what::reorganises,
                            what::forgets, what::pauses,      what::registers};
    const std::uint64_t count = 2 + d.below(2 * blocks / p.settings.epoch_blocks + 3);
    for (std::uint64_t i = 0; i < count; ++i) {
        mood m;
        m.what = any[d.below(std::size(any))];
        m.at = 3 + d.below(blocks);
        m.amount = 1 + d.below(m.what == what::refuses || m.what == what::disconnects ? 5 : 2);
        p.moods.push_back(m);
    }
    std::stable_sort(p.moods.begin(), p.moods.end(),
                     [](const mood& a, const mood& b) { return a.at < b.at; });
}

}  // namespace

plan calm_plan(std::uint64_t seed, std::uint32_t epochs) {
    dice d = dice_for(seed, "settings");
    plan p = empty_plan(seed, epochs, 5 + d.below(4));
    auto& s = p.settings;
    s.tasks = std::uint32_t(3 + d.below(2));
    s.tasks_at_once = std::uint32_t(1 + d.below(4));
    s.task_timeout_ms = 15'000;
    s.asked_at_once_each = std::uint32_t(1 + d.below(2));
    // Room for each question to be asked again after every crash of the plan.
    s.epoch_blocks = 40;
    s.task_blocks = 30;
    s.metagraph_blocks = 10 + d.below(20);
    p.chain.rules.weights_rate_limit = 5 + d.below(20);
    p.chain.rules.commit_reveal = d.chance(0.25);
    p.chain.rules.tempo = p.chain.rules.commit_reveal ? std::uint32_t(10 + d.below(10)) : 5000;
    p.most_ns = (epochs + 3) * (s.epoch_blocks + 12) * block_ns;
    s.publish_roots = d.chance(0.5);
    return p;
}

plan crashing_plan(std::uint64_t seed, std::uint32_t epochs, const run_size& of) {
    plan p = calm_plan(seed, epochs);
    dice d = dice_for(seed, "crashes");
    for (std::uint64_t i = 1 + d.below(3); i > 0; --i) p.lives.push_back(crash_within(d, of));
    return p;
}

plan stormy_plan(std::uint64_t seed, std::uint32_t epochs, const run_size& of) {
    plan p = calm_plan(seed, epochs);
    p.calm = false;
    dice d = dice_for(seed, "storm");
    p.slow_chain = d.chance(0.5);
    p.settings.task_blocks = 5 + d.below(26);
    const std::uint64_t blocks = epochs * p.settings.epoch_blocks;
    for (std::uint64_t i = 1 + d.below(4); i > 0; --i) {
        interruption each = crash_within(d, of);
        if (d.chance(0.15)) {
            each.by = interruption::what::disk_failure;
            each.failure = d.chance(0.5) ? disk_failure::full : disk_failure::broken;
        } else if (d.chance(0.15)) {
            each.by = interruption::what::stop;
            each.after = d.below(of.messages);
        }
        // Mostly short, sometimes longer than a task or an epoch.
        each.down_ns = d.below(d.chance(0.7) ? 5 * block_ns : 60 * block_ns);
        p.lives.push_back(each);
    }
    add_moods(p, d, blocks);
    // Full, with nobody immune for long: a newcomer takes the uid of a miner,
    // the least in rank while nobody has earned anything; ours is behind them.
    if (!p.chain.rules.commit_reveal) {
        p.chain.rules.max_neurons = std::uint16_t(p.chain.neurons.size());
        p.chain.rules.immunity_period = 3;
    }
    for (std::uint64_t i = d.below(3); i > 0; --i) {
        const std::uint64_t from = d.below(blocks * block_ns);
        p.outages.push_back({from, from + d.below(6 * block_ns)});
    }
    for (std::uint64_t i = d.below(3); i > 0; --i) p.throws.insert(d.below(60));
    for (std::uint64_t i = d.below(3); i > 0; --i) p.chain_throws.insert(d.below(60));
    if (d.chance(0.3)) {
        const std::uint64_t from = d.below(blocks * block_ns);
        p.full_disk.push_back({from, from + d.below(20 * block_ns)});
    }
    for (std::uint64_t i = d.below(3); i > 0; --i)
        p.jumps.push_back({d.below(blocks * block_ns),
                           std::int64_t(d.below(7200) * second_ns) - std::int64_t(3600 * second_ns)});
    std::sort(p.jumps.begin(), p.jumps.end(),
              [](const clock_jump& a, const clock_jump& b) { return a.at_ns < b.at_ns; });
    std::uint64_t down = 0;
    for (const interruption& each : p.lives) down += each.down_ns;
    p.most_ns = p.most_ns * 2 + down;
    return p;
}

plan load_plan(std::uint64_t seed) {
    plan p = empty_plan(seed, 1, 256);
    p.chain.rules.max_neurons = 300;
    p.poll_ms = 1000;
    p.least_reply_bytes = 4096;
    p.most_ns = 3 * p.settings.epoch_blocks * block_ns;
    return p;
}

}  // namespace rf::sim
