// formula_call: one equation of reasonforge@1 called by its name, with lists of
// numbers as arguments; what a row of reasonforge_formulas.jsonl holds.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/result.hpp"

namespace rf {

struct formula_call {
    std::string fn;
    std::vector<std::vector<double>> args;
};

// The names of an equation's arguments, in order, and which are lists.
struct formula_argument {
    std::string_view name;
    bool list = false;
};
struct formula_shape {
    std::string_view fn;
    std::span<const formula_argument> args;
};
const formula_shape* find_formula(std::string_view fn);
std::span<const formula_shape> formula_shapes();

// Refuses an unknown name and arguments that do not fit it.
result<std::vector<double>> evaluate(const formula_call& call);

// Equation 11 by names: a domain's checks in the order of the sum.
std::span<const std::string_view> checks_of(std::size_t domain);

}  // namespace rf
