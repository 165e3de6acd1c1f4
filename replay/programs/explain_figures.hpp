// explain_figures: an explanation's figures, as SVG to stand inside a page.
//
// No script and no outside resource; colours are the page's, by class. Every
// text goes through `markup_text`.
#pragma once

#include "replay/programs/explain_out.hpp"

namespace rf {

// Safe between tags and in a quoted attribute, whatever it was.
std::string markup_text(std::string_view text);

constexpr std::size_t most_bars = 200;

std::string contributions_figure(const explanation& x);  // a bar a task that counts
std::string scores_figure(const explanation& x);         // every seat's score, highest first, this one marked
std::string stages_figure(const explanation& x);         // from the tasks to the score

}  // namespace rf
