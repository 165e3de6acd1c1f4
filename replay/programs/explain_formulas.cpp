// The mechanisms' own words: how a task's numbers and a score came about. The
// formulas are told as they are computed; docs/glossary.md has the words.
#include <algorithm>

#include "replay/mechanism.hpp"
#include "replay/programs/explain_out.hpp"

namespace rf {
namespace {

using lines = std::vector<std::string>;

double parameter_of(const explanation& x, std::string_view name) {
    for (const parameter& p : x.chosen) {
        if (p.name != name) continue;
        if (const auto* d = std::get_if<double>(&p.value)) return *d;
        if (const auto* n = std::get_if<std::uint64_t>(&p.value)) return double(*n);
    }
    return 0;
}

bool by_share(const explanation& x) {
    return std::any_of(x.chosen.begin(), x.chosen.end(), [](const parameter& p) {
        return p.name == "judge.normalisation" && p.value == parameter{"", std::string("share")}.value;
    });
}

std::string whole(double v) { return std::to_string(std::uint64_t(v)); }

lines reasonforge_task(const explanation& x, const explained_task& t) {
    const auto f = [&](std::string_view name) { return decimal(figure_named(t.working, name)); };
    const auto p = [&](std::string_view name) { return decimal(parameter_of(x, name)); };
    lines out;
    if (t.what == outcome::answered && t.seen.index() != 0) {
        out.push_back("CMS " + f("cms_as_answered") + " = " + p("cms.quality") + " x quality " +
                      f("quality") + " + " + p("cms.accuracy") + " x accuracy " + f("accuracy") + " + " +
                      p("cms.novelty") + " x novelty " + f("novelty") + " + " + p("cms.efficiency") +
                      " x efficiency " + f("efficiency"));
        if (figure_named(t.working, "copied") > 0)
            out.push_back("similarity " + f("similarity") + " is above " + p("similarity.threshold") +
                          ": quality, accuracy and novelty x " + f("similarity_factor") + " leave CMS " +
                          f("cms_after_similarity"));
        if (figure_named(t.working, "breakthrough_factor") != 1)
            out.push_back("solved by nobody before and above " + p("breakthrough.above") + ": CMS x " +
                          f("breakthrough_factor") + " = " + f("cms"));
    }
    out.push_back("CMS " + f("cms") + " x " + f("difficulty_factor") + " for difficulty " +
                  std::to_string(t.difficulty) + " = " + f("cms_times_difficulty") + "; it adds " +
                  decimal(t.contribution) + " to S");
    return out;
}

// Where the four come from that CMS weighs; what a verdict says is on record,
// and made again by rf-replay --deep alone.
lines reasonforge_sources(const explanation& x) {
    const bool answered = std::any_of(x.tasks.begin(), x.tasks.end(), [](const explained_task& t) {
        return t.what == outcome::answered && t.seen.index() != 0;
    });
    if (!answered) return {};
    return {"quality is of the reply's steps: their number against max(3, difficulty), confidence, evidence, "
            "a formal fragment",
            "accuracy is of the checks listed with each task, by the epoch's parameters checks.*; 0 where a trap's "
            "bait was taken",
            "novelty is of the reply's steps: how long their reasoning is, and how many of its words differ",
            "efficiency is the check time; the check similarity cuts the other three where it is above " +
                decimal(parameter_of(x, "similarity.threshold")),
            "all of them as the verdicts have them; rf-replay --deep makes them again from the replies, "
            "docs/tasks.md has the formulas"};
}

lines reasonforge_score(const explanation& x) {
    const auto f = [&](std::string_view name) { return decimal(figure_named(x.working, name)); };
    const auto n = [&](std::string_view name) { return whole(figure_named(x.working, name)); };
    const double traps = figure_named(x.working, "traps_counted");
    const double rank = figure_named(x.working, "rank");
    lines out = reasonforge_sources(x);
    out.push_back(
        count_of(std::uint64_t(figure_named(x.working, "tasks_counted")), "task counts", "tasks count") +
        "; the sum of CMS x difficulty is " + f("sum_of_cms_times_difficulty"));
    if (traps == 0)
        out.push_back("no trap counts, so the trap penalty is 1");
    else
        out.push_back(count_of(std::uint64_t(traps), "trap counts", "traps count") + ", on average CMS " +
                      decimal(figure_named(x.working, "sum_of_trap_cms") / traps) + "; from " +
                      decimal(parameter_of(x, "trap.threshold")) + " up nothing is cut: trap penalty " +
                      f("trap_penalty"));
    out.push_back("S " + f("s_epoch") + " = sum / tasks x trap penalty");
    if (rank == 0)
        out.push_back("S is 0, so it has no rank, and the streak of " + n("streak_before") +
                      " carried in ends");
    else
        out.push_back("rank " + n("rank") + " by S; the streak of " + n("streak_before") +
                      " carried in becomes " + n("streak") + " (ranks 1 to " +
                      decimal(parameter_of(x, "peb.ranks")) + " lengthen it)");
    if (figure_named(x.working, "peb") > 0)
        out.push_back("PEB " + f("peb") + " = " + decimal(parameter_of(x, "peb.alpha")) +
                      " x 1 / rank x sqrt(streak, at most " + decimal(parameter_of(x, "peb.streak_cap")) +
                      ")");
    else
        out.push_back("PEB 0: no bonus");
    out.push_back("score " + f("score") + " = S x (1 + PEB)");
    return out;
}

lines ema_task(const explained_task& t) {
    const auto f = [&](std::string_view name) { return decimal(figure_named(t.working, name)); };
    if (t.working.empty()) return {};
    lines out;
    if (t.seen.index() != 0) {
        std::string line = whole(figure_named(t.working, "completed")) + " of " +
                           whole(figure_named(t.working, "results")) + " results completed";
        if (figure_named(t.working, "completed") > 0)
            line += ", on average " + f("mean_seconds") + " s, quality " + f("mean_quality");
        out.push_back(line + ": reward " + f("reward"));
    }
    out.push_back("score " + f("before") + " becomes " + f("after") + " = " + f("alpha") + " x reward " +
                  f("reward") + " + " + decimal(1 - figure_named(t.working, "alpha")) + " x score");
    return out;
}

lines judge_task(const explained_task& t) {
    std::string line = "evaluation " + decimal(figure_named(t.working, "evaluation")) + " of 100";
    for (const figure& each : t.working)
        if (each.name != "evaluation") line += ", " + each.name + " " + decimal(each.value);
    return {line, "it adds " + decimal(t.contribution) + " to the mean"};
}

lines judge_score(const explanation& x) {
    const auto f = [&](std::string_view name) { return decimal(figure_named(x.working, name)); };
    return {whole(figure_named(x.working, "evaluations")) + " evaluations, on average " + f("raw") +
                " of 1; its fifth power x 100 is " + f("scaled"),
            x.traffic == no_event ? "no traffic was counted"
                                  : f("edges") + " edges in " + f("window_minutes") + " minutes: " +
                                        f("epm") + " a minute (event " + std::to_string(x.traffic) + ")",
            std::string(by_share(x) ? "over all seats, added up" : "the highest of all seats") + ": scaled " +
                f("scaled_of_all") + ", edges a minute " + f("epm_of_all"),
            "score " + f("score") + " = " + decimal(parameter_of(x, "weight.quality")) +
                " x scaled / of all + " + decimal(parameter_of(x, "weight.traffic")) + " x edges / of all"};
}

lines aml_task(const explained_task& t) {
    return {std::string("tier 1 ") + (figure_named(t.working, "tier1_passed") > 0 ? "passed" : "failed") +
            ", tier 2 found " + decimal(figure_named(t.working, "tier2_found")) + ", " +
            whole(figure_named(t.working, "alerts_scored")) + " alerts scored"};
}

lines aml_score(const explanation& x) {
    const auto f = [&](std::string_view name) { return decimal(figure_named(x.working, name)); };
    const double settled = figure_named(x.working, "tier3_of_epoch");
    lines out{"score " + f("score") + " = tier 1 " + f("tier1") + " + tier 2 " + f("tier2") + " + tier 3 " +
              f("tier3")};
    out.push_back(
        settled == 0 ? "no batch of it is settled yet, so tier 3 is 0"
                     : "tier 3 is of the batch of epoch " + whole(settled) +
                           (x.settled.empty() ? ", carried in" : ", settled by " + number_ranges(x.settled)));
    out.push_back("its past " + whole(figure_named(x.working, "past_scores")) +
                  " scores make a performance of " + f("performance") + "; in the ensemble it weighs " +
                  f("ensemble_weight"));
    return out;
}

lines hetu_task(const explained_task& t) {
    const double agree = figure_named(t.working, "answers_in_consensus");
    return {whole(figure_named(t.working, "answers_given")) + " answers were given, " +
            (agree > 0 ? whole(agree) + " of them the consensus" : "without a consensus") + ": " +
            decimal(figure_named(t.working, "points")) + " points"};
}

lines hetu_score(const explanation& x) {
    const auto n = [&](std::string_view name) { return whole(figure_named(x.working, name)); };
    const auto p = [&](std::string_view name) { return decimal(parameter_of(x, name)); };
    return {"score " + decimal(figure_named(x.working, "score")) + " = " + n("agreed") + " x " +
                p("score.agreed") + " in the consensus + " + n("answered") + " x " + p("score.answered") +
                " elsewhere + " + n("silent") + " x " + p("score.silent") + " silent",
            "reward " + decimal(figure_named(x.working, "reward")) + ", reported only"};
}

}  // namespace

double figure_named(const figures& all, std::string_view name) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const figure& f) { return f.name == name; });
    return at == all.end() ? 0 : at->value;
}

