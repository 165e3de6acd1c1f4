// verify: what was found in the answers to one task.
//
// Needs no other program. Every check says in its note what was compared, and
// what only an outside program could tell (docs/tasks.md). What a reply says
// about its own time is not looked at. The verdicts follow from the arguments
// alone, in whatever order the replies are given.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "replay/verify/similarity.hpp"

namespace rf {

enum class answer_kind : std::uint8_t { integer, rational, decimal, text, set };

struct expected_answer {
    answer_kind kind = answer_kind::integer;
    std::string value;
    std::string tolerance;  // of a decimal: absolute; else empty
    bool percent = false;   // "50%" is as good as "1/2"
    std::string tempting;   // of a trap: the wrong answer it invites; else empty
    bool may_be_told = true;  // false: no note spells it out
};

struct task_to_verify {
    std::string problem;
    std::string domain;  // "mathematics"
    unsigned difficulty = 1;
    std::uint32_t timeout_ms = 0;
    bool trap = false;
    expected_answer truth;
};

// An answer as the log has it: the outcome was `answered`. Others get no
// verdict, because their outcome already says it.
struct reply_to_verify {
    account who;
    std::uint16_t uid = 0;
    std::uint64_t latency_ns = 0;
    byte_view body;
    bool answered = true;
};

// A check of the domain and its part in accuracy (eq. 11), in the table's order.
struct weighed_check {
    std::string name;  // "numerical"
    double weight = 0;
};

struct check_result {
    std::string name;
    std::uint16_t version = 1;
    double value = 0;  // 0 to 1
    std::string note;
};

struct verdict {
    account who;
    std::uint16_t uid = 0;
    std::vector<check_result> checks;
    double quality = 0, accuracy = 0, novelty = 0, efficiency = 0, similarity = 0;
};

// One verdict an answered reply, by ascending uid. `history` holds earlier
// sealed epochs only. A check this program does not know counts 0.
std::vector<verdict> verify_task(const task_to_verify& task, std::span<const reply_to_verify> replies,
                                 const similarity_history& history, std::span<const weighed_check> checks);

}  // namespace rf
