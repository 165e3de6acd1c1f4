// plants: faults put there on purpose, each of which a claim must find.
//
// A detector that has never fired is not one. A plant is a disk that lies, a
// chain connection that does more than it was told, or a validator that
// remembers wrongly what it folded.
#pragma once

#include <span>

#include "actors/sim/process.hpp"

namespace rf::sim {

struct plant {
    std::string_view name;
    std::string_view says;             // one line for people
    std::string_view claim;            // that must break
    void (*in_plan)(plan&) = nullptr;  // so that it shows
    void (*in_world)(world&) = nullptr;
    void (*in_memory)(projection&) = nullptr;  // at the start of every process but the first
    bool calm = false;                         // planted in the run that must equal the one without a crash
};

std::span<const plant> plants();
const plant* find_plant(std::string_view name);

}  // namespace rf::sim
