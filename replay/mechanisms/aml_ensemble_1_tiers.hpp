// aml_ensemble_1_tiers: the checks whose findings aml_ensemble@1 is fed with.
//
// An edge calls them once, when a batch is answered or its ground truth has
// arrived, and records what they give; an epoch never judges again. All lists
// are by ascending alert, one entry each, unless it says otherwise.
#pragma once

#include <span>
#include <string_view>

#include "replay/facts.hpp"

namespace rf::aml_ensemble_1 {

// Every number of the rules, each a parameter.
struct constants {
    std::uint64_t alpha = 2;     // the exponent of a performance in the ensemble
    std::uint64_t history = 30;  // how many past scores make a performance
    double tier1_score = 0.2, tier1_latency_ms = 100, tier1_repeat = 1e-6;
    double tier2_most = 0.3, tier2_variance = 0.001, tier2_variance_cost = 0.1, tier2_trap_cost = 0.05;
    double tier2_median_low = 0.1, tier2_median_high = 0.9, tier2_median_cost = 0.05;
    double plagiarism_above = 0.95;
    std::uint64_t plagiarism_common = 10;
    double tier3_roc = 0.3, tier3_pr = 0.2;
    std::uint64_t tier3_samples = 10;
    friend bool operator==(const constants&, const constants&) = default;
};

// Tier 1, integrity. `answers` come as received, in any order.
enum class integrity { passed, missing, unknown, twice, out_of_range, slow, not_repeatable };
struct batch_answer {
    std::span<const alert_score> answers;
    std::span<const alert_score> again;  // those of a second asking; empty where there was none
    std::uint64_t total_ms = 0;          // of all alerts together
};
integrity tier1(const constants& c, std::uint32_t alerts, const batch_answer& batch);
std::string_view text_of(integrity what);

// Tier 2, pattern: what is left of its score. The variance is that of the
// whole population; no scores at all leave 0.
double tier2(const constants& c, std::span<const alert_score> scores, std::uint64_t traps_missed);

// Pearson's correlation over the alerts both scored; 0 where either side does
// not vary there. `common` is how many they are.
struct likeness {
    double pearson = 0;
    std::uint64_t common = 0;
};
likeness compare(std::span<const alert_score> mine, std::span<const alert_score> earlier);
bool plagiarised(const constants& c, const likeness& l);

// Tier 3, ground truth.
struct labelled_score {
    double score = 0;
    bool positive = false;
};
// The part of (positive, negative) pairs in the right order, ties half.
double auc_roc(std::span<const labelled_score> all);
// Average precision: over falling thresholds, equal scores taken together, the
// precision at each weighed with the positives it adds.
double auc_pr(std::span<const labelled_score> all);
double tier3(const constants& c, std::span<const labelled_score> all);

}  // namespace rf::aml_ensemble_1
