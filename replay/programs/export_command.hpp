// export_command: rf-replay export, which writes an epoch of a log as a bundle.
#pragma once

#include <cstdint>
#include <string>

namespace rf {

struct export_arguments {
    std::string data, bundle;   // a log's directory; or a bundle, to be written in the other form
    std::string out;            // empty: standard output
    std::uint32_t epoch = 0;    // 0: the bundle's own, or the last one sealed
    bool json = false, no_payloads = false, quiet = false;
};
int export_command(const export_arguments& args);

}  // namespace rf
