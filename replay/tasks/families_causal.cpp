#include <algorithm>

#include "replay/tasks/family.hpp"

namespace rf::reasoning_1 {
namespace {

std::string tenths(std::int64_t v) {
    return v == 10 ? "1" : v == 0 ? "0" : "0." + text_of(v);
}

// A cause common to X and Y with several levels: adjust for it. A hasty reader
// takes what is seen for what is done.
task_content back_door(dice& d, unsigned difficulty) {
    const std::size_t levels = 2 + difficulty / 3;
    std::vector<std::int64_t> weight(levels), x(levels), y0(levels), y1(levels);
    std::int64_t all = 0;
    for (std::size_t z = 0; z < levels; ++z) {
        weight[z] = between(d, 1, 5);
        x[z] = between(d, 1, 9);
        y0[z] = between(d, 1, 9);
        y1[z] = between(d, 1, 9);
        all += weight[z];
    }
    const bool done = d.below(2) == 1;  // do(X=1) or do(X=0)
    fraction truth, both, seen;
    std::string table;
    for (std::size_t z = 0; z < levels; ++z) {
        const fraction p(weight[z], all), px(done ? x[z] : 10 - x[z], 10), py(done ? y1[z] : y0[z], 10);
        truth = truth + p * py;
        both = both + p * px * py;
        seen = seen + p * px;
        const std::string at = "Z=" + text_of(std::int64_t(z));
        table += "\nP(" + at + ") = " + text_of(weight[z]) + "/" + text_of(all) + ", P(X=1 | " + at +
                 ") = " + tenths(x[z]) + ", P(Y=1 | X=0, " + at + ") = " + tenths(y0[z]) + ", P(Y=1 | X=1, " +
                 at + ") = " + tenths(y1[z]);
    }
    auto out = chance_answer(
        filled(
            pick(d,
                 {"Z is a cause of both X and Y, X is a cause of Y, and nothing else is at work:{0}\nWhat is "
                  "P(Y=1 | do(X={1}))?",
                  "In a model Z acts on X and Y, and X acts on Y:{0}\nSomebody sets X to {1} for everybody, "
                  "whatever Z is. Find P(Y=1 | do(X={1}))."}),
            {table, done ? "1" : "0"}),
        truth);
    out.truth.tempting = (both / seen).text();
    return out;
}

// Patients by severity: the drug goes to some more than to others.
task_content adjusted_effect(dice& d, unsigned difficulty) {
    constexpr std::string_view named[] = {"mild", "moderate", "severe", "critical", "terminal"};
    const std::size_t levels = 2 + difficulty / 4;
    std::int64_t everybody = 0;
    std::int64_t treated = 0, untreated = 0, well_treated = 0, well_untreated = 0;
    std::vector<std::int64_t> sizes;
    std::vector<fraction> effects;
    std::string story;
    for (std::size_t i = 0; i < levels; ++i) {
        const std::int64_t t = between(d, 1, 8) * 10, u = between(d, 1, 8) * 10;
        const std::int64_t wt = between(d, 1, t - 1), wu = between(d, 1, u - 1);
        story += "\n" + std::string(named[i]) + ": " + text_of(t) + " took the drug and " + text_of(wt) +
                 " of them recovered; " + text_of(u) + " did not take it and " + text_of(wu) +
                 " of them recovered";
        sizes.push_back(t + u);
        effects.push_back(fraction(wt, t) - fraction(wu, u));
        everybody += t + u;
        treated += t, untreated += u, well_treated += wt, well_untreated += wu;
    }
    fraction effect;
    for (std::size_t i = 0; i < levels; ++i) effect = effect + effects[i] * fraction(sizes[i], everybody);
    auto out = chance_answer(
        filled(pick(d, {"Patients were counted by the severity of their disease, which decides both who is "
                        "given a drug "
                        "and who recovers:{0}\nAdjusted for severity, by how much does the drug change the "
                        "probability "
                        "of recovery? A harmful drug has a negative answer.",
                        "A drug is given depending on severity, and severity is the only "
                        "confounder:{0}\nWhat is the "
                        "average effect of the drug on the probability of recovery, P(recovery | do(drug)) - "
                        "P(recovery | do(no drug))?"}),
               {story}),
        effect);
    out.truth.tempting = (fraction(well_treated, treated) - fraction(well_untreated, untreated)).text();
    return out;
}

// A network of binary variables in which one is set from outside: the chances
// of all states, one variable after the other, in which the set one has no parents.
task_content intervention(dice& d, unsigned difficulty) {
    const std::size_t n = 3 + difficulty / 3;
    const std::string names = "ABCDEF";
    std::string model;
    std::vector<std::vector<std::size_t>> parents(n);
    std::vector<std::vector<std::int64_t>> chance(n);
    for (std::size_t v = 0; v < n; ++v) {
        for (std::size_t u = 0; u < v; ++u)
            if (parents[v].size() < 2 && (u + 1 == v || d.below(2) == 0)) parents[v].push_back(u);
        for (unsigned state = 0; state < 1u << parents[v].size(); ++state) {
            chance[v].push_back(between(d, 1, 9));
            std::vector<std::string> given;
            for (std::size_t i = 0; i < parents[v].size(); ++i)
                given.push_back(std::string(1, names[parents[v][i]]) + "=" + text_of(state >> i & 1));
            model += std::string(state == 0 ? "\n" : ", ") + "P(" + names[v] + "=1" +
                     (given.empty() ? "" : " | " + joined(given, ", ")) + ") = " + tenths(chance[v].back());
        }
    }
    const std::size_t set = 1 + d.below(n - 2), asked = n - 1;
    const unsigned to = unsigned(d.below(2));
    std::vector<std::int64_t> weight{1};  // of every state of the variables so far, in tenths to their number
    std::int64_t scale = 1;
    for (std::size_t v = 0; v < n; ++v) {
        std::vector<std::int64_t> next(weight.size() * 2);
        for (std::size_t state = 0; state < weight.size(); ++state) {
            unsigned of = 0;
            for (std::size_t i = 0; i < parents[v].size(); ++i)
                of |= unsigned(state >> parents[v][i] & 1) << i;
            const std::int64_t one = v == set ? 10 * std::int64_t(to) : chance[v][of];
            next[state] = weight[state] * (10 - one);
            next[state | weight.size()] = weight[state] * one;
        }
        weight = std::move(next);
        scale *= 10;
    }
    std::int64_t sum = 0;
    for (std::size_t state = 0; state < weight.size(); ++state)
        if (state >> asked & 1) sum += weight[state];
    return chance_answer(
        filled(pick(d, {"A causal network of binary variables:{0}\nWhat is P({1}=1 | do({2}={3}))?",
                        "Each variable below is 0 or 1 and depends on those named after the bar:{0}\n"
                        "{2} is now set to {3} from outside. Find P({1}=1 | do({2}={3}))."}),
               {model, std::string(1, names[asked]), std::string(1, names[set]), text_of(to)}),
        fraction(sum, scale));
}

struct graph {
    std::size_t size = 0;
    std::vector<std::vector<bool>> edge;  // edge[from][to], from < to
    std::string text;
    explicit graph(std::size_t n) : size(n), edge(n, std::vector<bool>(n)) {}
};

// Letters are dealt so that their order says nothing of the arrows.
graph random_graph(dice& d, std::size_t n, std::string& names) {
    graph g(n);
    names = std::string("ABCDEFGHIJ").substr(0, n);
    d.shuffle(names);
    std::vector<std::string> arrows;
    for (std::size_t v = 1; v < n; ++v) {
        const std::size_t sure = d.below(v);
        for (std::size_t u = 0; u < v; ++u)
            if (u == sure || d.below(4) == 0) {
                g.edge[u][v] = true;
                arrows.push_back(std::string(1, names[u]) + " -> " + names[v]);
            }
    }
    d.shuffle(arrows);
    g.text = joined(arrows, ", ");
    return g;
}

// A few more draws where nothing would be named: "none" must be no good guess.
constexpr int most_redraws = 8;

task_content reached(dice& d, unsigned difficulty, int redraws) {
    std::string names;
    const graph g = random_graph(d, 4 + (difficulty + 1) / 2, names);
    const std::size_t from = d.below(g.size - 2);
    std::vector<bool> moved(g.size);
    moved[from] = true;
    std::vector<std::string> members;
    for (std::size_t v = from + 1; v < g.size; ++v) {
        for (std::size_t u = from; u < v; ++u)
            if (moved[u] && g.edge[u][v]) moved[v] = true;
        if (moved[v]) members.push_back(std::string(1, names[v]));
    }
    if (members.empty() && redraws > 0) return reached(d, difficulty, redraws - 1);
    return set_answer(
        filled(pick(d, {"Arrows lead from causes to effects: {0}. {1} is set by an intervention. Which other "
                        "variables can change?",
                        "In the causal graph {0}, which variables besides {1} can respond when somebody "
                        "sets {1}?"}),
               {g.text, std::string(1, names[from])}),
        members);
}

// By the moral graph of the ancestors; a hasty reader forgets that a collider
// blocks, and that knowing it opens the way.
task_content separated(dice& d, unsigned difficulty, int redraws) {
    std::string names;
    const graph g = random_graph(d, 4 + (difficulty + 1) / 2, names);
    const std::size_t from = d.below(g.size);
    std::size_t known = d.below(g.size - 1);
    if (known >= from) ++known;
    std::vector<std::string> members, hasty;
    auto joined_in = [&](std::size_t to, bool moral) {
        std::vector<bool> kept(g.size, !moral);
        if (moral) {
            kept[from] = kept[to] = kept[known] = true;
            for (std::size_t v = g.size; v-- > 0;)
                for (std::size_t u = 0; u < v; ++u)
                    if (kept[v] && g.edge[u][v]) kept[u] = true;
        }
        auto beside = [&](std::size_t a, std::size_t b) {
            if (!kept[a] || !kept[b]) return false;
            if (g.edge[a][b] || g.edge[b][a]) return true;
            for (std::size_t c = 0; moral && c < g.size; ++c)
                if (kept[c] && g.edge[a][c] && g.edge[b][c]) return true;
            return false;
        };
        std::vector<bool> seen(g.size);
        std::vector<std::size_t> way{from};
        seen[from] = true;
        while (!way.empty()) {
            const std::size_t at = way.back();
            way.pop_back();
            if (at == to) return true;
            for (std::size_t v = 0; v < g.size; ++v)
                if (v != known && !seen[v] && beside(at, v)) seen[v] = true, way.push_back(v);
        }
        return false;
    };
    for (std::size_t v = 0; v < g.size; ++v) {
        if (v == from || v == known) continue;
        if (!joined_in(v, true)) members.push_back(std::string(1, names[v]));
        if (!joined_in(v, false)) hasty.push_back(std::string(1, names[v]));
    }
    if (members.empty() && redraws > 0) return separated(d, difficulty, redraws - 1);
    auto out = set_answer(
        filled(pick(d, {"Arrows lead from causes to effects: {0}. Which variables are d-separated from "
                        "{1} given {2}?",
                        "Take the causal graph {0}. Once {2} is known, {1} tells nothing about some of "
                        "the other variables, whatever the numbers are. Which are d-separated from {1} "
                        "given {2}?"}),
               {g.text, std::string(1, names[from]), std::string(1, names[known])}),
        members);
    out.truth.tempting = set_text(hasty);
    return out;
}

task_content any_reached(dice& d, unsigned difficulty) {
    return reached(d, difficulty, most_redraws);
}
task_content any_separated(dice& d, unsigned difficulty) {
    return separated(d, difficulty, most_redraws);
}

constexpr family families[] = {
    {back_door, true}, {adjusted_effect, true}, {intervention}, {any_reached}, {any_separated, true}};

}  // namespace

std::span<const family> causal_families() {
    return families;
}

}  // namespace rf::reasoning_1