std::string mechanism_name(const explanation& x) {
    return std::string(x.rules->name) + "@" + std::to_string(x.rules->version);
}

std::vector<std::string> task_lines(const explanation& x, const explained_task& t) {
    const std::string_view name = x.rules->name;
    if (name == "ema_feed") return ema_task(t);
    if (t.working.empty()) return {};
    if (name == "reasonforge") return reasonforge_task(x, t);
    if (name == "judge_epm") return judge_task(t);
    return name == "aml_ensemble" ? aml_task(t) : hetu_task(t);
}

std::vector<std::string> working_lines(const explanation& x) {
    const std::string_view name = x.rules->name;
    if (name == "reasonforge") return reasonforge_score(x);
    if (name == "judge_epm") return judge_score(x);
    if (name == "aml_ensemble") return aml_score(x);
    if (name == "hetu_consensus") return hetu_score(x);
    const std::string from = decimal(figure_named(x.working, "before"));
    return {"score " + decimal(figure_named(x.working, "score")) + ", begun at " + from +
            " carried in, and moved by each task in turn; it was asked " +
            whole(figure_named(x.working, "sampled")) + " times"};
}

std::string_view contribution_of(const explanation& x) {
    const std::string_view name = x.rules->name;
    if (name == "reasonforge") return "S";
    return name == "judge_epm" ? "the mean evaluation" : "the score";
}

