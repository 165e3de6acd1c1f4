// epoch_diff_effects: what one of B's facts makes of A's results.
//
// Shared by the parts of the comparison of two epochs, and by nobody else.
#pragma once

#include "replay/epoch_diff.hpp"

namespace rf {

class substitution {
  public:
    // Both records must be of the same mechanism and version.
    static result<substitution> begin(const epoch_record& a, const epoch_record& b);

    // One of B's facts in the place of A's; nothing where A could not be scored with it.
    [[nodiscard]] std::optional<effect> with_parameters() const;
    [[nodiscard]] std::optional<effect> with_carry() const;
    [[nodiscard]] std::optional<effect> with_what_arrived_beside() const;
    // The miner's own score and weight, whoever moves most. It has a seat in both.
    std::optional<effect> with_reply(std::size_t task_a, std::size_t seat_a, const reply_facts& from_b);

    [[nodiscard]] bool a_follows() const { return seal_follows(a_, base_); }
    // B's traffic by A's seats.
    [[nodiscard]] traffic traffic_of_b() const;

  private:
    substitution(const epoch_record& a, const epoch_record& b, epoch_result base)
        : a_(a), b_(b), base_(std::move(base)), facts_(a.facts) {}
    [[nodiscard]] std::optional<effect> scored(const epoch_facts& facts) const;
    [[nodiscard]] std::optional<effect> scored(const epoch_facts& facts, std::size_t seat) const;

    const epoch_record& a_;
    const epoch_record& b_;
    epoch_result base_;
    epoch_facts facts_;  // A's, in which one reply at a time is exchanged
};

}  // namespace rf
