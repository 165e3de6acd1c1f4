#include "replay/mechanisms/judge_epm_1.hpp"

#include <algorithm>

#include "replay/mechanisms/emit_rules.hpp"

namespace rf::judge_epm_1 {
namespace {

constexpr parameter_rule part(std::string_view name, double standard, std::string_view says) {
    return {name, standard, 0, 1, "", says};
}

constexpr parameter_rule rules[] = {
    part("criteria.accuracy", .70, "weight of accuracy in an evaluation"),
    part("criteria.clarity", .05, "weight of clarity"),
    part("criteria.completeness", .075, "weight of completeness"),
    part("criteria.following", .05, "weight of following instructions"),
    part("criteria.format", .025, "weight of the format"),
    part("criteria.relevance", .075, "weight of relevance"),
    part("criteria.safety", .025, "weight of safety"),
    emit_max_share,
    emit_max_void_share,
    emit_min_count,
    emit_pad,
    {"judge.normalisation", std::string_view("share"), 0, 0, "share|maximum|percent",
     "divide by the sum, by the maximum, or give percent of the maximum"},
    tasks_sample,
    part("weight.quality", .5, "weight of the scaled scores"),
    part("weight.traffic", .5, "weight of edges per minute"),
};
static_assert(sorted_by_name(rules));

double sum(const std::vector<double>& all) {
    double total = 0;
    for (const double v : all) total += v;
    return total;
}

double most(const std::vector<double>& all) {
    double top = 0;
    for (const double v : all) top = std::max(top, v);
    return top;
}

// The part of a weight that one list gives; nothing where the list is all 0.
double normalised(const constants& c, double part, double value, double whole) {
    if (!(whole > 0)) return 0;
    if (c.by == normalisation::percent) return part * (value / whole * 100);
    return part * value / whole;
}

result<epoch_result> score(const epoch_facts& facts) {
    const constants c = read(facts.params);
    const std::size_t n = facts.seats.size();

    std::vector<double> raw(n), fifth(n), epm(n);
    std::vector<std::uint64_t> evaluations(n);
    for (const task_facts& task : facts.tasks)
        for (std::size_t i = 0; i < n; ++i) {
            const reply_facts& reply = task.replies[i];
            if (!counts(reply.what)) continue;
            evaluations[i] += 1;
            const auto* seen = std::get_if<judge_epm_seen>(&reply.seen);
            if (reply.what == outcome::answered && seen) raw[i] += final_of(c, *seen);
        }
    for (std::size_t i = 0; i < n; ++i) {
        raw[i] = evaluations[i] == 0 ? 0 : raw[i] / double(evaluations[i]) / 100;
        fifth[i] = scaled(raw[i]);
        if (!facts.counted.edges.empty())
            epm[i] = edges_per_minute(facts.counted.edges[i], facts.counted.window_minutes);
    }

    const auto whole = c.by == normalisation::share ? sum : most;
    const double scores = whole(fifth), traffic = whole(epm);
    epoch_result r;
    r.scores.resize(n);
    for (std::size_t i = 0; i < n; ++i)
        r.scores[i] = normalised(c, c.quality, fifth[i], scores) + normalised(c, c.traffic, epm[i], traffic);
    r.detail.push_back({"raw", std::move(raw)});
    r.detail.push_back({"scaled", std::move(fifth)});
    r.detail.push_back({"epm", std::move(epm)});
    return r;
}

}  // namespace

const mechanism entry{"judge_epm", 1, rules, {}, "agent", "judge,edges", 3, 0, score, "scaled,epm"};

constants read(const parameters& p) {
    constants c;
    constexpr std::string_view names[] = {"criteria.accuracy", "criteria.relevance", "criteria.completeness",
                                          "criteria.clarity",  "criteria.following", "criteria.format",
                                          "criteria.safety"};
    for (std::size_t k = 0; k < c.criteria.size(); ++k) c.criteria[k] = number(p, names[k]);
    c.quality = number(p, "weight.quality");
    c.traffic = number(p, "weight.traffic");
    const std::string_view by = choice(p, "judge.normalisation");
    if (by == "maximum") c.by = normalisation::maximum;
    if (by == "percent") c.by = normalisation::percent;
    return c;
}

double final_of(const constants& c, const judge_epm_seen& seen) {
    double total = c.criteria[0] * seen.criteria[0];
    for (std::size_t k = 1; k < c.criteria.size(); ++k) total += c.criteria[k] * seen.criteria[k];
    return total;
}

double scaled(double raw) {
    const double r2 = raw * raw;
    return r2 * r2 * raw * 100;
}

double edges_per_minute(std::uint64_t edges, double window_minutes) {
    return window_minutes > 0 ? double(edges) / window_minutes : 0;
}

}  // namespace rf::judge_epm_1
