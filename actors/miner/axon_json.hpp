// axon_json: JSON as Python's json module reads it and writes it again.
//
// Hashes are over Python's own spelling of values, so it must be met to the
// byte: integers of any size stay as they are, 1 and 1.0 differ, floats are
// the shortest text that reads back, NaN and Infinity are words, half of a
// surrogate pair is a character, and of two equal keys the last one counts.
// Depth is bounded, and so are an integer's digits, as Python bounds them.
#pragma once

#include <string>
#include <string_view>

#include "events/result.hpp"

namespace rf {

constexpr std::size_t most_json_depth = 64;
constexpr std::size_t most_integer_digits = 4300;

// json.dumps(json.loads(text), sort_keys=True)
result<std::string> canonical_json(std::string_view text);
// str(json.loads(text)). A text within a list or dict escapes what is no
// printable character of Unicode 15, but for code points never assigned.
result<std::string> python_str(std::string_view text);

// SHA-256, in hexadecimal, of `task_id:canonical steps:final_answer`. `steps`
// is JSON, or empty for null.
result<std::string> submission_hash(std::string_view task_id, std::string_view steps,
                                    std::string_view final_answer);

}  // namespace rf
