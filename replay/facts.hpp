// facts: what one epoch knows when it is scored.
//
// The projection gathers these from the log's events; a mechanism is a pure
// function over them. Nothing here knows an event, a clock or a chain.
//
// Lists have one order and sums follow it: the roster by ascending uid, tasks
// as they were issued, `replies` of a task by place in the roster.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/account.hpp"
#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf {

// The accounts of an epoch, frozen when it opened, by ascending uid.
struct seat {
    account who;
    std::uint16_t uid = 0;
    friend bool operator==(const seat&, const seat&) = default;
};
using roster = std::vector<seat>;

// What became of one question to one miner. `not_asked` and `open` are states
// on the way; `voided` was our own fault and makes no entry in any score;
// everything after `answered` counts against the miner.
enum class outcome : std::uint8_t {
    not_asked = 0,
    open = 1,
    voided = 2,
    answered = 3,
    timeout = 4,
    bad_hash = 5,
    failed = 6  // every other failure of the miner; the event names it
};
inline bool counts(outcome o) { return o >= outcome::answered; }

// What verification found in one reply, by mechanism.
struct reasonforge_seen {
    double quality = 0, accuracy = 0, novelty = 0, efficiency = 0, similarity = 0;
    friend bool operator==(const reasonforge_seen&, const reasonforge_seen&) = default;
};
struct feed_result {
    enum class state : std::uint8_t { completed = 0, failed = 1, pending = 2 } status = state::completed;
    std::uint64_t ms = 0;
    double quality = 0;
    friend bool operator==(const feed_result&, const feed_result&) = default;
};
struct ema_feed_seen {
    std::vector<feed_result> results;
    friend bool operator==(const ema_feed_seen&, const ema_feed_seen&) = default;
};
struct judge_epm_seen {
    // accuracy, relevance, completeness, clarity, following, format, safety
    std::array<double, 7> criteria{};
    friend bool operator==(const judge_epm_seen&, const judge_epm_seen&) = default;
};
struct alert_score {
    std::uint32_t alert = 0;  // its place in the batch
    double score = 0;
    friend bool operator==(const alert_score&, const alert_score&) = default;
};
struct aml_ensemble_seen {
    bool tier1 = false;
    double tier2 = 0;
    std::vector<alert_score> scores;  // by ascending alert
    friend bool operator==(const aml_ensemble_seen&, const aml_ensemble_seen&) = default;
};
struct hetu_consensus_seen {
    hash32 answer;  // SHA-256 of the normalised answer: equal answers, equal bytes
    friend bool operator==(const hetu_consensus_seen&, const hetu_consensus_seen&) = default;
};
using observation = std::variant<std::monostate, reasonforge_seen, ema_feed_seen, judge_epm_seen,
                                 aml_ensemble_seen, hetu_consensus_seen>;

struct reply_facts {
    outcome what = outcome::not_asked;
    observation seen;  // set only where `what` is answered and the reply was verified
    friend bool operator==(const reply_facts&, const reply_facts&) = default;
};

struct task_facts {
    std::array<std::uint8_t, 16> id{};
    std::uint8_t domain = 0;      // a place in the mechanism's list of domains
    std::uint8_t difficulty = 1;  // 1..10
    bool trap = false;
    bool previously_unsolved = false;
    std::vector<reply_facts> replies;  // one a seat of the roster
    friend bool operator==(const task_facts&, const task_facts&) = default;
};

// Parameters that touch scores: pinned in `epoch_opened`, sorted by name.
// A mechanism's catalog entry gives every name, its default and its bounds.
struct parameter {
    std::string name;
    std::variant<double, std::uint64_t, bool, std::string> value;
    friend bool operator==(const parameter&, const parameter&) = default;
};
using parameters = std::vector<parameter>;

// What crosses from one epoch to the next, by account. A mechanism uses the
// fields it needs and leaves the others at zero; an entry that is all zero is
// left out. Accounts that are not in the next roster drop out of it.
struct carry_entry {
    account who;
    std::uint32_t streak = 0;         // reasonforge
    double score = 0;                 // ema_feed
    std::vector<double> history;      // aml_ensemble: the last 30 scores, oldest first
    double tier3 = 0;                 // aml_ensemble: of the latest settled submission
    std::uint32_t tier3_epoch = 0;    // ... and the epoch it was submitted in; 0 = none settled
    friend bool operator==(const carry_entry&, const carry_entry&) = default;
};
struct carry {
    std::vector<carry_entry> entries;  // sorted by account
    friend bool operator==(const carry&, const carry&) = default;
    [[nodiscard]] const carry_entry* find(const account& who) const;
};

// What arrives beside replies.
struct settled_score {  // aml_ensemble: the ground truth of an earlier batch, as tier 3
    account who;
    std::uint32_t submitted_epoch = 0;
    double tier3 = 0;
    friend bool operator==(const settled_score&, const settled_score&) = default;
};
struct traffic {  // judge_epm: successful edges in the window; one entry a seat, 0 where unseen
    double window_minutes = 0;  // 0 = not counted in this epoch
    std::vector<std::uint64_t> edges;
    friend bool operator==(const traffic&, const traffic&) = default;
};

struct epoch_facts {
    std::uint32_t epoch = 0;
    roster seats;
    parameters params;
    carry in;
    std::vector<task_facts> tasks;
    traffic counted;
    std::vector<settled_score> settled;  // in the order recorded
    friend bool operator==(const epoch_facts&, const epoch_facts&) = default;
};

// What scoring an epoch gives. `detail` is for people and comparisons: named
// columns in a fixed order, one value a seat.
struct column {
    std::string name;
    std::vector<double> values;
};
struct weight_row {
    std::uint16_t uid = 0;
    double share = 0;          // normalised, after any cap
    std::uint16_t value = 0;   // what the chain gets; zeros are dropped
    friend bool operator==(const weight_row&, const weight_row&) = default;
};
struct epoch_result {
    std::vector<double> scores;       // one a seat: the positive weight before normalising
    std::vector<weight_row> weights;  // ascending uid; empty where withheld
    std::string withheld;             // the reason; empty where weights are emitted
    carry out;
    std::vector<column> detail;
};

}  // namespace rf
