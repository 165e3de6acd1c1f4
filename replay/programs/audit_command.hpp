// audit_command: rf-replay's audit of one epoch, of many, or of everything.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rf {

struct audit_arguments {
    std::string data, bundle, epochs, key;  // bundle: a file instead of a data directory
    std::uint32_t epoch = 0;
    bool all = false, from_genesis = false, json = false, quiet = false, no_payloads = false, reported = false;
    bool deep = false;  // verdicts are made again from the payloads too
};

struct epoch_range {
    std::uint32_t first = 0, last = 0;
};
// "A..B", from 1, A not after B.
std::optional<epoch_range> parse_range(std::string_view text);

int audit_command(const audit_arguments& args);

}  // namespace rf
