// draw: which tasks an epoch asks, of whom, and where its traps are.
//
// Everything follows from SHA-256(secret || block hash || netuid || mechanism
// || epoch). The secret's hash stands in the log before that block exists and
// the secret itself in the epoch's seal, so nobody can know the tasks early,
// nobody can choose them, and an audit draws them again.
#pragma once

#include "replay/mechanism.hpp"

namespace rf {

struct planned_task {
    std::array<std::uint8_t, 16> id{};
    std::uint8_t domain = 0;
    std::uint8_t difficulty = 1;
    bool trap = false;
    std::vector<std::uint16_t> asked;  // uids, ascending
};

// netuid 2 bytes and epoch 4 bytes, big-endian; the mechanism as "name@version".
hash32 draw_seed(const hash32& secret, const hash32& block_hash, std::uint16_t netuid, const mechanism& m,
                 std::uint32_t epoch);

// Domains and difficulties are dealt round so that an epoch is balanced, then
// shuffled; max(1, int(count * trap.rate)) traps where the mechanism has
// traps; tasks.sample of the seats each (0 = all of them).
std::vector<planned_task> draw_tasks(const hash32& seed, const mechanism& m, const parameters& p,
                                     const roster& seats, std::uint32_t count);

}  // namespace rf
