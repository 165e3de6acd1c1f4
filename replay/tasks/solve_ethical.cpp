#include <algorithm>
#include <set>

#include "replay/tasks/reading.hpp"

namespace rf::solving {
namespace {

// Circumstances are compared as words.
answer violations(std::string_view text) {
    const auto case_text = inside(text, {"In this case there is ", "Of all this, the case has "}, ", and no");
    if (!case_text || text.find("\nRule 1: ") == text.npos) return std::nullopt;
    std::set<std::string_view> holding;
    for (auto each : listed_in(*case_text)) holding.insert(each);
    std::set<std::string_view> waived;
    std::vector<std::string> broken;
    for (auto line : lines_of(text)) {
        const auto where = inside(line, "Where there is ", ", rule "),
                   rule = inside(line, ", rule ", " does not apply");
        if (where && rule && holding.count(*where)) waived.insert(*rule);
    }
    for (auto line : lines_of(text)) {
        const auto number = begins(line, "Rule ") ? inside(line, "Rule ", ": ") : std::nullopt;
        if (!number) continue;
        const bool missing = line.find("forbidden without ") != line.npos;
        const bool excuses = line.find(", unless there is ") != line.npos;
        const auto about =
            inside(line, {"forbidden without ", "forbidden if there is "}, excuses ? ", unless" : ".");
        if (!about) return std::nullopt;
        bool breaks = (holding.count(*about) == 0) == missing;
        if (const auto list = inside(line, ", unless there is ", "."))
            for (auto each : listed_in(*list)) breaks = breaks && holding.count(each) == 0;
        if (breaks && waived.count(*number) == 0) broken.emplace_back(*number);
    }
    return members(std::move(broken));
}

// Options are struck out one by one until one is left.
answer options(std::string_view text) {
    const auto limit_text =
        inside(text, {"may lose more than ", "loses more than "}, text.find("A council") == 0 ? " is" : ".");
    const auto limit = limit_text ? number_in(*limit_text) : std::nullopt;
    const bool worst_off = text.find("best outcome for its worst-off group") != text.npos;
    if (!limit || (!worst_off && text.find("greatest sum") == text.npos)) return std::nullopt;
    struct option {
        std::string name;
        numbers gains;
    };
    std::vector<option> left;
    for (auto line : lines_of(text)) {
        const auto name = begins(line, "Option ") ? inside(line, "Option ", ": ") : std::nullopt;
        if (!name) continue;
        auto gains = numbers_in(line.substr(line.find(": ")));
        if (!gains || gains->empty()) return std::nullopt;
        std::sort(gains->begin(), gains->end());
        if (gains->front() >= -*limit) left.push_back({std::string(*name), std::move(*gains)});
    }
    auto worth = [&](const option& o) {
        std::int64_t sum = 0;
        for (auto v : o.gains) sum += v;
        return worst_off ? o.gains.front() : sum;
    };
    while (left.size() > 1) {
        const bool last_wins = worth(left.back()) > worth(left.front());
        left.erase(last_wins ? left.begin() : left.end() - 1);
    }
    if (left.empty()) return std::nullopt;
    return left.front().name;
}

// One dose at a time, to whoever is then first.
answer doses(std::string_view text) {
    auto people_text = inside(text, " doses for these people: ", ". Whoever");
    auto count_text = inside(text, "There are ", " doses");
    if (!people_text) {
        people_text = inside(text, " doses among ", ". Its order");
        count_text = inside(text, "A clinic shares ", " doses");
    }
    if (!people_text || !count_text) return std::nullopt;
    auto count = number_in(*count_text);
    struct person {
        std::string_view name;
        std::int64_t need, days;
        bool had;
    };
    std::vector<person> waiting;
    for (auto each : split(*people_text, "; ")) {
        const auto n = numbers_in(each);
        if (!n || n->size() != 2) return std::nullopt;
        waiting.push_back(
            {each.substr(0, each.find(' ')), (*n)[0], (*n)[1], each.find("had a dose") != each.npos});
    }
    std::vector<std::string> served;
    for (; count && *count > 0 && !waiting.empty(); --*count) {
        std::size_t first = 0;
        for (std::size_t i = 1; i < waiting.size(); ++i) {
            const person &a = waiting[i], &b = waiting[first];
            const std::int64_t by[] = {b.had - a.had, a.need - b.need, a.days - b.days};
            const auto decides =
                std::find_if(std::begin(by), std::end(by), [](std::int64_t v) { return v != 0; });
            if (decides == std::end(by) ? a.name < b.name : *decides > 0) first = i;
        }
        served.emplace_back(waiting[first].name);
        waiting.erase(waiting.begin() + std::ptrdiff_t(first));
    }
    return members(std::move(served));
}

}  // namespace

const std::array<solver, 3> ethical_solvers = {violations, options, doses};

}  // namespace rf::solving
