// snapshot: a projection as bytes, to start a fold from the middle.
//
// A cache and nothing more: it is keyed by the log's size and root, the schema
// of the state, the fold version and the mechanisms this program has, and
// carries its own checksum. One that does not match in all of these is
// dropped, never migrated; the fold from event 0 gives the same projection.
#pragma once

#include "replay/projection.hpp"

namespace rf {

constexpr std::uint16_t state_schema = 3;  // raised whenever `visit` below changes

byte_vec take_snapshot(const projection& p, const head& at);

// Refuses unless it was taken at exactly `at`, by a program that agrees.
result<projection> restore_snapshot(byte_view bytes, const head& at);

// The newest of `candidates` that restores at its place in the log, with that
// place; nothing where none does. Each is tried against the log's own root.
struct found_snapshot {
    projection state;
    head at;
};
std::optional<found_snapshot> newest_snapshot(const std::vector<byte_vec>& candidates, const log_reader& log);

}  // namespace rf
