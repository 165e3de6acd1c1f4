// what_if_causes: which event first moved a miner, where one set of facts is
// scored in two ways.
//
// After each task in order, both ways score the tasks so far. The first task
// after which a miner's own figures (mechanism::own_columns) part is the one
// that moved it. An epoch of more tasks than `most_prefixes` is walked in steps:
// there it is the first of the step in which the miner's part counts.
#pragma once

#include "replay/what_if.hpp"

namespace rf {

constexpr std::size_t most_prefixes = 1024;

struct two_ways {
    const epoch_record& recorded;    // with the facts as they were
    const mechanism& rules;          // and how they would be scored instead
    const epoch_facts& would_be;     // the same tasks, other parameters and carry
    const epoch_result& was_result;
    const epoch_result& new_result;
    const std::vector<std::uint32_t>& since;  // a seat: the epoch since which its carry differs; 0: it does not
};

// Sets why, task, event, since and through of each miner.
status find_causes(const two_ways& ways, std::vector<moved_miner>& miners);

// A miner's own figures in one result, bit by bit.
std::vector<std::uint64_t> own_figures(const mechanism& m, const epoch_result& r, std::size_t seat);

// Facts with some of their tasks, scored. `m` and `whole` must outlive it.
class scored_prefix {
  public:
    scored_prefix(const mechanism& m, const epoch_facts& whole, const carry& in);

    status grow(std::size_t tasks);
    [[nodiscard]] std::vector<std::uint64_t> own(std::size_t seat) const {
        return own_figures(rules_, result_, seat);
    }

  private:
    const mechanism& rules_;
    const epoch_facts& whole_;
    epoch_facts facts_;
    epoch_result result_;
};

}  // namespace rf
