// epoch_state: an open epoch, from its opening to its seal.
//
// It holds the facts that a mechanism will score and how far each question to
// each miner has come. `lawful` says whether an event may follow; `change`
// takes in one that may, and cannot fail. A log in which an unlawful event
// stands was not written by us, or not by this fold version.
#pragma once

#include "events/codec.hpp"
#include "replay/mechanism.hpp"

namespace rf {

constexpr std::uint16_t fold_version = 1;
constexpr std::size_t most_questions = 1 << 20;  // tasks times seats of an epoch

constexpr std::uint16_t no_seat = 0xffff;

// One question to one miner: unasked -> sent -> recorded -> verified. Recorded
// with a fault of ours it may be sent again; any other recorded failure ends it.
struct question {
    enum class stage : std::uint8_t { unasked, due, sent, answered, ended } at = stage::unasked;
    std::uint16_t attempts = 0;
    friend bool operator==(const question&, const question&) = default;
};

struct task_progress {
    bool closed = false;
    std::uint32_t waiting = 0;  // questions that have not ended
    std::uint32_t voids = 0;    // ended or due again, by our own fault
    std::uint32_t timeout_ms = 0;
    std::uint64_t deadline_block = 0;
    std::vector<question> questions;  // one a seat
    friend bool operator==(const task_progress&, const task_progress&) = default;
};

struct epoch_state {
    const mechanism* rules = nullptr;
    std::uint64_t opened_at = 0;      // the number of epoch_opened
    std::uint64_t closes_block = 0;
    std::uint32_t tasks_planned = 0;
    hash32 secret_hash;
    hash32 carry_in;                  // the blob's name
    epoch_facts facts;
    std::vector<task_progress> progress;
    std::vector<std::uint32_t> kinds;        // events of this epoch by kind, epoch_opened included
    std::vector<std::uint16_t> seat_of_uid;  // no_seat where the uid has none

    [[nodiscard]] std::optional<std::size_t> seat(std::uint16_t uid) const;
    [[nodiscard]] std::size_t open_tasks() const;
};
bool operator==(const epoch_state& a, const epoch_state& b);

// The blob that an event names, for what cannot be in the event: the carry-in.
using blob_source = std::function<result<byte_vec>(const hash32&)>;

// What an epoch_opened says by itself. Refuses unknown mechanisms and fold
// versions, parameters that are not all of the mechanism's, and rosters that
// are not in order. The carry is not read yet.
result<epoch_state> read_opening(event_reader opened);

// With its carry-in, read from its blob. A carry of another mechanism or
// version starts nobody off: its fields mean something else.
result<epoch_state> open_epoch(event_reader opened, const blob_source& blobs);

// The kinds that belong to the open epoch and carry its number.
bool belongs_to_open_epoch(event_kind kind);

// Events of this epoch between its opening and its seal.
status lawful(const epoch_state& e, event_reader event);
void change(epoch_state& e, event_reader event);
// lawful, then change, with every field of a frequent event read once.
status take(epoch_state& e, event_reader event);

}  // namespace rf
