// trials: what is done to a store, and the verdict on what is found afterwards.
//
// Each trial follows from its number alone. A verdict says what went wrong, or
// nothing, and counts what was met on the way, so that a trial that never met
// what it is for is noticed.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "events/store/disk.hpp"

namespace rf::torture {

struct verdict {
    std::string wrong;  // empty: all well
    std::string again;  // the arguments that repeat what went wrong
    std::map<std::string, std::uint64_t> met;
    void add(const verdict& other);
};

// Writes, loses power at some call, opens, compares, and so on, three times.
verdict power_trial(std::uint64_t seed, const store::planted_mistakes& planted = {});

// The same short story for every n: its n-th changing call fails. Ends after
// the n that is no longer reached.
verdict error_trials(const store::planted_mistakes& planted = {});

// A writer process, killed at a random moment `times` times over one log.
verdict kill_trials(std::uint64_t times, std::uint64_t seed, const std::string& program,
                    const std::string& directory);
// What that process does: appends, and says on standard output what was acknowledged.
int kill_writer(const std::string& directory, std::uint64_t seed);

// One bit of a store flipped at a time, every byte of every file.
struct flip_plan {
    bool every_bit = false;
    std::uint64_t only_each = 1;  // of the bytes, for a quick look
    std::string file;             // only those with this in their name
    long offset = -1;             // ... at this byte; -1: all
};
verdict flip_trials(const flip_plan& plan, const store::planted_mistakes& planted = {},
                    const std::function<void(std::uint64_t, std::uint64_t)>& progress = {});

}  // namespace rf::torture
