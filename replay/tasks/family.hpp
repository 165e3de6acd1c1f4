// family: problems of one kind, told in several ways.
//
// A family makes problem and truth from dice; the more difficult, the bigger.
// One that `tempts` also gives the wrong answer that a hasty reader would,
// which is kept only where the task is a trap. Families and their order are
// part of a generator's version. Dice are cast in statements of their own: the
// order of a call's arguments is the compiler's.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include "replay/dice.hpp"
#include "replay/tasks/content.hpp"
#include "replay/tasks/fraction.hpp"

namespace rf::reasoning_1 {

struct family {
    task_content (*make)(dice& d, unsigned difficulty);
    bool tempts = false;
};

std::span<const family> mathematics_families();
std::span<const family> code_families();
std::span<const family> scientific_families();
std::span<const family> strategic_families();
std::span<const family> causal_families();
std::span<const family> ethical_families();

// What the families are told with. A range has both ends.
std::int64_t between(dice& d, std::int64_t least, std::int64_t most);
std::string_view pick(dice& d, std::initializer_list<std::string_view> from);
// `most` different numbers of a range, in the order drawn.
std::vector<std::int64_t> some_of(dice& d, std::int64_t least, std::int64_t most, std::size_t count);
std::string text_of(std::int64_t v);
// "3, 5 and 7", "3, 5 or 7".
std::string listed(const std::vector<std::string>& parts, std::string_view last);
std::string joined(const std::vector<std::string>& parts, std::string_view between_them);
// "{0}" and so on stand for the parts.
std::string filled(std::string_view form, const std::vector<std::string>& parts);

// A content with its truth, and with what an answer looks like in `constraints`.
task_content whole_answer(std::string problem, std::int64_t truth);
task_content fraction_answer(std::string problem, const fraction& truth);
task_content chance_answer(std::string problem, const fraction& truth);  // a percentage will do
task_content text_answer(std::string problem, std::string truth, std::string form);
task_content set_answer(std::string problem, std::vector<std::string> members);  // sorts them
std::string set_text(std::vector<std::string> members);

}  // namespace rf::reasoning_1
