// verification: a task's answers, verified all at once, as events to record.
//
// What was found depends on the task, its answers and the answers of sealed
// epochs only (replay/verify), so after a crash the same verdicts come out, with
// the same salts.
// Safe on any thread.
#pragma once

#include <mutex>

#include "actors/work.hpp"
#include "replay/verify/sealed_answers.hpp"

namespace rf {

class verification {
  public:
    // Verdicts are salted from the master secret of the log with that origin.
    verification(const log_reader& log, const hash32& master, std::string origin)
        : log_(log), master_(master), origin_(std::move(origin)), sealed_(log) {}
    // Verdicts of these uids; an answer whose bytes are gone becomes void.
    std::vector<record> verify(const verify_brief& brief, const std::vector<std::uint16_t>& uids);

  private:
    const log_reader& log_;
    const hash32 master_;
    const std::string origin_;
    std::mutex one_at_a_time_;  // of what reads the sealed answers
    sealed_answers sealed_;
};

}  // namespace rf
