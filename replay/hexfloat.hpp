// hexfloat: a double and its one text, exactly as Python's float.hex() has it.
//
//     [-]0x1.hhhhhhhhhhhhhp(+|-)d   a normal number: 13 lower-case digits
//     [-]0x0.hhhhhhhhhhhhhp-1022    a subnormal one
//     [-]0x0.0p+0                   zero
//
// Text and bits are one to one: any other spelling is refused, and so are NaN
// and the infinities. No locale, no strtod.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rf {

std::string to_hexfloat(double value);  // must be finite
std::optional<double> parse_hexfloat(std::string_view text);

}  // namespace rf
