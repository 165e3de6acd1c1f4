// tree: the Merkle tree of RFC 6962 over the log's events, unchanged.
//
//     leaf  = SHA-256(0x00 || event bytes)
//     node  = SHA-256(0x01 || left || right)
//     root of no leaves = SHA-256("")
//
// A frontier is the tree's right edge: the roots of its complete subtrees,
// largest first, one for every set bit of its size. It is all that is needed
// to go on appending and to know the root.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf {

hash32 leaf_hash(byte_view event);
hash32 node_hash(const hash32& left, const hash32& right);
hash32 empty_root();

// The same for many at once, which takes about two thirds of the time where
// the processor can (events/sha256_pairs.hpp). `children` is 2n hashes in a
// row, apart from the n parents.
void hash_leaves(std::span<const byte_view> events, std::span<hash32> leaves);
void hash_nodes(byte_view children, std::span<hash32> parents);

struct frontier {
    std::uint64_t size = 0;
    std::vector<hash32> peaks;  // popcount(size) of them, largest subtree first

    void add(const hash32& leaf);
    [[nodiscard]] hash32 root() const;
    friend bool operator==(const frontier&, const frontier&) = default;
};

// The hash of the complete subtree `index` at `level` (level 0 = leaves): it
// covers leaves [index << level, (index + 1) << level). A reader over stored
// tiles answers it; a fault (a damaged tile) goes through unchanged.
using subtree_reader = std::function<result<hash32>(unsigned level, std::uint64_t index)>;

result<hash32> root_at(std::uint64_t size, const subtree_reader& read);
result<frontier> frontier_at(std::uint64_t size, const subtree_reader& read);

// Proofs as in RFC 6962 2.1.1 and 2.1.2, bottom up.
using proof = std::vector<hash32>;
result<proof> inclusion_proof(std::uint64_t index, std::uint64_t size, const subtree_reader& read);
result<proof> consistency_proof(std::uint64_t old_size, std::uint64_t size, const subtree_reader& read);

// From an old size of 0 the proof is empty and says nothing about the new root.
//
// Verifying needs no store. Refuses, saying why, unless the proof holds exactly.
// A size is bound to its root by the signed checkpoint, not by the proof: two
// sizes may share the shape of a path, so take both from the same note.
status verify_inclusion(std::uint64_t index, const hash32& leaf, std::uint64_t size, const hash32& root,
                        const proof& p);
status verify_consistency(std::uint64_t old_size, const hash32& old_root, std::uint64_t size,
                          const hash32& root, const proof& p);

}  // namespace rf
