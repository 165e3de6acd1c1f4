// asked_epoch: an epoch whose questions are asked for good: journal, log and asker.
//
// What a validator does for a question but for judging the answer: composed
// from the agenda, request on disk, signed, sent, reply read and checked,
// reply and its bytes on disk, taken into the projection. Batches are as the
// journal's actor makes them: what gathered while the last one was synced.
#pragma once

#include <string>
#include <vector>

#include "actors/ports/asker.hpp"
#include "actors/ports/clock.hpp"
#include "actors/ports/entropy.hpp"

namespace rf::bench {

struct asked_miner {
    std::string endpoint;
    std::uint16_t port = 0;
    account who;
};

class asked_epoch {
  public:
    // A new log in `directory`, an open epoch, and every task open for all miners.
    asked_epoch(const std::string& directory, const std::vector<asked_miner>& miners,
                const std::vector<std::shared_ptr<const task_question>>& tasks, const clock_port& clock,
                entropy_port& entropy, asker_port& asker);
    ~asked_epoch();
    asked_epoch(const asked_epoch&) = delete;
    asked_epoch& operator=(const asked_epoch&) = delete;

    // Asks all, at most so many at once. How many answered.
    std::size_t ask_all(std::size_t at_once);

  private:
    struct inside;
    std::unique_ptr<inside> in_;
};

}  // namespace rf::bench
