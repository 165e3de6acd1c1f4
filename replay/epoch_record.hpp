// epoch_record: a sealed epoch as its events tell it, and which event told what.
//
// The facts are rebuilt from the opening, the carry-in and every event up to
// the seal, with the laws checked as an audit checks them; nothing is scored
// here. Beside the facts stand the numbers of the events that made them, so
// that whoever explains or compares can name one. Places follow the facts:
// tasks by ordinal, questions and scores by seat.
#pragma once

#include "replay/epoch_walk.hpp"

namespace rf {

constexpr std::uint64_t no_event = UINT64_MAX;

// One question to one miner. Where it was asked again, the last attempt.
struct question_record {
    std::uint64_t request = no_event;
    std::uint64_t reply = no_event;    // reply_recorded
    std::uint64_t verdict = no_event;  // reply_verified
    std::uint64_t latency_ns = 0;
    std::optional<hash32> body;        // the reply's payload
    std::uint64_t checks = 0;          // of the verdict: equal checks have equal marks
    schema::Outcome outcome = schema::Outcome::ANSWERED;  // as recorded; set where `reply` is
    schema::Fault fault = schema::Fault::NOBODY;
};

// An attempt before the last, ended by our own fault. Without a request where
// it could not even be sent.
struct earlier_attempt {
    std::uint16_t task = 0;
    std::size_t seat = 0;
    std::uint64_t request = no_event, reply = no_event, verdict = no_event;
};

struct task_record {
    std::uint64_t opened = no_event, closed = no_event;
    schema::TaskSource source = schema::TaskSource::DRAWN;
    std::optional<hash32> prompt, truth;
    std::vector<question_record> questions;  // one a seat
};

struct sealed_weight {
    std::uint16_t uid = 0, value = 0;
    friend bool operator==(const sealed_weight&, const sealed_weight&) = default;
};

struct epoch_record {
    const mechanism* rules = nullptr;
    epoch_facts facts;
    std::uint64_t opened = no_event, sealed = no_event;  // events
    std::uint64_t opened_block = 0, closes_block = 0, sealed_block = 0;
    hash32 carry_in, carry_out;                          // names of blobs

    std::vector<task_record> tasks;
    std::vector<earlier_attempt> earlier;                // in the order recorded
    std::uint64_t traffic = no_event;                    // traffic_counted
    std::vector<std::uint64_t> settled;                  // ground_truth_arrived, one an entry of facts.settled

    // As the seal has them.
    std::vector<double> scores;
    std::vector<sealed_weight> weights;
    std::string withheld;                                // why no weights
    hash32 digest;

    std::vector<std::uint64_t> hidden;                   // events that a bundle withholds
};

// The event in which a miner's part of a task was decided: what was found in
// its reply, else what became of it, else that it was asked at all.
inline std::uint64_t deciding_event(const task_record& task, std::size_t seat) {
    const question_record& q = task.questions[seat];
    return q.verdict != no_event ? q.verdict : q.reply != no_event ? q.reply : task.opened;
}

// The u16 that the chain was to get; 0 where there is none.
std::uint16_t weight_of(const epoch_record& e, std::uint16_t uid);

// Are the scores, weights and reason that were sealed these, bit for bit?
bool seal_follows(const epoch_record& e, const epoch_result& from_facts);

// missing: no such epoch. refused: not sealed yet. Else what is wrong, and where.
result<epoch_record> read_epoch(const log_reader& log, std::uint32_t epoch);

}  // namespace rf
