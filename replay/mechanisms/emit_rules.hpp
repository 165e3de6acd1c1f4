// emit_rules: the parameters that every mechanism has (section 0, and the draw), and the
// order that every table of parameters must be in.
#pragma once

#include "replay/mechanism.hpp"

namespace rf {

inline constexpr parameter_rule emit_max_share{
    "emit.max_share", 1.0, 1.0 / 65535, 1, "", "no share above this; the excess goes to the others"};
inline constexpr parameter_rule emit_max_void_share{
    "emit.max_void_share", 0.5, 0, 1, "", "withhold where a larger part of all questions ended void"};
inline constexpr parameter_rule emit_min_count{
    "emit.min_count", std::uint64_t{0}, 0, 1024, "", "withhold where fewer miners have a weight"};
inline constexpr parameter_rule emit_pad{
    "emit.pad", false, 0, 0, "", "pad with the smallest weight instead of withholding"};

inline constexpr parameter_rule tasks_sample{
    "tasks.sample", std::uint64_t{0}, 0, 1024, "", "miners a task is asked of, drawn for each; 0: all", true};

constexpr bool sorted_by_name(std::span<const parameter_rule> rules) {
    for (std::size_t i = 1; i < rules.size(); ++i)
        if (!(rules[i - 1].name < rules[i].name)) return false;
    return true;
}

}  // namespace rf
