// solve: the answer to a generated problem, from its text alone.
//
// The route is another than the generator's: the text is parsed, and each
// family is solved by a different method with arithmetic of its own. So the
// generator has an oracle, and a reference miner has something to say.
// The text may come from a stranger: work and numbers are bounded.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rf {

// Nothing: not of a family it knows, or too large for it.
std::optional<std::string> solve_problem(std::string_view problem);

}  // namespace rf
