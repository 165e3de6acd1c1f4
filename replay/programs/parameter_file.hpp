// parameter_file: a mechanism's parameters, as a person writes them in TOML.
//
//     mechanism = "reasonforge@1"
//
//     [parameters]            # what is not named keeps its default
//     emit.most_share = 0.25  # dotted names may also be tables
//
// A log never reads such a file: what it says enters the log as an event
// first. That is why this is a program's part and not the core's.
#pragma once

#include <string_view>

#include "events/result.hpp"
#include "replay/mechanism.hpp"

namespace rf {

constexpr std::size_t most_parameter_file_bytes = 64 * 1024;
constexpr std::size_t most_parameter_line_bytes = 1024;
constexpr std::size_t most_parameter_file_points = 2048;  // of dotted names, numbers and comments

struct parameter_file {
    const mechanism* of = nullptr;
    parameters chosen;  // sorted by name; each is one of the mechanism's and within its bounds
};

// `place` names the text in faults, which say `place:line`.
result<parameter_file> read_parameters(std::string_view text, std::string_view place);

}  // namespace rf
