#include "replay/mechanisms/aml_ensemble_1_tiers.hpp"

#include <algorithm>
#include <cmath>

namespace rf::aml_ensemble_1 {
namespace {

double mean(std::span<const alert_score> scores) {
    double sum = 0;
    for (const auto& s : scores) sum += s.score;
    return sum / double(scores.size());
}

double variance(std::span<const alert_score> scores) {
    const double middle = mean(scores);
    double sum = 0;
    for (const auto& s : scores) sum += (s.score - middle) * (s.score - middle);
    return sum / double(scores.size());
}

double median(std::span<const alert_score> scores) {
    std::vector<double> sorted;
    for (const auto& s : scores) sorted.push_back(s.score);
    std::sort(sorted.begin(), sorted.end());
    const std::size_t half = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

bool in_unit(double v) { return v >= 0 && v <= 1; }

struct classes {
    std::uint64_t positive = 0, negative = 0;
    [[nodiscard]] bool both() const { return positive > 0 && negative > 0; }
};

classes count(std::span<const labelled_score> all) {
    classes n;
    for (const auto& s : all) ++(s.positive ? n.positive : n.negative);
    return n;
}

std::vector<labelled_score> highest_first(std::span<const labelled_score> all) {
    std::vector<labelled_score> sorted(all.begin(), all.end());
    std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
    return sorted;
}

// Calls `group(classes)` for every run of equal scores, from the highest down.
template <class F>
void by_threshold(std::span<const labelled_score> all, F group) {
    const auto sorted = highest_first(all);
    for (std::size_t from = 0, to = 0; from < sorted.size(); from = to) {
        while (to < sorted.size() && sorted[to].score == sorted[from].score) ++to;
        group(count(std::span(sorted).subspan(from, to - from)));
    }
}

}  // namespace

integrity tier1(const constants& c, std::uint32_t alerts, const batch_answer& batch) {
    constexpr double unanswered = -1;
    std::vector<double> first(alerts, unanswered);
    for (const auto& a : batch.answers) {
        if (a.alert >= alerts) return integrity::unknown;
        if (!in_unit(a.score)) return integrity::out_of_range;
        if (first[a.alert] != unanswered) return integrity::twice;
        first[a.alert] = a.score;
    }
    if (batch.answers.size() != alerts) return integrity::missing;
    if (alerts > 0 && double(batch.total_ms) / double(alerts) > c.tier1_latency_ms) return integrity::slow;
    for (const auto& a : batch.again) {
        if (a.alert >= alerts) return integrity::unknown;
        const double apart = a.score - first[a.alert];
        if (!((apart < 0 ? -apart : apart) <= c.tier1_repeat)) return integrity::not_repeatable;
    }
    return integrity::passed;
}

std::string_view text_of(integrity what) {
    switch (what) {
        case integrity::passed: return "passed";
        case integrity::missing: return "an alert has no score";
        case integrity::unknown: return "a score is for no alert of the batch";
        case integrity::twice: return "an alert is scored twice";
        case integrity::out_of_range: return "a score is outside 0..1";
        case integrity::slow: return "the mean latency is too high";
        case integrity::not_repeatable: return "asked again, a score differs";
    }
    return "";
}

double tier2(const constants& c, std::span<const alert_score> scores, std::uint64_t traps_missed) {
    if (scores.empty()) return 0;
    double left = c.tier2_most;
    if (variance(scores) < c.tier2_variance) left -= c.tier2_variance_cost;
    left -= c.tier2_trap_cost * double(traps_missed);
    const double middle = median(scores);
    if (middle < c.tier2_median_low || middle > c.tier2_median_high) left -= c.tier2_median_cost;
    return std::max(0.0, left);
}

likeness compare(std::span<const alert_score> mine, std::span<const alert_score> earlier) {
    std::vector<alert_score> a, b;
    for (std::size_t i = 0, j = 0; i < mine.size() && j < earlier.size();) {
        if (mine[i].alert < earlier[j].alert) {
            ++i;
        } else if (earlier[j].alert < mine[i].alert) {
            ++j;
        } else {
            a.push_back(mine[i++]);
            b.push_back(earlier[j++]);
        }
    }
    likeness l{0, a.size()};
    if (a.empty()) return l;

    const double middle_a = mean(a), middle_b = mean(b);
    double both = 0, of_a = 0, of_b = 0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double x = a[i].score - middle_a, y = b[i].score - middle_b;
        both += x * y;
        of_a += x * x;
        of_b += y * y;
    }
    if (of_a > 0 && of_b > 0) l.pearson = both / (std::sqrt(of_a) * std::sqrt(of_b));
    return l;
}

bool plagiarised(const constants& c, const likeness& l) {
    return l.common >= c.plagiarism_common && l.pearson > c.plagiarism_above;
}

double auc_roc(std::span<const labelled_score> all) {
    const classes n = count(all);
    if (!n.both()) return 0;
    std::uint64_t halves = 0, positives_above = 0;  // twice the pairs in order
    by_threshold(all, [&](classes here) {
        halves += 2 * positives_above * here.negative + here.positive * here.negative;
        positives_above += here.positive;
    });
    return double(halves) / double(2 * n.positive * n.negative);
}

double auc_pr(std::span<const labelled_score> all) {
    const classes n = count(all);
    if (!n.both()) return 0;
    double sum = 0;
    classes above;
    by_threshold(all, [&](classes here) {
        above.positive += here.positive;
        above.negative += here.negative;
        sum += double(above.positive) / double(above.positive + above.negative) * double(here.positive);
    });
    return sum / double(n.positive);
}

double tier3(const constants& c, std::span<const labelled_score> all) {
    if (all.size() < c.tier3_samples || !count(all).both()) return 0;
    return c.tier3_roc * auc_roc(all) + c.tier3_pr * auc_pr(all);
}

}  // namespace rf::aml_ensemble_1
