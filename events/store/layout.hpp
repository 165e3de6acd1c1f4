// layout: the names, keys and rows of a data directory, byte by byte.
//
//     DIR/format   "rf-log\n" "format 1\n" "origin NAME\n" "sha256 HEX\n"
//                  The first two lines and the last are the same in every
//                  format; the last is over all bytes before it.
//
// RocksDB's tables; numbers are big-endian, so that keys sort as numbers do:
//
//     events   number u64                    leaf hash (32) || event bytes
//     tiles    level u8 || index u64         256 hashes, full tiles only
//     blobs    SHA-256 of the bytes (32)     the bytes
//     index    'o' || epoch u32              number of the event that opens it
//              's' || epoch u32              ... and of the one that seals it
//              'c' || size u64 || change u64 a checkpoint note; the last counts
//              'p' || change u64             how many blobs that change pruned
//     default  "tally"                       what all of these must hold
//
// Every row but the tally is written once; blobs alone are ever deleted. So a
// table's rows can be counted from its files' properties, and the tally, which
// every write renews, says how many there must be.
#pragma once

#include <array>
#include <string>

#include "events/log.hpp"
#include "events/tiles.hpp"

namespace rf::store {

constexpr std::uint64_t known_format = 1;
constexpr std::size_t most_note_bytes = 64 * 1024;

std::string format_text(std::string_view origin);
// The origin. foreign, too_new or damaged where the text is not ours.
result<std::string> parse_format(byte_view text);

struct tally {
    std::uint64_t changes = 0;  // writes so far
    rf::head at;
    std::uint64_t index_rows = 0;
    std::uint64_t blobs = 0;  // put and not pruned
    friend bool operator==(const tally&, const tally&) = default;
};
constexpr std::size_t tally_bytes = 8 + 8 + 32 + 8 + 8;
// changes u64 || size u64 || root (32) || index rows u64 || blobs u64
std::array<std::uint8_t, tally_bytes> encode(const tally& t);
std::optional<tally> decode_tally(byte_view v);

constexpr std::string_view tally_key = "tally";

// A key on the stack.
struct row_key {
    std::array<char, 17> b{};
    std::size_t size = 0;
    [[nodiscard]] std::string_view text() const { return {b.data(), size}; }
};
row_key event_key(std::uint64_t number);
row_key tile_key(tile_id id);
row_key epoch_key(char kind, std::uint32_t epoch);
row_key checkpoint_key(std::uint64_t size, std::uint64_t change);
row_key prune_key(std::uint64_t change);

std::optional<std::uint64_t> event_number(std::string_view key);
std::optional<tile_id> tile_of(std::string_view key);

// How many full tiles a tree of `size` leaves has.
std::uint64_t full_tiles(std::uint64_t size);

}  // namespace rf::store
