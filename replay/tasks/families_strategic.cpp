#include <algorithm>

#include "replay/tasks/family.hpp"

namespace rf::reasoning_1 {
namespace {

task_content nim(dice& d, unsigned difficulty) {
    std::vector<std::int64_t> heaps;
    std::int64_t all = 0, moves = 0;
    for (unsigned i = 0; i < 2 + difficulty / 2; ++i)
        heaps.push_back(between(d, 1, 3 + 4 * std::int64_t(difficulty)));
    if (d.below(4) != 0 && heaps.size() > 2) heaps.back() = between(d, 1, 3);
    for (auto h : heaps) all ^= h;
    std::vector<std::string> sizes;
    for (auto h : heaps) {
        moves += all != 0 && (h ^ all) < h;
        sizes.push_back(text_of(h));
    }
    return whole_answer(filled(pick(d, {"Two players play Nim with heaps of {0} stones: in turn each takes "
                                        "as many stones as he likes, "
                                        "at least one, from one heap, and whoever takes the last stone wins. "
                                        "How many different first "
                                        "moves win by force?",
                                        "Heaps of {0} stones lie on a table. A move takes one or more stones "
                                        "from a single heap; the "
                                        "player who takes the last stone of all wins. Count the opening "
                                        "moves after which the second "
                                        "player is lost."}),
                               {listed(sizes, "and")}),
                        moves);
}

task_content take_away(dice& d, unsigned difficulty) {
    auto takes = some_of(d, 1, 4 + std::int64_t(difficulty), 2 + difficulty / 4);
    std::sort(takes.begin(), takes.end());
    const std::int64_t most = between(d, 8, 10 + 15 * std::int64_t(difficulty));
    std::vector<bool> wins(std::size_t(most) + 1);
    std::int64_t lost = 0;
    for (std::int64_t n = 0; n <= most; ++n) {
        for (auto t : takes)
            if (t <= n && !wins[std::size_t(n - t)]) wins[std::size_t(n)] = true;
        lost += n > 0 && !wins[std::size_t(n)];
    }
    std::vector<std::string> texts;
    for (auto t : takes) texts.push_back(text_of(t));
    return whole_answer(
        filled(
            pick(d,
                 {"Two players take counters from one pile in turn, {0} at a time. Who cannot move loses. "
                  "For how "
                  "many pile sizes from 1 to {1}, both included, is the player to move lost?",
                  "In a game with one pile of counters a move takes {0} of them, and a player without a move "
                  "has "
                  "lost. Among the piles of 1 to {1} counters, how many are lost for whoever moves first?"}),
            {listed(texts, "or"), text_of(most)}),
        lost);
}

std::string row_text(const std::vector<std::int64_t>& row) {
    std::vector<std::string> parts;
    for (auto v : row) parts.push_back(text_of(v));
    return joined(parts, " ");
}

// The best assignment by sets of jobs done; a hasty planner lets each worker in
// turn take the cheapest job that is left.
task_content assignment(dice& d, unsigned difficulty) {
    const std::size_t n = 2 + difficulty / 2;
    std::vector<std::vector<std::int64_t>> cost(n, std::vector<std::int64_t>(n));
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < n; ++i) {
        for (auto& c : cost[i]) c = between(d, 1, 9 + 5 * std::int64_t(difficulty));
        rows.push_back("worker " + text_of(std::int64_t(i) + 1) + ": " + row_text(cost[i]));
    }
    constexpr std::int64_t far = 1'000'000;
    std::vector<std::int64_t> best(std::size_t(1) << n, far);
    best[0] = 0;
    for (std::size_t jobs = 0; jobs + 1 < best.size(); ++jobs) {
        const auto worker = std::size_t(__builtin_popcountll(jobs));
        for (std::size_t j = 0; j < n; ++j)
            if (!(jobs >> j & 1))
                best[jobs | std::size_t(1) << j] =
                    std::min(best[jobs | std::size_t(1) << j], best[jobs] + cost[worker][j]);
    }
    std::int64_t hasty = 0;
    std::vector<bool> taken(n);
    for (const auto& row : cost) {
        std::size_t cheapest = n;
        for (std::size_t j = 0; j < n; ++j)
            if (!taken[j] && (cheapest == n || row[j] < row[cheapest])) cheapest = j;
        taken[cheapest] = true;
        hasty += row[cheapest];
    }
    auto out = whole_answer(filled(pick(d, {"Each of {0} workers does one of {0} jobs, and each job is done "
                                            "once. The costs, job by job:\n"
                                            "{1}\nWhat is the least total cost?",
                                            "Assign {0} jobs to {0} workers, one each. What a worker asks "
                                            "for job 1, job 2 and so on:\n{1}\n"
                                            "How cheap can all of it be together?"}),
                                   {text_of(std::int64_t(n)), joined(rows, "\n")}),
                            best.back());
    out.truth.tempting = text_of(hasty);
    return out;
}

// By capacity; a hasty packer takes what is worth most for its weight, first.
task_content knapsack(dice& d, unsigned difficulty) {
    const std::size_t n = 3 + difficulty;
    std::vector<std::int64_t> weight(n), value(n);
    std::int64_t sum = 0;
    std::vector<std::string> items;
    for (std::size_t i = 0; i < n; ++i) {
        weight[i] = between(d, 2, 6 + 2 * std::int64_t(difficulty));
        value[i] = between(d, 3, 10 + 5 * std::int64_t(difficulty));
        sum += weight[i];
        items.push_back(text_of(weight[i]) + " kg worth " + text_of(value[i]));
    }
    const std::int64_t room = between(d, sum / 3 + 1, sum * 2 / 3 + 1);
    std::vector<std::int64_t> best(std::size_t(room) + 1);
    for (std::size_t i = 0; i < n; ++i)
        for (std::int64_t r = room; r >= weight[i]; --r)
            best[std::size_t(r)] =
                std::max(best[std::size_t(r)], best[std::size_t(r - weight[i])] + value[i]);
    std::vector<std::size_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const std::int64_t left = value[a] * weight[b], right = value[b] * weight[a];
        return left > right || (left == right && a < b);
    });
    std::int64_t hasty = 0, left = room;
    for (std::size_t i : order)
        if (weight[i] <= left) left -= weight[i], hasty += value[i];
    auto out = whole_answer(filled(pick(d, {"A sack carries {0} kg. These things lie beside it, one of each: "
                                            "{1}. What is the greatest worth "
                                            "that it can carry?",
                                            "A shuttle has room for {0} kg of cargo, and one may choose "
                                            "among single crates: {1}. How much "
                                            "can the cargo be worth at most?"}),
                                   {text_of(room), joined(items, "; ")}),
                            best.back());
    out.truth.tempting = text_of(hasty);
    return out;
}

