// decide: from a command to the events that carry it out, or a refusal.
//
// Pure: what it needs of the world (time, randomness, what a peer said) is in
// the command. It never appends; whoever owns the log does, and only then
// applies. Every event it gives is lawful after the projection it was given,
// in the order given.
#pragma once

#include "replay/projection.hpp"

namespace rf {

struct stamp {
    std::int64_t time_ns = 0;
};

// A fact that an edge or actor has seen. The draft carries epoch, stream,
// cause, disclosure and salt; number, term and time are set here.
struct record {
    event_draft fact;
    std::vector<blob> blobs;
};

struct open_next_epoch {
    roster seats;                 // ascending uid
    std::uint64_t block = 0;
    hash32 block_hash;
    std::uint64_t closes_block = 0;
    std::uint32_t tasks = 0;
};

// Scores the open epoch and seals it.
struct seal_open_epoch {
    hash32 secret;
    std::uint64_t block = 0;
};

// Drops accounts that no longer hold their uid in the last metagraph, emits
// once more over the others, and fixes what will be sent.
struct intend_weights {
    std::uint32_t epoch = 0;
    schema::WeightCall call = schema::WeightCall::SET;
};

using command = std::variant<record, open_next_epoch, seal_open_epoch, intend_weights>;

struct decision {
    std::vector<byte_vec> events;
    std::vector<blob> blobs;
};

result<decision> decide(const projection& p, const stamp& when, command& c);

// The accounts that may have a seat in the epoch that opens next, by ascending
// uid, at most 1024: in the last metagraph, not our own, without a validator's
// permit, and seen with an endpoint that can be asked.
roster possible_seats(const projection& p);

// The next epoch, to open at the last block observed.
open_next_epoch next_opening(const projection& p, std::uint32_t tasks, std::uint64_t epoch_blocks);

// The block before which the next secret is committed to: none that was seen,
// and none of the open epoch.
std::uint64_t commitment_block(const projection& p);

}  // namespace rf
