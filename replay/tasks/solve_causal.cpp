#include <algorithm>
#include <map>

#include "replay/tasks/reading.hpp"

namespace rf::solving {
namespace {

// Every "P(...) = number" of the text, by what stands in the brackets.
std::map<std::string_view, ratio> chances_in(std::string_view text) {
    std::map<std::string_view, ratio> out;
    for (std::size_t at = 0; (at = text.find("P(", at)) != text.npos && out.size() < 1000;) {
        at += 2;
        const auto close = text.find(") = ", at);
        if (close == text.npos) break;
        const std::string_view what = text.substr(at, close - at);
        if (what.find('(') != what.npos || what.find('\n') != what.npos) continue;
        const auto from = close + 4, end = std::min(text.find_first_of(",\n ", from), text.size());
        if (const auto value = ratio_in(text.substr(from, end - from))) out.emplace(what, *value);
    }
    return out;
}

// By inverse probability weighting: whoever has X = x stands for all of his kind.
answer back_door(std::string_view text) {
    const auto asked = inside(text, "P(Y=1 | do(X=", "))");
    if (!asked || text.find("Z=0") == text.npos || (*asked != "0" && *asked != "1")) return std::nullopt;
    const auto known = chances_in(text);
    auto chance = [&](const std::string& what) {
        const auto at = known.find(what);
        return at == known.end() ? ratio(0, 0) : at->second;
    };
    ratio out;
    for (int z = 0; z < 100 && known.count("Z=" + std::to_string(z)); ++z) {
        const std::string at = "Z=" + std::to_string(z);
        const ratio one = chance("X=1 | " + at), x = *asked == "1" ? one : ratio(1) - one;
        const ratio both = chance(at) * x * chance("Y=1 | X=" + std::string(*asked) + ", " + at);
        out = out + both / x;
    }
    return out.text();
}

// What would become of everybody with the drug, less what would without.
answer adjusted_effect(std::string_view text) {
    if (text.find("took the drug") == text.npos) return std::nullopt;
    ratio with, without, all;
    for (auto line : lines_of(text)) {
        if (line.find(" took the drug and ") == line.npos) continue;
        const auto n = numbers_in(line);
        if (!n || n->size() != 4) return std::nullopt;
        const ratio size((*n)[0] + (*n)[2]);
        all = all + size;
        with = with + size * ratio((*n)[1], (*n)[0]);
        without = without + size * ratio((*n)[3], (*n)[2]);
    }
    return ((with - without) / all).text();
}

struct network {
    struct variable {
        char name;
        std::string parents;
        std::vector<ratio> one;  // by the parents' states, the first is the lowest place
    };
    std::vector<variable> all;

