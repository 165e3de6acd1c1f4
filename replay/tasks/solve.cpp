#include "replay/tasks/solve.hpp"

#include "replay/tasks/reading.hpp"

namespace rf {
namespace {

constexpr std::size_t most_bytes = 64 * 1024;

template <std::size_t count>
std::optional<std::string> first_of(const std::array<solving::solver, count>& solvers,
                                    std::string_view problem) {
    for (auto each : solvers)
        if (auto found = each(problem)) return found;
    return std::nullopt;
}

}  // namespace

std::optional<std::string> solve_problem(std::string_view problem) {
    using namespace solving;
    if (problem.empty() || problem.size() > most_bytes) return std::nullopt;
    for (const auto* each :
         {&mathematics_solvers, &code_solvers, &scientific_solvers, &strategic_solvers, &causal_solvers})
        if (auto found = first_of(*each, problem)) return found;
    return first_of(ethical_solvers, problem);
}

}  // namespace rf
