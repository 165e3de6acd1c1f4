// copies: which answers to one task are like earlier ones.
//
// Of two alike the later is the copy, by (latency, account), so the earlier is
// compared only with those before it. Likeness is the greatest of
//
//   the cosine with every earlier answer of the task
//   the cosine with every answer of earlier epochs that is somebody else's
//   the part of the shorter one's pairs that the longer has, with every earlier
//   answer of the task that is not more than eight times as long or as short:
//   so a copy with much added, or with much left out, is one
#pragma once

#include <string>

#include "replay/verify/similarity.hpp"

namespace rf {

// A sample that any two texts take alike: the pairs whose hash begins with
// so many zeros that no more than 1024 are left.
struct pair_sample {
    std::size_t all = 0;  // pairs in the whole text
    unsigned zeros = 0;
    std::vector<std::uint64_t> pairs;
    std::array<std::uint32_t, 65> at_least{};  // how many begin with that many zeros or more
};

// Kept small: a task may have a thousand answers of many kilobytes.
struct written_answer {
    account who;
    std::uint16_t uid = 0;
    std::uint64_t latency_ns = 0;
    std::optional<sketch> drawn;  // nothing: too little of its own to be compared
    pair_sample sampled;
};
written_answer take_down(const account& who, std::uint16_t uid, std::uint64_t latency_ns,
                         const own_words& own);

struct likeness {
    double value = 0;
    std::string with;  // for people: "like uid 7, cosine"; empty where nothing is alike
};

// One an answer, in the order given.
std::vector<likeness> find_copies(const std::vector<written_answer>& answers,
                                  const similarity_history& history);

}  // namespace rf
