// build: epochs made by hand, for tests.
#pragma once

#include <initializer_list>

#include "replay/carry.hpp"
#include "replay/mechanism.hpp"

namespace rf::test {

inline account someone(std::uint8_t name) {
    account a;
    a.b.fill(name);
    return a;
}

// Seats with these uids; the account of uid u is someone(u).
inline roster seats_of(std::initializer_list<std::uint16_t> uids) {
    roster seats;
    for (const auto uid : uids) seats.push_back({someone(std::uint8_t(uid)), uid});
    return seats;
}

inline epoch_facts epoch_of(const mechanism& m, roster seats, const parameters& chosen = {}) {
    epoch_facts facts;
    facts.epoch = 10;
    facts.seats = std::move(seats);
    facts.params = complete_parameters(m, chosen).value();
    return facts;
}

inline reply_facts answered(observation seen) { return {outcome::answered, std::move(seen)}; }
inline reply_facts unanswered(outcome what) { return {what, {}}; }
inline const reply_facts not_asked{};

inline task_facts& add_task(epoch_facts& facts, std::vector<reply_facts> replies) {
    task_facts& task = facts.tasks.emplace_back();
    task.replies = std::move(replies);
    return task;
}

inline epoch_result scored(const mechanism& m, const epoch_facts& facts) {
    return run_epoch(m, facts).value();
}

// Integers only, so that a seed means the same everywhere.
class dice {
  public:
    explicit dice(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next() {  // splitmix64
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }
    std::uint64_t below(std::uint64_t n) { return next() % n; }
    double unit() { return double(next() >> 11) * 0x1p-53; }

  private:
    std::uint64_t state_;
};

}  // namespace rf::test
