// callers: who may ask reference miners, as a file or an option says.
#pragma once

#include <map>
#include <string_view>

#include "actors/miner/axon_server.hpp"

namespace rf {

using caller_list = std::map<account, caller_standing>;

// A JSON list of {"hotkey": SS58, "stake": 1000.0, "permit": true}; without
// "permit" there is one.
result<caller_list> read_callers(std::string_view json);

// "SS58=1000.0"; there is a permit.
result<caller_list::value_type> read_caller(std::string_view text);

}  // namespace rf
