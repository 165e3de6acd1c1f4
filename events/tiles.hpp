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
std::string tile_path(tile_id id, std::uint64_t width = tile_width);
std::optional<std::pair<tile_id, std::uint64_t>> parse_tile_path(std::string_view path);

// The root of a full tile, or of the first `width` hashes of a tile where
// width is a power of two.
hash32 tile_root(byte_view tile, std::uint64_t first, std::uint64_t width);

// The tiles of a growing tree: a leaf goes in, full tiles come out.
class tile_builder {
  public:
    struct full_tile {
        tile_id id;
        byte_vec bytes;
    };

    tile_builder() = default;
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] hash32 root() const;
    [[nodiscard]] rf::frontier frontier() const;

    // Appends the tiles that this leaf completes (usually none) to `completed`.
    void add(const hash32& leaf, std::vector<full_tile>& completed);

    // A builder for a tree of `size` leaves: `full(id)` answers stored full
    // tiles, `leaf(i)` the leaf hashes not yet in a full tile (at most 255).
    static result<tile_builder> resume(std::uint64_t size,
                                       const std::function<result<byte_vec>(tile_id)>& full,
                                       const std::function<result<hash32>(std::uint64_t)>& leaf);

    // Hashes of complete subtrees at the right edge, for reading proofs.
    [[nodiscard]] const std::vector<byte_vec>& edge() const { return edge_; }

  private:
    std::uint64_t size_ = 0;
    std::vector<byte_vec> edge_;  // the partial tile of every level, 0 first
};

// Answers subtree hashes from full tiles and the builder's right edge.
subtree_reader read_tiles(const tile_builder& edge, std::function<result<byte_vec>(tile_id)> full);

}  // namespace rf
