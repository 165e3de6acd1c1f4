// tiles: the tree cut into pieces of 256 hashes, as in C2SP tlog-tiles.
//
//     tile(level L, index N) = the hashes of the complete subtrees
//     [N * 256, (N + 1) * 256) at tree level 8 * L, concatenated, 32 bytes each
//
// Level 0 holds leaf hashes. A full tile never changes. Only full tiles are
// kept in the store; the right edge of the tree is built again from the leaf
// hashes that stand beside the newest events (docs/log-format.md).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "events/tree.hpp"

namespace rf {

constexpr std::uint64_t tile_width = 256;
constexpr std::size_t tile_bytes = 256 * 32;

struct tile_id {
    std::uint8_t level = 0;
    std::uint64_t index = 0;
    friend bool operator==(const tile_id&, const tile_id&) = default;
};

// "tile/0/x001/x234/067" and "tile/0/x001/x234/067.p/8" for a partial tile.
// Reading one is strict: one text for one tile, levels 0 to 5 as C2SP has them.
std::string tile_path(tile_id id, std::uint64_t width = tile_width);
std::optional<std::pair<tile_id, std::uint64_t>> parse_tile_path(std::string_view path);

// The root of a full tile, or of the first `width` hashes of a tile where
// width is a power of two.
hash32 tile_root(byte_view tile, std::uint64_t first, std::uint64_t width);

// Answers a stored full tile, 8192 bytes; missing or damaged are faults.
using tile_source = std::function<result<byte_vec>(tile_id)>;

// The tiles of a growing tree: a leaf goes in, full tiles come out.
class tile_builder {
  public:
    struct full_tile {
        tile_id id;
        byte_vec bytes;
    };

    tile_builder() = default;
    [[nodiscard]] std::uint64_t size() const { return peaks_.size; }
    [[nodiscard]] hash32 root() const { return peaks_.root(); }
    [[nodiscard]] const rf::frontier& frontier() const { return peaks_; }

    // Appends the tiles that this leaf completes (usually none) to `completed`.
    void add(const hash32& leaf, std::vector<full_tile>& completed);

    // A builder for a tree of `size` leaves: `full(id)` answers stored full
    // tiles, `leaf(i)` the leaf hashes not yet in a full tile (at most 255).
    // It hashes the tiles that its edge stands on, so a damaged one among them
    // gives another root: compare root() with the one that was acknowledged.
    static result<tile_builder> resume(std::uint64_t size, const tile_source& full,
                                       const std::function<result<hash32>(std::uint64_t)>& leaf);

    // The partial tile of every level, 0 first; each shorter than a full one.
    [[nodiscard]] const std::vector<byte_vec>& edge() const { return edge_; }

  private:
    void put(std::size_t level, const hash32& h, std::vector<full_tile>& completed);

    rf::frontier peaks_;
    std::vector<byte_vec> edge_;
};

// The hash of a complete subtree, from full tiles and the builder's right edge.
// Tiles are taken as they are; a wrong hash shows when a proof is verified.
result<hash32> read_subtree(const tile_builder& edge, const tile_source& full, unsigned level,
                            std::uint64_t index);
// The same as a reader for proofs. It keeps a copy of the edge: what it answers
// stays that of one size while the log grows.
subtree_reader read_tiles(const tile_builder& edge, tile_source full);

// Leaf hashes that are proven to stand under one root, for a scan that checks.
//
// A tile is hashed once when it is entered and compared with the hash its
// parent has for it, up to the edge, which is the root's own. So a scan in order
// pays one node hash for each leaf, and nothing else here.
class proven_leaves {
  public:
    proven_leaves(tile_builder edge, tile_source full) : edge_(std::move(edge)), full_(std::move(full)) {}

    // Leaf hash `number`, 32 bytes that live until the next call. damaged: a
    // tile is not what its parent says; `where` names it and its events.
    result<byte_view> leaf(std::uint64_t number) { return entry(0, number); }

  private:
    struct held_tile {
        std::optional<std::uint64_t> index;
        byte_vec bytes;
    };
    result<byte_view> entry(std::uint8_t level, std::uint64_t number);

    tile_builder edge_;
    tile_source full_;
    std::array<held_tile, 8> held_;  // the tile last proven, of every level
};

}  // namespace rf
