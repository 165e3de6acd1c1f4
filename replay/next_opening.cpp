#include <algorithm>

#include "replay/decide.hpp"

namespace rf {
namespace {

const known_miner* find_miner(const projection& p, const account& who) {
    const auto at = std::lower_bound(p.miners.begin(), p.miners.end(), who,
                                     [](const known_miner& m, const account& a) { return m.who < a; });
    return at != p.miners.end() && at->who == who ? &*at : nullptr;
}

}  // namespace

roster possible_seats(const projection& p) {
    roster seats;
    for (const seat& s : p.chain.neurons) {
        if (seats.size() == most_seats) break;
        if (s.who == p.identity.validator) continue;
        if (std::binary_search(p.chain.permitted.begin(), p.chain.permitted.end(), s.who)) continue;
        const known_miner* known = find_miner(p, s.who);
        if (known && !known->endpoint.empty()) seats.push_back(s);
    }
    return seats;
}

open_next_epoch next_opening(const projection& p, std::uint32_t tasks, std::uint64_t epoch_blocks) {
    open_next_epoch next;
    next.seats = possible_seats(p);
    next.block = p.chain.best;
    next.block_hash = p.chain.best_hash;
    next.closes_block = p.chain.best + epoch_blocks;
    next.tasks = tasks;
    return next;
}

std::uint64_t commitment_block(const projection& p) {
    return std::max(p.chain.best, p.open ? p.open->closes_block : 0) + 1;
}

}  // namespace rf
