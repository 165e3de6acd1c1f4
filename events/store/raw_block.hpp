// raw_block: RocksDB's blocks of rows, uncompressed, read without trusting them.
//
//     entry     shared length || own length || value length (varints) || key's own bytes || value
//     trailer   restart points (u32 each) || how many of them (u32), little-endian
//
// Damaged blocks are never handed to RocksDB unchecked: it may stop the process
// over them.
#pragma once

#include "events/store/database.hpp"

namespace rf::store {

struct raw_block {
    struct row {
        std::string key;
        byte_view value;  // into the bytes that were decoded
    };
    std::vector<row> rows;  // as far as the lengths make sense
    bool whole = false;     // they made sense to the end
};
// `key_suffix`: bytes at the end of every key that are RocksDB's own: 8 of a
// row, none of the blocks about the file.
raw_block decode_block(byte_view block, std::size_t key_suffix);

// A varint at the front of `v`, which loses it.
std::optional<std::uint64_t> take_varint(byte_view& v);

// The block that a checksum complaint is about, out of its file.
std::optional<byte_vec> read_damaged_block(const database& in, const rocksdb::Status& s);

}  // namespace rf::store
