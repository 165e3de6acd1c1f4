// validator_config_toml: a TOML file as a flat list of names, values and lines.
//
// Knows no key. Bounded before it is parsed: toml++ recurses and asserts on
// input that is long or odd enough.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/result.hpp"

namespace rf {

constexpr std::size_t most_config_bytes = 256 * 1024;
constexpr std::size_t most_config_line_bytes = 1024;
constexpr std::size_t most_config_points = 16 * 1024;  // of dotted names, numbers and comments
constexpr std::size_t no_element = SIZE_MAX;

struct toml_entry {
    std::string name;  // "epoch.tasks"
    std::variant<std::monostate, bool, std::int64_t, double, std::string> value;  // nothing: an element begins
    std::size_t element = no_element;  // in which of a [[list]] of tables it stands
    std::size_t line = 0;
};

// In the order of the file. `place` names the text in faults, which say `place:line`.
result<std::vector<toml_entry>> read_toml(std::string_view text, std::string_view place);

}  // namespace rf
