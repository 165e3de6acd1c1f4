// locate: where exactly stored bytes are damaged.
//
// Only called when something is already known to be wrong, so it may be slow.
// Rows are named by event number, tile or blob, other bytes by file and offset.
#pragma once

#include "events/store/database.hpp"

namespace rf::store {

// "file db/000012.sst, offset 345", as far as RocksDB's message tells.
std::string place_in(const std::string& message);

// The first record of a log or MANIFEST file that does not read; nothing where
// all do. Both are RocksDB's log format: blocks of 32 KiB, each record with a
// CRC-32C, a length and a type.
std::optional<std::size_t> first_bad_record(byte_view file);

// Whether a whole record begins somewhere after `bad`. Every write is synced
// before the next begins, so a crash tears the last record only: if others
// follow, the bad one was acknowledged and is damaged.
bool has_record_after(byte_view file, std::size_t bad);

// The database cannot be opened, or opened without all that it must hold.
fault locate_in_files(disk& on, const std::string& directory, fault found);

// Reading a row failed with `s`, or gave wrong bytes (s is ok). `number` is the
// event that was asked for; the damaged one may be a neighbour in its block.
fault locate_event(const database& in, std::uint64_t number, const rocksdb::Status& s);
fault locate_tile(const database& in, tile_id id, const rocksdb::Status& s);
fault locate_blob(const database& in, const hash32& name, const rocksdb::Status& s);

std::string event_place(std::uint64_t number);

}  // namespace rf::store
