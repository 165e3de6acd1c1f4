// store: the log port on a disk, over RocksDB; the only floor that knows it.
//
// A data directory holds one log and has one writing process. Opening checks
// before it changes anything: that events are dense from 0, that nothing
// acknowledged is missing, and that the tree has the root it had. A directory
// that fails is left byte for byte as it was, and the fault says which of these
// it is: missing, empty, foreign, too_new, damaged, truncated, busy.
//
//     DIR/format   what this is, its version and origin, with a checksum
//     DIR/anchor   the acknowledged head, outside of RocksDB's own log
//     DIR/db/      RocksDB: events, full tiles, blobs, index, tally
//     DIR/copy-of  there where this is a copy: then nothing opens it for writing,
//                  because the log it was copied from may have gone on
//
// docs/log-format.md draws the bytes, docs/decisions/0003-store.md says why.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "events/log.hpp"

namespace rf::store {

struct disk;  // where files are; events/store/disk.hpp, for tests

struct options {
    std::shared_ptr<disk> on;    // nothing: the machine's file systems
    bool anchor_inline = false;  // sync the anchor inside append, not beside the next one
    std::uint64_t write_buffer = 64ull << 20;
};

// What opening had to cut off: bytes that were never acknowledged, torn by a
// power loss. Whoever appends next must record it as the very next event; until
// an append has succeeded, every opening reports it again.
struct repair {
    head acknowledged;  // the anchor's
    head found;         // what was left, at or above it
    std::string what;
};

struct opened {
    std::unique_ptr<log_writer> log;
    std::optional<repair> repaired;
};

// Makes a new log in a directory that is empty or does not exist yet (its
// parent must). An interrupted creation may be repeated.
result<std::unique_ptr<log_writer>> create(const std::string& directory, std::string_view origin,
                                           const options& how = {});
// For the one writer. busy: another process has it. refused: it is a copy.
result<opened> open(const std::string& directory, const options& how = {});
// Sees the head of the moment, also while a writer runs; changes nothing.
result<std::unique_ptr<log_reader>> open_read_only(const std::string& directory, const options& how = {});
// From here on it is a copy, for good; `what` is for people who look at the file.
status mark_as_copy(const std::string& directory, std::string_view what, const options& how = {});
// The name that the log was created with.
result<std::string> read_origin(const std::string& directory, const options& how = {});

struct verified {
    head at;
    std::uint64_t tiles = 0, blobs = 0, epochs = 0, checkpoints = 0;
};
// Reads everything: every block of every file, every event against the tree,
// every blob against its name, every index row against the log. `progress` gets
// how many of how many events are done; it may be empty.
result<verified> verify_all(const std::string& directory,
                            const std::function<void(std::uint64_t done, std::uint64_t of)>& progress = {},
                            const options& how = {});

}  // namespace rf::store
