// epoch_diff: the same epoch as two validators recorded it.
//
// Aligned by what has the same meaning to both: a task by its content (the
// prompt's hash; equal ones in their order), a miner by its account. Truths are
// not compared: each validator salts its own. Then what
// differs, and what each difference moved: B's parameters, carry or one reply
// put in the place of A's, one at a time, and A scored again. Such effects do
// not add up: scores are ranked and normalised together.
#pragma once

#include "replay/epoch_record.hpp"

namespace rf {

constexpr std::size_t most_attributed = 200;    // replies that are put in place one by one
constexpr std::size_t most_listed = 1 << 16;    // differing replies that are kept; more are counted

// What one substitution makes of A's results.
struct effect {
    std::size_t moved = 0;         // accounts whose score or weight moves
    account who;                   // whose moves most; for a reply, its own
    double score_from = 0, score_to = 0;
    std::uint16_t weight_from = 0, weight_to = 0;
};

struct named_difference {
    std::string name;
    std::string a, b;  // empty where it has none
    friend bool operator==(const named_difference&, const named_difference&) = default;
};

struct task_pair {
    std::uint16_t a = 0, b = 0;  // ordinals
    std::vector<named_difference> fields;
};

struct reply_difference {
    std::uint16_t task_a = 0, task_b = 0;
    account who;
    std::uint64_t event_a = no_event, event_b = no_event;  // that decided it
    std::string outcome_a, outcome_b;                      // "answered", "not asked", "void: ownNetwork"
    bool outcome = false, body = false, seen = false, checks = false;  // which differ
    std::optional<effect> made;  // nothing: not tried, it is beyond the bound or nothing scored differs
};

struct account_difference {
    account who;
    std::optional<std::uint16_t> uid_a, uid_b;  // its seat, where it has one
    double score_a = 0, score_b = 0;
    std::uint16_t weight_a = 0, weight_b = 0;
    [[nodiscard]] bool differs() const;
};

struct epoch_comparison {
    bool comparable = true;          // of one mechanism and version; else only seats and results are compared
    bool a_follows = true, b_follows = true;  // what was sealed follows from the facts
    std::vector<named_difference> parameters;
    std::optional<effect> by_parameters;
    std::vector<named_difference> carry;      // by account
    std::optional<effect> by_carry;
    bool beside = false;                      // traffic counted, or scores settled, differ
    std::optional<effect> by_beside;

    std::size_t matched = 0;                  // tasks that both asked
    std::vector<std::uint16_t> only_a, only_b;
    std::vector<task_pair> tasks;             // matched, and told differently
    std::size_t same_replies = 0, unlisted = 0;
    std::vector<reply_difference> replies;    // the largest effect first
    std::size_t attributed = 0;

    std::vector<account_difference> accounts; // of both, the largest difference first
    [[nodiscard]] bool same() const;
};

result<epoch_comparison> compare_epochs(const epoch_record& a, const epoch_record& b);

}  // namespace rf
