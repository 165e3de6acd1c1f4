// ema_feed_1: ema_feed@1, a moving average of what each query earned.
//
// Every task is one step, in the order issued. Standard: once at least one
// sampled miner has a counted outcome, every seat moves towards its reward, 0
// where it was not sampled. Adaptive: only the sampled seats move, fast from 0
// and slowly afterwards. A seat whose question was voided was sampled, and we
// lost its answer: its score stands still in that step. The carry holds scores;
// they are kept by account, so a uid in new hands starts at 0.
#pragma once

#include "replay/mechanism.hpp"

namespace rf::ema_feed_1 {

extern const mechanism entry;

struct constants {
    double rate = 0.4, speed = 0.3, quality = 0.3;
    double alpha = 0.1, adaptive_first = 0.3, adaptive_later = 0.1;
    bool adaptive = false;
    friend bool operator==(const constants&, const constants&) = default;
};
constants read(const parameters& p);

// What one query earned: 0 without a completed result.
double reward_of(const constants& c, const ema_feed_seen& seen);

// Places in epoch_result::detail.
enum columns : std::size_t { col_before, col_sampled, col_last_reward };

}  // namespace rf::ema_feed_1
