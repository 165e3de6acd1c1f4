#include "replay/what_if_causes.hpp"

#include <algorithm>
#include <bit>

namespace rf {
namespace {

std::uint64_t bits(double v) { return std::bit_cast<std::uint64_t>(v); }

const std::vector<double>* find_column(const epoch_result& r, std::string_view name) {
    for (const column& c : r.detail)
        if (c.name == name) return &c.values;
    return nullptr;
}

class cause_search {
  public:
    cause_search(const two_ways& ways, std::vector<moved_miner>& miners)
        : ways_(ways), miners_(miners),
          was_(*ways.recorded.rules, ways.recorded.facts, ways.recorded.facts.in),
          new_(ways.rules, ways.would_be, ways.would_be.in),
          new_from_old_carry_(ways.rules, ways.would_be, ways.recorded.facts.in) {}

    status run() {
        for (std::size_t i = 0; i < miners_.size(); ++i)
            if (miners_[i].was != miners_[i].would_be || ways_.since[i] != 0 || own_moved(i)) pending_.push_back(i);
        if (pending_.empty()) return done();
        const std::size_t tasks = ways_.would_be.tasks.size();
        const std::size_t step = std::max<std::size_t>(1, (tasks + most_prefixes - 1) / most_prefixes);
        for (std::size_t from = 0, k = 0;; from = k, k = std::min(tasks, k + step)) {
            if (auto ok = look(from, k); !ok) return ok;
            if (k == tasks || pending_.empty()) break;
        }
        name_others();
        return done();
    }

  private:
    [[nodiscard]] bool own_moved(std::size_t i) const {
        return own_figures(*ways_.recorded.rules, ways_.was_result, i) != own_figures(ways_.rules, ways_.new_result, i);
    }

    // Whose figures part after the first `k` tasks, `from` of which were looked at before?
    status look(std::size_t from, std::size_t k) {
        if (auto ok = was_.grow(k); !ok) return ok;
        if (auto ok = new_.grow(k); !ok) return ok;
        const bool carries = std::any_of(pending_.begin(), pending_.end(), [&](auto i) { return ways_.since[i] != 0; });
        if (carries)
            if (auto ok = new_from_old_carry_.grow(k); !ok) return ok;
        std::erase_if(pending_, [&](std::size_t i) {
            const auto before = was_.own(i);
            if (before == new_.own(i)) return false;
            if (ways_.since[i] != 0 && before == new_from_old_carry_.own(i)) by_carry(miners_[i], ways_.since[i]);
            else if (k == 0) by_opening(miners_[i]);
            else by_task(i, from, k);
            return true;
        });
        return done();
    }

    static void by_carry(moved_miner& m, std::uint32_t since) {
        m.why = moved_by::carry;
        m.since = since;
    }
    void by_opening(moved_miner& m) const {
        m.why = moved_by::opening;
        m.event = ways_.recorded.opened;
    }
    void by_task(std::size_t i, std::size_t from, std::size_t k) const {
        std::size_t task = k - 1;
        for (std::size_t t = from; t + 1 < k; ++t)
            if (counts(ways_.would_be.tasks[t].replies[i].what)) {
                task = t;
                break;
            }
        moved_miner& m = miners_[i];
        m.why = moved_by::event;
        m.task = std::uint16_t(task);
        m.event = deciding_event(ways_.recorded.tasks[task], i);
    }

    // Those whose own figures never parted: moved by what they started with, by
    // others, or by how everybody is ranked.
    void name_others() {
        for (const std::size_t i : pending_)
            if (ways_.since[i] != 0 && bits(miners_[i].was.score) != bits(miners_[i].would_be.score))
                by_carry(miners_[i], ways_.since[i]);
        const auto first = first_mover();
        const auto* rank_was = find_column(ways_.was_result, "rank");
        const auto* rank_new = find_column(ways_.new_result, "rank");
        for (const std::size_t i : pending_) {
            moved_miner& m = miners_[i];
            if (m.why != moved_by::nothing || m.was == m.would_be) continue;
            const bool same_rank = rank_was && rank_new && bits((*rank_was)[i]) == bits((*rank_new)[i]);
            const bool by_ranking = !first || (same_rank && bits(m.was.score) != bits(m.would_be.score));
            m.why = by_ranking ? moved_by::ranking : moved_by::others;
            m.event = ways_.recorded.sealed;
            if (!by_ranking) m.through = first;
        }
    }

    [[nodiscard]] std::optional<std::size_t> first_mover() const {
        std::optional<std::size_t> first;
        const auto key = [this](std::size_t i) {
            const moved_miner& m = miners_[i];
            return m.why == moved_by::carry ? std::uint64_t(0) : m.event;
        };
        for (std::size_t i = 0; i < miners_.size(); ++i)
            if (miners_[i].why != moved_by::nothing && (!first || key(i) < key(*first))) first = i;
        return first;
    }

    const two_ways& ways_;
    std::vector<moved_miner>& miners_;
    scored_prefix was_, new_, new_from_old_carry_;
    std::vector<std::size_t> pending_;
};

}  // namespace

scored_prefix::scored_prefix(const mechanism& m, const epoch_facts& whole, const carry& in) : rules_(m), whole_(whole) {
    facts_.epoch = whole.epoch;
    facts_.seats = whole.seats;
    facts_.params = whole.params;
    facts_.in = in;
    facts_.counted = whole.counted;
    facts_.settled = whole.settled;
}

status scored_prefix::grow(std::size_t tasks) {
    while (facts_.tasks.size() < tasks) facts_.tasks.push_back(whole_.tasks[facts_.tasks.size()]);
    auto scored = rules_.score(facts_);
    if (!scored) return scored.error();
    result_ = std::move(*scored);
    return done();
}

std::vector<std::uint64_t> own_figures(const mechanism& m, const epoch_result& r, std::size_t seat) {
    std::vector<std::uint64_t> own;
    std::string_view names = m.own_columns;
    while (!names.empty()) {
        const auto comma = names.find(',');
        const auto* values = find_column(r, names.substr(0, comma));
        RF_REQUIRE(values != nullptr);
        own.push_back(bits((*values)[seat]));
        names = comma == std::string_view::npos ? std::string_view() : names.substr(comma + 1);
    }
    if (own.empty()) own.push_back(bits(r.scores[seat]));
    return own;
}

status find_causes(const two_ways& ways, std::vector<moved_miner>& miners) {
    return cause_search(ways, miners).run();
}

}  // namespace rf
