// storage_key: where a runtime keeps an item, and what is there.
//
//     twox128(pallet's prefix) | twox128(item) | for each key hasher(SCALE(key))
//
// A *_concat hasher has the key's own bytes after the hash, and identity is
// nothing else: such keys can be read back. Hashers come from the metadata.
#pragma once

#include "actors/chain/subtensor/metadata.hpp"
#include "actors/chain/subtensor/value.hpp"

namespace rf::subtensor {

byte_vec storage_prefix(std::string_view pallet_prefix, std::string_view item);

// With fewer keys than the item has: the prefix of all that begin so.
result<byte_vec> storage_key(const metadata& m, const storage_place& place, const std::vector<value>& keys);
result<byte_vec> storage_key(const metadata& m, std::string_view pallet, std::string_view item,
                             const std::vector<value>& keys);

// The keys of a whole storage key. One that was only hashed is nothing.
result<std::vector<std::optional<value>>> read_storage_key(const metadata& m, const storage_place& place,
                                                           byte_view key);

// What is stored; where nothing is, what the metadata says is meant by that:
// its fallback, or nothing.
result<std::optional<value>> read_stored(const metadata& m, const storage_entry& entry,
                                         std::optional<byte_view> stored);

}  // namespace rf::subtensor
