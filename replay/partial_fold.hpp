// partial_fold: what an epoch scores a miner before ranking, from some of its
// events only.
//
// Lenient where a fold is strict: tasks are placed by their ordinal with empty
// ones between, events of a task that was not listed are passed over, and no law
// asks for what was left out. The facts that come of it are the mechanism's own
// matter, and it scores them as it scores any epoch's.
#pragma once

#include "replay/fold.hpp"

namespace rf {

// A number with its name: a step of a working.
struct figure {
    std::string name;  // "s_epoch"
    double value = 0;
};
using figures = std::vector<figure>;

class partial_fold {
  public:
    // From the epoch_opened: parameters, seats, and the carry-in that it names.
    static result<partial_fold> begin(event_reader opened, const blob_source& blobs);

    // Kinds that are no facts are passed over. A fault: it could stand in no epoch.
    status take(event_reader event);

    [[nodiscard]] result<epoch_result> score() const;
    [[nodiscard]] const epoch_state& state() const { return state_; }

  private:
    explicit partial_fold(epoch_state opened) : state_(std::move(opened)) {}
    epoch_state state_;
    std::vector<bool> listed_;  // tasks
};

// The numbers that ranking and normalising start from. Empty for a mechanism
// that this program cannot explain.
figures before_ranking(const mechanism& m, const epoch_result& r, std::size_t seat);

// From the events of these numbers, ascending, the first of them the opening.
result<figures> fold_listed(const log_reader& log, std::span<const std::uint64_t> numbers,
                            const account& who);

}  // namespace rf
