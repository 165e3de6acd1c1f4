// behaviour: how a reference miner acts, so that a validator can be tried with it.
//
// The first five are tiers: they answer, better or worse. The others answer as
// `mid` does where they answer at all, and do one thing wrong, always the same.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rf {

enum class behaviour : std::uint8_t {
    elite,
    strong,
    mid,
    weak,
    adversarial,  // mostly wrong, quick, and sure of itself
    silent,       // reads the question and never answers
    slow,         // answers after the time is over
    drip,         // a byte at a time
    oversized,    // 2 MiB
    garbage,      // a body that is no JSON
    wrong_hash,   // a submission hash of something else
    wrong_task,   // an answer to another task
    copycat,      // another miner's reasoning, later
    http_500,
    redirect,
    half_open,  // accepts connections and reads nothing
    refuse,     // 403 for every task
    empty,      // neither steps nor answer
    forger      // where it signs at all, of something else
};

// How a tier reasons. Shares and confidences are 0 to 1; thinking is a share of
// the time allowed.
struct tier {
    double solves, confidence, evidence, fragments;
    double steps;        // of the number that the difficulty asks for
    unsigned sentences;  // a step
    double think_from, think_to;
};

struct behaviour_entry {
    behaviour what;
    std::string_view name, says;
};
std::span<const behaviour_entry> all_behaviours();
std::string_view behaviour_name(behaviour b);
std::optional<behaviour> behaviour_of(std::string_view name);  // "http_500" or "http-500"
const tier& tier_of(behaviour b);
inline bool is_tier(behaviour b) { return b <= behaviour::adversarial; }

}  // namespace rf
