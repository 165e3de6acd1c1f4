// corpus_report: what became of a corpus, for a pull request, a terminal or a
// machine.
//
// The summary comes first. For people at most `most_rows_shown` rows follow, and
// how many more there are; JSON and JUnit have them all.
#pragma once

#include "replay/programs/corpus_folder.hpp"

namespace rf {

constexpr std::size_t most_rows_shown = 60;

std::string corpus_summary(const corpus_run& run);  // one line, without its end
std::string corpus_text(const corpus_run& run);
std::string corpus_markdown(const corpus_run& run);
std::string corpus_json(const corpus_run& run);   // one object a line
std::string corpus_junit(const corpus_run& run);  // one test case a bundle

}  // namespace rf
