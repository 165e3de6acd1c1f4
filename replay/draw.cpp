#include "replay/draw.hpp"

#include <algorithm>

#include "replay/dice.hpp"

namespace rf {
namespace {

const parameter* find(const parameters& p, std::string_view name) {
    for (const auto& each : p)
        if (each.name == name) return &each;
    return nullptr;
}

}  // namespace

hash32 draw_seed(const hash32& secret, const hash32& block_hash, std::uint16_t netuid, const mechanism& m,
                 std::uint32_t epoch) {
    const std::string name = std::string(m.name) + "@" + std::to_string(m.version);
    const std::uint8_t numbers[6] = {std::uint8_t(netuid >> 8), std::uint8_t(netuid), std::uint8_t(epoch >> 24),
                                     std::uint8_t(epoch >> 16), std::uint8_t(epoch >> 8), std::uint8_t(epoch)};
    return sha256({byte_view(secret), byte_view(block_hash), byte_view(numbers, 2), view(name),
                   byte_view(numbers + 2, 4)});
}

std::vector<planned_task> draw_tasks(const hash32& seed, const mechanism& m, const parameters& p,
                                     const roster& seats, std::uint32_t count) {
    dice d(seed);
    std::vector<planned_task> tasks(count);
    for (std::uint32_t i = 0; i < count; ++i) {
        d.fill(tasks[i].id.data(), 16);
        tasks[i].domain = m.domains.empty() ? std::uint8_t(0) : std::uint8_t(i % m.domains.size());
        tasks[i].difficulty = std::uint8_t(1 + i % 10);
    }
    // Domains and difficulties are shuffled apart, or each domain would keep
    // the same difficulties.
    for (std::uint32_t i = count; i > 1; --i) std::swap(tasks[i - 1].domain, tasks[d.below(i)].domain);
    for (std::uint32_t i = count; i > 1; --i) std::swap(tasks[i - 1].difficulty, tasks[d.below(i)].difficulty);
    if (find(p, "trap.rate") && count > 0) {
        const double rate = number(p, "trap.rate");
        const auto traps = rate > 0 ? std::max<std::uint32_t>(1, std::uint32_t(count * rate)) : 0;
        std::vector<std::uint32_t> places(count);
        for (std::uint32_t i = 0; i < count; ++i) places[i] = i;
        d.shuffle(places);
        for (std::uint32_t i = 0; i < std::min(traps, count); ++i) tasks[places[i]].trap = true;
    }
    const std::uint64_t sample = find(p, "tasks.sample") ? integer(p, "tasks.sample") : 0;
    for (auto& t : tasks) {
        for (const auto& s : seats) t.asked.push_back(s.uid);
        if (sample == 0 || sample >= seats.size()) continue;
        d.shuffle(t.asked);
        t.asked.resize(sample);
        std::sort(t.asked.begin(), t.asked.end());
    }
    return tasks;
}

}  // namespace rf