// The row player mixes two rows; the value is the highest point of the lower
// envelope of the columns' lines. A hasty player looks for a pure maximin.
task_content matrix_game(dice& d, unsigned difficulty) {
    const std::size_t n = 2 + difficulty / 2;
    std::vector<std::int64_t> up(n), down(n);
    for (std::size_t j = 0; j < n; ++j) {
        up[j] = between(d, -4 - std::int64_t(difficulty), 5 + std::int64_t(difficulty));
        down[j] = between(d, -4 - std::int64_t(difficulty), 5 + std::int64_t(difficulty));
    }
    auto worst = [&](const fraction& p) {  // up is played with chance p
        fraction least = fraction(up[0]) * p + fraction(down[0]) * (fraction(1) - p);
        for (std::size_t j = 1; j < n; ++j) {
            const fraction each = fraction(up[j]) * p + fraction(down[j]) * (fraction(1) - p);
            if (each < least) least = each;
        }
        return least;
    };
    const fraction pure = worst(0) < worst(1) ? worst(1) : worst(0);
    fraction value = pure;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const std::int64_t over = up[i] - down[i] - up[j] + down[j];
            if (over == 0) continue;
            const fraction p(down[j] - down[i], over);
            if (p < fraction(0) || fraction(1) < p) continue;
            const fraction there = worst(p);
            if (value < there) value = there;
        }
    auto out = fraction_answer(
        filled(pick(d, {"In a zero-sum game the row player has two rows and the column player {0} columns. "
                        "The row player "
                        "is paid:\nrow 1: {1}\nrow 2: {2}\nBoth may mix. What is the value of the game?",
                        "One player chooses a row, the other one of {0} columns, both in secret and as often "
                        "at random as "
                        "they like. The second pays the first:\nrow 1: {1}\nrow 2: {2}\nHow much can the "
                        "first secure on "
                        "average, at most?"}),
               {text_of(std::int64_t(n)), row_text(up), row_text(down)}),
        value);
    out.truth.tempting = pure.text();
    return out;
}

constexpr family families[] = {{nim}, {take_away}, {assignment, true}, {knapsack, true}, {matrix_game, true}};

}  // namespace

std::span<const family> strategic_families() {
    return families;
}

}  // namespace rf::reasoning_1
