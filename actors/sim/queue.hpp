// queue: what the world will do to the validator, and when.
//
// Taken in order of (time, account, order of arrival), so that two replies of
// the same instant come in an order that no crash can change.
#pragma once

#include <functional>
#include <map>
#include <tuple>

#include "events/account.hpp"

namespace rf::sim {

class queue {
  public:
    void add(std::uint64_t at_ns, const account& who, std::function<void()> then) {
        waiting_.emplace(std::tuple(at_ns, who, added_++), std::move(then));
    }
    [[nodiscard]] bool empty() const { return waiting_.empty(); }
    [[nodiscard]] std::uint64_t next_ns() const { return std::get<0>(waiting_.begin()->first); }
    void run_next() {
        auto first = waiting_.extract(waiting_.begin());
        first.mapped()();
    }
    // The process that was waiting is gone.
    void clear() { waiting_.clear(); }

  private:
    std::map<std::tuple<std::uint64_t, account, std::uint64_t>, std::function<void()>> waiting_;
    std::uint64_t added_ = 0;
};

}  // namespace rf::sim
