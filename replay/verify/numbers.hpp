// numbers: exact fractions of any (bounded) length, for comparing answers.
//
// An answer is a stranger's text: at most 200 digits, no exponent beyond 200.
// Nothing is rounded: "0.5", "1/2" and "50%" are one number, "0.333" and "1/3"
// are two.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include <cstdint>

namespace rf {

// A natural number, nine decimal digits a place, lowest first; empty is 0.
using natural = std::vector<std::uint32_t>;

struct fraction {
    bool negative = false;
    natural over;
    natural under;  // never 0
};

// "42", "-3/4", "1,000", "2.50", "1e-3", "50%" (only where percents are taken),
// U+2212 as minus; blanks around it. Nothing else.
std::optional<fraction> read_number(std::string_view text, bool percents);

bool equal(const fraction& a, const fraction& b);
// |a - b| <= within
bool within(const fraction& a, const fraction& b, const fraction& tolerance);

}  // namespace rf
