// formula_rows: rows of tests/golden/corpus/formulas.txt, evaluated by the
// mechanisms. tests/corpus/formulas.py says what a row is, and computes it too.
#pragma once

#include <string_view>

#include "events/result.hpp"

namespace rf::corpus {

struct formula_report {
    std::size_t rows = 0;
    std::string first;  // the first row that does not agree; empty: all do
};
formula_report check_formula_rows(std::string_view text);

}  // namespace rf::corpus
