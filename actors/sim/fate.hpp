// fate: what becomes of one question to one miner.
//
// A pure function of the seed, the task and the account, so that a question
// asked again after a crash is answered as it would have been: a crash may
// lose an answer, and never change one.
#pragma once

#include "actors/ports/asker.hpp"

namespace rf::sim {

// What a miner is like, for a whole run.
struct nature {
    double skill = 1;     // the chance of a right answer
    double failing = 0;   // the chance of no answer at all
    bool copies = false;  // its answers are those of the first miner
    bool slow = false;
};
nature nature_of(std::uint64_t seed, const account& who);

// `first` is whom copies are made of; an answer's body has at least so many bytes.
miner_reply fate_of(std::uint64_t seed, const task_question& asked, const account& who, const account& first,
                    std::size_t least_bytes = 0);

}  // namespace rf::sim
