// metagraph_json: the chain's validators as a file, for other processes.
//
// A JSON list of {"hotkey", "stake", "permit"} of all that hold stake, by uid.
// Written whole beside and renamed, so a reader never sees half of one.
#pragma once

#include <functional>

#include "actors/ports/chain.hpp"

namespace rf {

using account_text = std::function<std::string(const account&)>;  // ss58, or hex

status write_metagraph_json(const std::string& path, const seen_metagraph& seen, const account_text& text);

}  // namespace rf
