#include <algorithm>
#include <numeric>

#include "replay/tasks/reading.hpp"

namespace rf::solving {
namespace {

// Every move is tried: it wins if each binary place then has an even count of ones.
answer nim(std::string_view text) {
    auto list = inside(text, "Nim with heaps of ", " stones");
    if (!list && text.find("a single heap") != text.npos) list = inside(text, "Heaps of ", " stones");
    const auto heaps = list ? numbers_in(*list) : std::nullopt;
    if (!heaps || heaps->size() > 32) return std::nullopt;
    std::int64_t wins = 0, work = 0;
    for (std::size_t at = 0; at < heaps->size(); ++at)
        for (std::int64_t left = 0; left < (*heaps)[at]; ++left) {
            if (++work > 200'000) return std::nullopt;
            bool even = true;
            for (int place = 0; place < 50; ++place) {
                int count = 0;
                for (std::size_t i = 0; i < heaps->size(); ++i)
                    count += int((i == at ? left : (*heaps)[i]) >> place & 1);
                even = even && count % 2 == 0;
            }
            wins += even;
        }
    return std::to_string(wins);
}

// By Grundy numbers: a pile of value 0 is lost.
answer take_away(std::string_view text) {
    auto list = inside(text, "one pile in turn, ", " at a time");
    auto most_text = inside(text, "pile sizes from 1 to ", ", both");
    if (!list) {
        list = inside(text, "a move takes ", " of them");
        most_text = inside(text, "piles of 1 to ", " counters");
    }
    if (!list || !most_text) return std::nullopt;
    const auto takes = numbers_in(*list);
    const auto most = number_in(*most_text);
    if (!takes || !most || *most > 100'000 || *most < 1 || takes->size() > 32) return std::nullopt;
    std::vector<std::int64_t> value(std::size_t(*most) + 1);
    std::int64_t lost = 0;
    for (std::int64_t n = 1; n <= *most; ++n) {
        std::vector<bool> near(takes->size() + 1);
        for (auto t : *takes)
            if (t > 0 && t <= n) near[std::size_t(value[std::size_t(n - t)])] = true;
        while (near[std::size_t(value[std::size_t(n)])]) ++value[std::size_t(n)];
        lost += value[std::size_t(n)] == 0;
    }
    return std::to_string(lost);
}

// The rows "name 1: 4 7 2" of a table.
std::vector<numbers> table(std::string_view text, std::string_view name) {
    std::vector<numbers> rows;
    for (auto line : lines_of(text)) {
        const auto colon = line.find(": ");
        if (!begins(line, name) || colon == line.npos) continue;
        if (auto row = numbers_in(line.substr(colon + 2))) rows.push_back(std::move(*row));
    }
    return rows;
}

bool small(const std::vector<numbers>& rows, std::size_t columns) {
    for (const auto& row : rows) {
        if (row.size() != columns) return false;
        for (auto v : row)
            if (v > 1'000'000 || v < -1'000'000) return false;
    }
    return true;
}

// Every order of the jobs.
answer assignment(std::string_view text) {
    const auto cost = table(text, "worker ");
    const std::size_t n = cost.size();
    if (n < 1 || n > 8 || !small(cost, n)) return std::nullopt;
    std::vector<std::size_t> job(n);
    std::iota(job.begin(), job.end(), std::size_t(0));
    std::optional<std::int64_t> best;
    do {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < n; ++i) sum += cost[i][job[i]];
        if (!best || sum < *best) best = sum;
    } while (std::next_permutation(job.begin(), job.end()));
    return std::to_string(*best);
}

// Every choice.
answer knapsack(std::string_view text) {
    auto room_text = inside(text, "A sack carries ", " kg");
    auto list = inside(text, "one of each: ", ". What");
    if (!room_text) {
        room_text = inside(text, "has room for ", " kg");
        list = inside(text, "single crates: ", ". How");
    }
    const auto room = room_text ? number_in(*room_text) : std::nullopt;
    if (!room || !list) return std::nullopt;
    std::vector<numbers> items;
    for (auto each : split(*list, "; ")) {
        auto item = numbers_in(each);
        if (!item) return std::nullopt;
        items.push_back(std::move(*item));
    }
    if (items.size() > 18 || !small(items, 2)) return std::nullopt;
    std::int64_t best = 0;
    for (unsigned chosen = 0; chosen < 1u << items.size(); ++chosen) {
        std::int64_t weight = 0, worth = 0;
        for (std::size_t i = 0; i < items.size(); ++i)
            if (chosen >> i & 1) weight += items[i][0], worth += items[i][1];
        if (weight <= *room) best = std::max(best, worth);
    }
    return std::to_string(best);
}

// Against two rows the column player needs no more than two columns: the value
// is the least among the games of two columns.
answer matrix_game(std::string_view text) {
    const auto rows = table(text, "row ");
    if (rows.size() != 2 || rows[0].size() < 2 || rows[0].size() > 64 || !small(rows, rows[0].size()))
        return std::nullopt;
    std::optional<ratio> least;
    for (std::size_t i = 0; i < rows[0].size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const std::int64_t a = rows[0][i], b = rows[0][j], c = rows[1][i], d = rows[1][j];
            const std::int64_t low = std::max(std::min(a, b), std::min(c, d));
            const std::int64_t high = std::min(std::max(a, c), std::max(b, d));
            const ratio value =
                low == high ? ratio(low) : ratio(wide(a) * d - wide(b) * c, wide(a) + d - b - c);
            if (!least || value < *least) least = value;
        }
    return least->text();
}

}  // namespace

const std::array<solver, 5> strategic_solvers = {nim, take_away, assignment, knapsack, matrix_game};

}  // namespace rf::solving
