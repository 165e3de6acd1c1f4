// files: how the museum keeps bytes, in plain lines that a diff can show.
//
//     kinds.txt   one event a line: <kind> <bytes, hex> <the event as JSON>
//     NAME.log    a whole log:  event <bytes, hex>
//                               blob <bytes, hex>
//                               note <size> <signed note, base64>
//                               root <size> <hash, hex>          the last line
#pragma once

#include <string>
#include <vector>

#include "events/memory_log.hpp"

namespace rf::museum {

struct kept_event {
    std::string kind;
    byte_vec bytes;
    std::string json;
};
struct kept_log {
    std::string name;
    std::vector<byte_vec> events, blobs;
    std::vector<std::pair<std::uint64_t, std::string>> notes;
    head at;
};

std::string write_kinds(const std::vector<kept_event>& events);
std::string write_log(const kept_log& log);
// A line that cannot be read stops the process: the museum is ours.
std::vector<kept_event> read_kinds(const std::string& path);
kept_log read_log(const std::string& path);

}  // namespace rf::museum
