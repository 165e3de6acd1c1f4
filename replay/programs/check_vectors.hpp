// check_vectors: a folder of golden files, read from disk and checked.
//
// Every .jsonl file in it is checked, in the order of names; other files and
// folders are listed as not checked here.
#pragma once

#include <iosfwd>
#include <string>

namespace rf {

// Prints, per file, how many rows agreed and the first that did not. Exit 0 if
// there was something to check and all of it agreed, 1 if not, 2 where the
// folder or a file in it cannot be read.
int check_vectors(const std::string& folder, std::ostream& out);

}  // namespace rf
