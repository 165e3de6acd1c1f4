// parse_failure: what to say of a command line that CLI11 refused, and the exit code.
//
// CLI11's words hold what was typed, as it was typed: here it is made printable.
#pragma once

#include <CLI/CLI.hpp>
#include <iostream>
#include <sstream>
#include <string>

#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {

// Help and the version are no failure.
inline int parse_failure(const CLI::App& app, const CLI::ParseError& e) {
    std::stringstream words;
    if (app.exit(e, std::cout, words) == 0) return 0;
    for (std::string line; std::getline(words, line);) std::cerr << printable(shortened(line, 300)) << "\n";
    return exit_usage;
}

}  // namespace rf
