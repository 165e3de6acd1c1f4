// parameter_text: a parameter as it is written on a command line, name=value.
#pragma once

#include "replay/mechanism.hpp"

namespace rf {

// Read by the type of the mechanism's rule. A fault names the parameter and its
// bounds, or the names that are nearest to a mistyped one.
result<parameter> read_parameter(const mechanism& m, std::string_view text);

// "reasonforge@2" among those known.
result<const mechanism*> read_mechanism(std::span<const mechanism* const> known, std::string_view text);

}  // namespace rf
