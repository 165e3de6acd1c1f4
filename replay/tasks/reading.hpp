// reading: finding words and numbers in a problem's text.
//
// The text may be a stranger's. A number beyond 15 digits, or a calculation
// that leaves 62 bits, makes the result `broken`: then there is no answer.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rf::solving {

__extension__ using wide = __int128;
using words = std::vector<std::string_view>;
using numbers = std::vector<std::int64_t>;
using answer = std::optional<std::string>;

// What stands between two phrases, the first place where both are; the phrase
// before may be one of several.
std::optional<std::string_view> inside(std::string_view text, std::string_view before,
                                       std::string_view after);
std::optional<std::string_view> inside(std::string_view text, std::initializer_list<std::string_view> before,
                                       std::string_view after);
// All whole numbers, in order. A digit after a letter is part of a name; a
// minus belongs to a number it touches.
std::optional<numbers> numbers_in(std::string_view text);
std::optional<std::int64_t> number_in(std::string_view text);  // the only one
words split(std::string_view text, std::string_view by);
words lines_of(std::string_view text);
std::string_view trimmed(std::string_view text);
bool begins(std::string_view text, std::string_view with);
// The members of "3, 5 and 7", "3, 5 or 7".
words listed_in(std::string_view text);
std::string members(std::vector<std::string> of);  // as a set is written

// Another fraction than the generator's: not reduced until it is written.
struct ratio {
    wide n = 0, d = 1;
    bool broken = false;

    ratio(std::int64_t whole = 0) : n(whole) {}
    ratio(wide over, wide under) : n(over), d(under) { tidy(); }
    friend ratio operator+(const ratio& a, const ratio& b);
    friend ratio operator-(const ratio& a, const ratio& b) { return a + ratio(-1) * b; }
    friend ratio operator*(const ratio& a, const ratio& b);
    friend ratio operator/(const ratio& a, const ratio& b);
    friend bool operator<(const ratio& a, const ratio& b) { return (a - b).n < 0; }
    [[nodiscard]] answer text() const;

  private:
    void tidy();
};
// "3/8", "0.25", "7".
std::optional<ratio> ratio_in(std::string_view text);

// One solver a family; the first that knows the text answers.
using solver = answer (*)(std::string_view problem);
extern const std::array<solver, 5> mathematics_solvers, code_solvers, scientific_solvers, strategic_solvers,
    causal_solvers;
extern const std::array<solver, 3> ethical_solvers;

}  // namespace rf::solving
