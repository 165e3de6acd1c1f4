// cosigned: what witnesses whose keys were given have signed under a note.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "events/checkpoint.hpp"

namespace rf {

struct cosigned {
    std::string name;
    std::uint64_t time_s = 0;
};

// The values of --witness.
result<std::vector<verifying_key>> read_witnesses(const std::vector<std::string>& texts);

// Each must have cosigned; the fault is at `where`.
result<std::vector<cosigned>> cosigned_by(const std::string& note, const std::vector<verifying_key>& witnesses,
                                          std::string_view where);

// A line for each, under "signed by".
std::string cosigned_text(const std::vector<cosigned>& all);

class json_out;
void cosigned_json(json_out& j, const std::vector<cosigned>& all);

}  // namespace rf
