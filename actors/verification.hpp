// verification: a task's answers, verified all at once, as events to record.
//
// What was found depends on the task, its answers and the answers of sealed
// epochs only, so after a crash the same verdicts come out.
#pragma once

#include <map>
#include <mutex>

#include "actors/work.hpp"
#include "replay/decide.hpp"

namespace rf {

class verification {
  public:
    explicit verification(const log_reader& log) : log_(log) {}
    // Verdicts of these uids; an answer whose bytes are gone becomes void.
    std::vector<record> verify(const verify_brief& brief, const std::vector<std::uint16_t>& uids);

  private:
    const log_reader& log_;
};

}  // namespace rf
