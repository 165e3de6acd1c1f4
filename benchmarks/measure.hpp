// measure: a clock, rounds in turn, medians; and what to do with a fault, which
// in a benchmark is to stop.
#pragma once

#include <chrono>
#include <functional>

#include "benchmarks/pair.hpp"
#include "events/result.hpp"

namespace rf::bench {

[[noreturn]] void stop(const std::string& why);

template <class T>
T must(result<T> r) {
    if (!r) stop(r.error().text());
    return std::move(*r);
}
inline void must(const status& s) {
    if (!s) stop(s.error().text());
}

// Seconds that `body` takes.
template <class Body>
double timed(const Body& body) {
    const auto began = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

// A round of each that does not count, then the rounds asked for.
rounds in_turn(const settings& how, const std::function<double()>& first,
               const std::function<double()>& second);

double median(std::vector<double> values);  // of at least one

}  // namespace rf::bench
