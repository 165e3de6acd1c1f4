// exhibits: what the museum takes in when a format is new. Made once a format;
// what stands under tests/golden/museum is never made again.
#pragma once

#include "tests/museum/files.hpp"

namespace rf::museum {

// Every kind of event, every observation, every type of parameter.
std::vector<kept_event> every_event();
// What format 1 grew by since: an event for each field that was added.
std::vector<kept_event> grown_events();
// Small whole logs: an invented one of every mechanism, and one day of a
// validator with a crash, a new key, a commit and its reveal.
std::vector<kept_log> whole_logs();

}  // namespace rf::museum
