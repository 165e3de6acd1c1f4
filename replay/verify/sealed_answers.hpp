// sealed_answers: the answers of the sealed epochs before one, for finding copies.
//
// What cannot be read (pruned, damaged, not in a bundle) is not compared with,
// and counted: who makes verdicts again must know what was not there.
#pragma once

#include <map>
#include <memory>

#include "events/log.hpp"
#include "replay/verify/similarity.hpp"

namespace rf {

// How far back a copy is looked for, at most; fewer where these fill the history.
constexpr std::uint32_t history_epochs = 8;

struct answers_before {
    similarity_history history;
    std::map<std::uint32_t, std::uint64_t> unread;  // by epoch: answers, prompts, or the epoch itself
};

class sealed_answers {
  public:
    explicit sealed_answers(const log_reader& log) : log_(log) {}
    // Called for ascending epochs, each is read once.
    std::shared_ptr<const answers_before> before(std::uint32_t epoch);

  private:
    const log_reader& log_;
    std::uint32_t of_ = 0;  // the epoch that `kept_` comes before
    std::shared_ptr<const answers_before> kept_ = std::make_shared<answers_before>();
};

}  // namespace rf
