// operator_commands: the subcommands of rf-validator that need no chain and no
// actors: import, backup, restore, continue, rotate-key.
//
// Exit: 0 done, 64 wrong use, else what kind of fault it was, as rf-log says it
// (replay/terminal/exit_codes.hpp), and why on stderr.
#pragma once

#include <optional>

namespace rf {

// Carries out the subcommand that argv[1] names; nothing where it names none of
// them.
std::optional<int> run_operator_command(int argc, const char* const* argv);

// For --help of the program: one line each.
const char* operator_commands_text();

}  // namespace rf
