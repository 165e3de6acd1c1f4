// verification: a task's answers, verified all at once, as events to record.
//
// What was found depends on the task, its answers and the answers of sealed
// epochs only, so after a crash the same verdicts come out. Safe on any thread.
#pragma once

#include <mutex>

#include "replay/verify/verify.hpp"
#include "actors/work.hpp"

namespace rf {

class verification {
  public:
    explicit verification(const log_reader& log) : log_(log) {}
    // Verdicts of these uids; an answer whose bytes are gone becomes void.
    std::vector<record> verify(const verify_brief& brief, const std::vector<std::uint16_t>& uids);

  private:
    std::shared_ptr<const similarity_history> history_before(std::uint32_t epoch);

    const log_reader& log_;
    std::mutex one_at_a_time_;
    std::uint32_t history_of_ = 0;  // the epoch that `history_` comes before
    std::shared_ptr<const similarity_history> history_ = std::make_shared<similarity_history>();
};

}  // namespace rf
