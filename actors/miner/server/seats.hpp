// seats: who may think now, and who is next: the highest stake, then the first come.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

namespace rf {

class seats {
  public:
    // `seated` is called once the waiting is over, `sent_away` if somebody with
    // more stake needs the place; neither from within `ask`.
    struct guest {
        std::function<void()> seated, sent_away;
    };
    using ticket = std::pair<double, std::uint64_t>;  // by ascending -stake, then arrival
    enum class place : std::uint8_t { seat, row, none };

    seats(std::size_t seats_there_are, std::size_t most_waiting)
        : free_(seats_there_are), most_waiting_(most_waiting) {}

    place ask(double stake, guest who, ticket& mine) {
        if (free_ > 0) {
            --free_;
            return place::seat;
        }
        mine = {-stake, arrivals_++};
        if (row_.size() >= most_waiting_) {
            if (row_.empty() || row_.rbegin()->first < mine) return place::none;
            const auto last = std::prev(row_.end());
            const guest goes = std::move(last->second);
            row_.erase(last);
            goes.sent_away();
        }
        row_.emplace(mine, std::move(who));
        return place::row;
    }

    // Whoever leaves the row before being called.
    void leave_row(const ticket& mine) { row_.erase(mine); }

    void leave_seat() {
        if (row_.empty()) {
            ++free_;
            return;
        }
        const guest next = std::move(row_.begin()->second);
        row_.erase(row_.begin());
        next.seated();
    }

  private:
    std::size_t free_, most_waiting_;
    std::uint64_t arrivals_ = 0;
    std::map<ticket, guest> row_;
};

}  // namespace rf
