// report: what a run measured, as a table for people and as ratios.json.
#pragma once

#include <span>

#include "benchmarks/pair.hpp"

namespace rf::bench {

struct measured {
    const pair* of;
    double ratio;          // median of the rounds' ratios
    double least, most;    // of them
    double first, second;  // medians of the two
    std::size_t rounds;
    [[nodiscard]] bool reached() const;
};
measured sum_up(const pair& p, const rounds& r);

void print_head();
void print_row(const measured& m);
// {"name": ratio, ...}. Names measured now replace those that the file had;
// the others stay, so that one pair can be measured again.
void write_ratios(const std::string& path, std::span<const measured> all);

}  // namespace rf::bench