std::vector<stage> stages(const explanation& x) {
    const auto f = [&](std::string_view named) { return figure_named(x.working, named); };
    const std::string_view name = x.rules->name;
    if (name == "reasonforge") {
        const double tasks = f("tasks_counted");
        return {{"mean of CMS x difficulty", tasks > 0 ? f("sum_of_cms_times_difficulty") / tasks : 0},
                {"S: x trap penalty " + decimal(f("trap_penalty")), f("s_epoch")},
                {"score: x (1 + PEB " + decimal(f("peb")) + ")", f("score")}};
    }
    if (name == "judge_epm")
        return {{"scaled / of all", f("scaled_of_all") > 0 ? f("scaled") / f("scaled_of_all") : 0},
                {"edges / of all", f("epm_of_all") > 0 ? f("epm") / f("epm_of_all") : 0}};
    if (name == "aml_ensemble")
        return {
            {"tier 1", f("tier1")}, {"tier 2", f("tier2")}, {"tier 3", f("tier3")}, {"score", f("score")}};
    if (name == "hetu_consensus")
        return {{"rounds agreed", f("agreed")}, {"rounds answered otherwise", f("answered")},
                {"rounds silent", f("silent")}};
    return {{"score carried in", f("before")}, {"score now", f("score")}};
}

}  // namespace rf
