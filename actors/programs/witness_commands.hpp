// witness_commands: what rf-witness does, one function a command.
//
// Each prints what was asked for on stdout, and gives the program's exit code,
// or the fault that ends it.
#pragma once

#include <string>
#include <vector>

#include "events/result.hpp"

namespace rf {

struct witness_options {
    std::string state, key, name, request, listen;
    std::vector<std::string> logs;  // verification keys
};

result<int> make_witness_key(const witness_options& o);
result<int> begin_witness(const witness_options& o);
result<int> sign_request(const witness_options& o);
result<int> serve_witness(const witness_options& o);
result<int> show_witness(const witness_options& o);

}  // namespace rf
