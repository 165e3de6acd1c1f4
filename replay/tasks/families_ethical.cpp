#include <algorithm>

#include "replay/tasks/family.hpp"

namespace rf::reasoning_1 {
namespace {

constexpr std::string_view circumstances[] = {
    "written consent",       "an emergency",      "a court order",        "a conflict of interest",
    "an independent review", "a public warning",  "a second signature",   "a risk to children",
    "a paid sponsor",        "an open complaint", "a promise of secrecy", "a safer alternative"};

struct rule {
    std::size_t about = 0;
    bool missing = false;             // forbidden without it, or forbidden with it
    std::vector<std::size_t> unless;  // any of these excuses
};

// A hasty judge reads the rules and skips what excuses.
task_content violations(dice& d, unsigned difficulty) {
    const std::size_t n = std::size(circumstances);
    const auto holding = some_of(d, 0, std::int64_t(n) - 1, 2 + difficulty / 2);
    auto holds = [&](std::size_t c) {
        return std::find(holding.begin(), holding.end(), std::int64_t(c)) != holding.end();
    };
    const std::size_t count = 2 + difficulty;
    std::vector<rule> rules(count);
    std::vector<std::string> told, members, hasty;
    std::int64_t waived = 0;  // 1-based; 0: no rule is
    std::size_t waiver = 0;
    if (difficulty > 4) {
        waived = between(d, 1, std::int64_t(count));
        waiver = d.below(n);
    }
    for (std::size_t i = 0; i < count; ++i) {
        rule& r = rules[i];
        const auto parts = some_of(d, 0, std::int64_t(n) - 1, 1 + d.below(difficulty > 6 ? 4 : 3));
        r.about = std::size_t(parts[0]);
        r.missing = d.below(2) == 0;
        std::vector<std::string> excuses;
        for (std::size_t j = 1; j < parts.size(); ++j) {
            r.unless.push_back(std::size_t(parts[j]));
            excuses.push_back(std::string(circumstances[std::size_t(parts[j])]));
        }
        told.push_back("Rule " + text_of(std::int64_t(i) + 1) + ": it is forbidden " +
                       (r.missing ? "without " : "if there is ") + std::string(circumstances[r.about]) +
                       (excuses.empty() ? "" : ", unless there is " + listed(excuses, "or")) + ".");
        if (holds(r.about) == r.missing) continue;
        const std::string name = text_of(std::int64_t(i) + 1);
        hasty.push_back(name);
        const bool excused = std::any_of(r.unless.begin(), r.unless.end(), holds);
        if (!excused && !(waived == std::int64_t(i) + 1 && holds(waiver))) members.push_back(name);
    }
    if (waived > 0)
        told.push_back("Where there is " + std::string(circumstances[waiver]) + ", rule " + text_of(waived) +
                       " does not apply.");
    std::vector<std::string> facts;
    for (auto h : holding) facts.push_back(std::string(circumstances[std::size_t(h)]));
    const std::string_view deed =
        pick(d, {"hand over a patient's file", "publish the results", "release the money",
                 "dismiss a colleague", "record the conversation", "start the trial"});
    auto out = set_answer(
        filled(pick(d, {"Somebody wants to {0}. These rules say when that is forbidden:\n{1}\nIn this case "
                        "there is {2}, and "
                        "nothing else of what the rules name. The numbers of which rules would be violated?",
                        "A board must decide whether to {0}. Its code:\n{1}\nOf all this, the case has {2}, "
                        "and no more. "
                        "Which rules, by number, would the deed break?"}),
               {std::string(deed), joined(told, "\n"), listed(facts, "and")}),
        members);
    out.truth.tempting = set_text(hasty);
    return out;
}

// No group may lose more than is allowed; among what is left, the greatest sum,
// or the best lot for the worst off. A hasty judge forgets the limit.
task_content options(dice& d, unsigned difficulty) {
    constexpr std::string_view groups[] = {"patients", "staff",    "neighbours",
                                           "donors",   "students", "suppliers"};
    const std::size_t n = 3 + difficulty / 2, stakes = 2 + difficulty / 3;
    const std::int64_t limit = between(d, 1, 4);
    const bool worst_off = d.below(2) == 0;
    const std::size_t harmless = d.below(n);  // so that there is something to choose
    std::string told;
    std::size_t best = n, tempting = n;
    std::vector<std::vector<std::int64_t>> gain(n, std::vector<std::int64_t>(stakes));
    std::vector<std::int64_t> worth(n), worst(n);
    for (std::size_t i = 0; i < n; ++i) {
        std::vector<std::string> parts;
        std::int64_t sum = 0;
        worst[i] = 100;
        for (std::size_t s = 0; s < stakes; ++s) {
            gain[i][s] = between(d, i == harmless ? -limit : -9, i == harmless ? 3 : 12);
            sum += gain[i][s];
            worst[i] = std::min(worst[i], gain[i][s]);
            parts.push_back(std::string(groups[s]) + " " + (gain[i][s] < 0 ? "" : "+") + text_of(gain[i][s]));
        }
        worth[i] = worst_off ? worst[i] : sum;
        told += "\nOption " + std::string(1, char('A' + i)) + ": " + joined(parts, ", ");
    }
    std::vector<std::int64_t> sums(n);
    for (std::size_t i = 0; i < n; ++i) {
        for (auto g : gain[i]) sums[i] += g;
        if (worst[i] >= -limit && (best == n || worth[i] > worth[best])) best = i;
        if (tempting == n || sums[i] > sums[tempting]) tempting = i;
    }
    auto out = text_answer(
        filled(pick(d, {"What each option does to each group:{0}\nNo group may lose more than {1}. Of the "
                        "options that this "
                        "permits, choose the one with {2}; among equals, the one named first. Which is it?",
                        "A council weighs its options by what they bring:{0}\nAn option by which any group "
                        "loses more than "
                        "{1} is out. Of those that stay, the council must take the one with {2}, and the "
                        "first named if "
                        "several are equal. Which one?"}),
               {told, text_of(limit),
                worst_off ? "the best outcome for its worst-off group" : "the greatest sum"}),
        std::string(1, char('A' + best)), "Answer with the option's letter and nothing else.");
    out.truth.tempting = std::string(1, char('A' + tempting));
    return out;
}

// Doses go by need, then by waiting, then by name. A hasty judge goes by waiting.
task_content doses(dice& d, unsigned difficulty) {
    std::vector<std::string> names = {"Ada", "Bo",   "Cleo", "Dov", "Eli", "Fay", "Gus",
                                      "Hal", "Ines", "Jan",  "Kai", "Lea", "Mo",  "Nia"};
    d.shuffle(names);
    const std::size_t n = 4 + difficulty, served = 2 + d.below(n / 2);
    struct person {
        std::string name;
        std::int64_t need = 0, days = 0;
        bool had = false;
    };
    std::vector<person> all(n);
    std::vector<std::string> told;
    for (std::size_t i = 0; i < n; ++i) {
        all[i].name = names[i];
        all[i].need = between(d, 1, 3);
        all[i].days = between(d, 2, 6 + 2 * std::int64_t(difficulty));
        all[i].had = d.below(4) == 0;
        told.push_back(names[i] + " (need " + text_of(all[i].need) + ", waiting " + text_of(all[i].days) +
                       " days" + (all[i].had ? ", had a dose before" : "") + ")");
    }
    auto first_of = [&](auto before) {
        std::vector<person> order = all;
        std::sort(order.begin(), order.end(), before);
        std::vector<std::string> out;
        for (std::size_t i = 0; i < served; ++i) out.push_back(order[i].name);
        return out;
    };
    auto out =
        set_answer(filled(pick(d, {"There are {0} doses for these people: {1}. Whoever had no dose before "
                                   "comes first; then the greater "
                                   "need; then the longer wait; then the alphabet. Who gets a dose?",
                                   "A clinic shares {0} doses among {1}. Its order: those who had none "
                                   "before, then greater need, then "
                                   "longer wait, then the alphabet. Name everybody who is given one."}),
                          {text_of(std::int64_t(served)), joined(told, "; ")}),
                   first_of([](const person& a, const person& b) {
                       if (a.had != b.had) return !a.had;
                       if (a.need != b.need) return a.need > b.need;
                       if (a.days != b.days) return a.days > b.days;
                       return a.name < b.name;
                   }));
    out.truth.tempting = set_text(first_of([](const person& a, const person& b) {
        return a.days != b.days ? a.days > b.days : a.name < b.name;
    }));
    return out;
}

constexpr family families[] = {{violations, true}, {options, true}, {doses, true}};

}  // namespace

std::span<const family> ethical_families() {
    return families;
}

}  // namespace rf::reasoning_1
