// what_if_command: rf-replay's answer to what would have happened.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "replay/mechanism.hpp"

namespace rf {

enum class table_format { table, json, csv };

struct what_if_arguments {
    std::string source;                // data directory or bundle; only read
    std::uint32_t first = 0, last = 0; // 0: all that are sealed
    std::string key;                   // that the notes must be by; empty: the log's own word
    std::string mechanism;             // "reasonforge@2"; empty: as recorded
    std::vector<std::string> set;      // "trap.threshold=0.4"
    table_format format = table_format::table;
    bool only_changed = false;
    std::size_t rows = 20;             // of an epoch, in a table
    bool quiet = false;                // no progress bar
};

// 0: nothing would have moved, 1: something would, 2: cannot be read, 64: asked
// for what there is not.
int what_if_command(const what_if_arguments& args, std::span<const mechanism* const> known = catalog());

}  // namespace rf
