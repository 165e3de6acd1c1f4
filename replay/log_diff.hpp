// log_diff: where two copies of one log part.
//
// Both are Merkle trees over their events, so equal subtrees need not be
// looked into: from the largest subtrees that both have complete, down to the
// first leaf that differs, some 40 hashes of each whatever their length. No
// event is scanned. A bundle holds its epoch and the tree's edge before it: of
// what lies before, it can tell that it differs, and between which events.
#pragma once

#include "events/log.hpp"

namespace rf {

// One field of two events, by its path in event_json ("replyRecorded.latencyNs").
struct field_difference {
    std::string field;
    std::string a, b;  // as JSON; empty where it has none
    friend bool operator==(const field_difference&, const field_difference&) = default;
};

struct log_parting {
    enum class how : std::uint8_t {
        same,     // to the last event
        a_ends,   // A is the beginning of B
        b_ends,   // B is the beginning of A
        parts,    // `event` is the first that differs
        unheld    // they part among events [event, end), which one of them, a bundle, does not hold
    } what = how::same;
    std::uint64_t a_size = 0, b_size = 0;
    std::uint64_t event = 0, end = 0;
    std::uint64_t hashes = 0;               // read of both trees
    std::string a_json, b_json;             // of `event`; empty where it is withheld
    std::vector<field_difference> fields;
};

// Are both the log that the same event 0 created? Different validators' logs
// have nothing to part from.
result<bool> same_birth(const log_reader& a, const log_reader& b);

result<log_parting> find_parting(const log_reader& a, const log_reader& b);

// What differs between two texts that event_json made.
std::vector<field_difference> differing_fields(std::string_view a, std::string_view b);

}  // namespace rf
