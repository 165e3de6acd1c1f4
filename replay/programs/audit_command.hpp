// audit_command: rf-replay's audit of one epoch, of many, or of everything.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "replay/terminal/epoch_range.hpp"

namespace rf {

struct audit_arguments {
    std::string data, bundle, epochs, key;  // bundle: a file instead of a data directory
    std::uint32_t epoch = 0;
    bool all = false, from_genesis = false, json = false, quiet = false, no_payloads = false, reported = false;
    std::vector<std::string> witnesses;  // keys that must have cosigned a bundle's note
    bool deep = false;  // verdicts are made again from the payloads too
};

int audit_command(const audit_arguments& args);

}  // namespace rf
