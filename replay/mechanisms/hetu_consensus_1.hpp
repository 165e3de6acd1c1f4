// hetu_consensus_1: hetu_consensus@1, equal answers count, and two thirds win.
//
// Every task is a round. Equal answers form a group; the largest is the
// consensus if it holds at least two thirds of the answers given and no other
// is as large. Silence is not counted. Rewards are exact integers and are
// reported; weights are the sums of the scores. Nothing is carried.
#pragma once

#include "replay/mechanism.hpp"

namespace rf::hetu_consensus_1 {

extern const mechanism entry;

struct constants {
    std::uint64_t base_reward = 0;
    std::uint64_t quorum_parts = 2, quorum_of = 3;
    std::uint64_t miner_tenths = 7, validator_tenths = 3;
    std::uint64_t agreed = 100, answered = 30, silent = 0;
    friend bool operator==(const constants&, const constants&) = default;
};
constants read(const parameters& p);

// One round. `share` is what each miner in the consensus gets, `penalty` what
// each other one that answered loses; both are 0 without a consensus.
struct round {
    std::optional<hash32> consensus;
    std::uint64_t agree = 0, responses = 0;
    std::uint64_t share = 0, penalty = 0;
    friend bool operator==(const round&, const round&) = default;
};
round consensus_round(const constants& c, const task_facts& task);

// Where a reply stands in its round; not_counted: it was not asked, or voided.
enum class stand { not_counted, silent, answered, agreed };
stand stand_of(const round& r, const reply_facts& reply);

// floor(base * tenths / 10), exactly.
std::uint64_t tenths_of(std::uint64_t base, std::uint64_t tenths);

// Places in epoch_result::detail. The reward is the exact sum, rounded once.
enum columns : std::size_t { col_agreed, col_answered, col_silent, col_reward };

}  // namespace rf::hetu_consensus_1
