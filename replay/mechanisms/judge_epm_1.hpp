// judge_epm_1: judge_epm@1, half the judge's opinion, half the traffic served.
//
// Every task is one evaluation; one that failed counts 0. The mean of a miner's
// evaluations, raised to the fifth power, is its scaled score; edges per minute
// are its EPM. Both are normalised over the roster, as judge.normalisation says.
// Nothing is carried.
#pragma once

#include "replay/mechanism.hpp"

namespace rf::judge_epm_1 {

extern const mechanism entry;

enum class normalisation { share, maximum, percent };

struct constants {
    // accuracy, relevance, completeness, clarity, following, format, safety
    std::array<double, 7> criteria{0.70, 0.075, 0.075, 0.05, 0.05, 0.025, 0.025};
    double quality = 0.5, traffic = 0.5;
    normalisation by = normalisation::share;
    friend bool operator==(const constants&, const constants&) = default;
};
constants read(const parameters& p);

double final_of(const constants& c, const judge_epm_seen& seen);  // one evaluation, 0..100
double scaled(double raw);                                       // raw^5 * 100
double edges_per_minute(std::uint64_t edges, double window_minutes);  // 0 without a window

// Places in epoch_result::detail.
enum columns : std::size_t { col_raw, col_scaled, col_epm };

}  // namespace rf::judge_epm_1
