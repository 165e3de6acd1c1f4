// rf_key_commands: what rf-key does, one function a command.
//
// Each prints what was asked for on stdout and nothing secret unless asked,
// and gives the program's exit code, or the fault that ends it.
#pragma once

#include <cstdint>
#include <string>

#include "events/result.hpp"

namespace rf {

struct key_options {
    std::string file;
    std::string passphrase_file, new_passphrase_file;
    bool seal = false;         // under a passphrase, asked for if none is given
    bool force = false;        // lose the file that is in the way
    bool show_secret = false;
    bool json = false;
    bool plain = false;        // take the passphrase away
    std::string suri, bittensor_file, log_name;
    std::string message, address, signature;
    bool message_given = false;
    std::uint16_t words = 12, network = 42;
};

result<int> new_key(const key_options& o);
result<int> import_key(const key_options& o);
result<int> new_log_key(const key_options& o);
result<int> show_key(const key_options& o);
result<int> sign_message(const key_options& o);
result<int> verify_message(const key_options& o);
result<int> convert_address(const key_options& o);
result<int> change_passphrase(const key_options& o);

}  // namespace rf