    [[nodiscard]] std::size_t place(char name) const {
        for (std::size_t i = 0; i < all.size(); ++i)
            if (all[i].name == name) return i;
        return all.size();
    }
};

std::optional<network> network_in(std::string_view text) {
    network out;
    for (auto line : lines_of(text)) {
        if (!begins(line, "P(") || line.size() < 6) continue;
        network::variable v{line[2], "", {}};
        const auto table = chances_in(line);
        if (const auto given = inside(line, " | ", ")"))
            for (auto each : split(*given, ", ")) v.parents += each.substr(0, 1);
        if (v.parents.size() > 4 || out.all.size() == 10) return std::nullopt;
        for (unsigned state = 0; state < 1u << v.parents.size(); ++state) {
            std::string key = std::string(1, v.name) + "=1";
            for (std::size_t i = 0; i < v.parents.size(); ++i)
                key += std::string(i == 0 ? " | " : ", ") + v.parents[i] + "=" + (state >> i & 1 ? "1" : "0");
            const auto at = table.find(key);
            if (at == table.end()) return std::nullopt;
            v.one.push_back(at->second);
        }
        for (char p : v.parents)
            if (out.place(p) == out.all.size()) return std::nullopt;
        out.all.push_back(std::move(v));
    }
    if (out.all.empty()) return std::nullopt;
    return out;
}

// The chance of `asked` = 1, over all states of the variables from `at` on.
ratio walk(const network& n, std::size_t at, unsigned states, std::size_t asked, std::size_t set,
           unsigned to) {
    if (at == n.all.size()) return ratio(std::int64_t(states >> asked & 1));
    if (at == set) return walk(n, at + 1, states | to << at, asked, set, to);
    unsigned given = 0;
    for (std::size_t i = 0; i < n.all[at].parents.size(); ++i)
        given |= (states >> n.place(n.all[at].parents[i]) & 1u) << i;
    const ratio one = n.all[at].one[given];
    return one * walk(n, at + 1, states | 1u << at, asked, set, to) +
           (ratio(1) - one) * walk(n, at + 1, states, asked, set, to);
}

answer intervention(std::string_view text) {
    const auto query = inside(text, text.find("What is P(") != text.npos ? "What is P(" : "Find P(", "))");
    if (!query || query->size() != 12 || query->substr(1, 8) != "=1 | do(") return std::nullopt;
    const auto n = network_in(text);
    if (!n) return std::nullopt;
    const std::size_t asked = n->place((*query)[0]), set = n->place((*query)[9]);
    if (asked == n->all.size() || set == n->all.size()) return std::nullopt;
    return walk(*n, 0, 0, asked, set, (*query)[11] == '1').text();
}

struct arrows {
    std::string names;
    bool from_to[26][26] = {};
};

std::optional<arrows> arrows_in(std::string_view text) {
    arrows out;
    for (std::size_t at = 0; (at = text.find(" -> ", at)) != text.npos; at += 4) {
        if (at < 1 || at + 4 >= text.size()) return std::nullopt;
        const char from = text[at - 1], to = text[at + 4];
        if (from < 'A' || from > 'Z' || to < 'A' || to > 'Z') return std::nullopt;
        out.from_to[from - 'A'][to - 'A'] = true;
        for (char each : {from, to})
            if (out.names.find(each) == out.names.npos) out.names += each;
    }
    if (out.names.empty()) return std::nullopt;
    return out;
}

// From everywhere to everywhere, then one row of it.
answer reached(std::string_view text) {
    auto from = inside(text, ". ", " is set by an intervention");
    if (!from) from = inside(text, "variables besides ", " can respond");
    if (!from || from->size() != 1) return std::nullopt;
    auto g = arrows_in(text);
    if (!g || (*from)[0] < 'A' || (*from)[0] > 'Z') return std::nullopt;
    for (int via = 0; via < 26; ++via)
        for (int a = 0; a < 26; ++a)
            for (int b = 0; b < 26; ++b) g->from_to[a][b] |= g->from_to[a][via] && g->from_to[via][b];
    std::vector<std::string> out;
    for (int to = 0; to < 26; ++to)
        if (g->from_to[(*from)[0] - 'A'][to] && to != (*from)[0] - 'A') out.emplace_back(1, char('A' + to));
    return members(std::move(out));
}

// A ball that bounces: it passes chains and forks unless they are known, and
// colliders only if they, or something they lead to, are known.
answer separated(std::string_view text) {
    const auto asked = text.find("d-separated from ");
    const auto g = arrows_in(text);
    if (asked == text.npos || !g) return std::nullopt;
    const auto from = inside(text.substr(asked), "from ", " given"),
               known = inside(text.substr(asked), "given ", "?");
    if (!from || !known || from->size() != 1 || known->size() != 1) return std::nullopt;
    const int start = (*from)[0] - 'A', given = (*known)[0] - 'A';
    for (char each : {(*from)[0], (*known)[0]})
        if (g->names.find(each) == g->names.npos) return std::nullopt;
    bool told[26] = {};  // known, or leads to what is
    told[given] = true;
    for (std::size_t i = 0; i < g->names.size(); ++i)
        for (char a : g->names)
            for (char b : g->names)
                if (g->from_to[a - 'A'][b - 'A'] && told[b - 'A']) told[a - 'A'] = true;
    bool seen[26][2] = {};  // [variable][came from a child]
    std::vector<std::pair<int, int>> way{{start, 1}};
    while (!way.empty()) {
        const auto [at, from_child] = way.back();
        way.pop_back();
        if (seen[at][from_child]) continue;
        seen[at][from_child] = true;
        for (char name : g->names) {
            const int next = name - 'A';
            const bool up = g->from_to[next][at], down = g->from_to[at][next];
            if (from_child && at != given && up) way.emplace_back(next, 1);
            if (down && at != given) way.emplace_back(next, 0);
            if (!from_child && up && told[at]) way.emplace_back(next, 1);
        }
    }
    std::vector<std::string> out;
    for (char name : g->names)
        if (name - 'A' != start && name - 'A' != given && !seen[name - 'A'][0] && !seen[name - 'A'][1])
            out.emplace_back(1, name);
    return members(std::move(out));
}

}  // namespace

const std::array<solver, 5> causal_solvers = {back_door, adjusted_effect, intervention, reached, separated};

}  // namespace rf::solving
