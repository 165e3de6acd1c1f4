#include "benchmarks/measure.hpp"

#include <algorithm>
#include <cstdio>

namespace rf::bench {

void stop(const std::string& why) {
    std::fprintf(stderr, "rf-bench: %s\n", why.c_str());
    std::exit(1);
}

rounds in_turn(const settings& how, const std::function<double()>& first,
               const std::function<double()>& second) {
    if (!how.quick) {
        (void)first();
        (void)second();
    }
    rounds r;
    for (unsigned i = 0; i < how.rounds; ++i) {
        r.first.push_back(first());
        r.second.push_back(second());
    }
    return r;
}

double median(std::vector<double> values) {
    RF_REQUIRE(!values.empty());
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace rf::bench
