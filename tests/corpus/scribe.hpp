// scribe: writes a planned run as a log, event by event through decide, and
// cuts a bundle of each of its epochs.
#pragma once

#include "events/bundle.hpp"
#include "tests/corpus/plan.hpp"

namespace rf::corpus {

struct written_bundle {
    std::string name;  // without .rfb
    bundle content;
};
// A fault names the run: its facts are such as no log can hold.
result<std::vector<written_bundle>> write_run(const planned_run& run, std::uint64_t seed);

}  // namespace rf::corpus
