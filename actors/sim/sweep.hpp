// sweep: many seeds one after the other, to be interrupted and gone on with.
//
// What was done so far is written beside, whole, every other second and when
// it is interrupted; started again with the same file and range it goes on.
#pragma once

#include <string>
#include <vector>

#include "actors/sim/check_seed.hpp"

namespace rf::sim {

struct seed_range {
    std::uint64_t first = 1, last = 1;
};
result<seed_range> read_range(std::string_view text);  // "1..300"

struct sweep_told {
    std::uint64_t next = 0;  // seed
    std::uint64_t seeds = 0, runs = 0, crashes = 0, events = 0, epochs = 0, withheld = 0;
    std::uint64_t answered = 0, failed = 0, voids = 0, virtual_s = 0, cpu_ms = 0, real_ms = 0;
    std::vector<std::uint64_t> broken;  // seeds, at most 100
};

std::string encode_state(const seed_range& of, std::uint32_t epochs, const sweep_told& told);
// Refuses a state of another range or of other epochs.
result<sweep_told> decode_state(std::string_view text, const seed_range& of, std::uint32_t epochs);

// Counted for people, in a few lines.
std::string counts_of(const sweep_told& told);

struct sweep_options {
    seed_range range;
    check_options each;
    std::string state_file;  // empty: none
    std::string again;       // the command that repeats a seed, without its number
};
// Whether no claim broke in any seed that was checked; `interrupted` is set by a signal.
result<bool> sweep(const sweep_options& how, const volatile bool& interrupted);

}  // namespace rf::sim
