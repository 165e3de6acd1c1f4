#include "events/tiles.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

namespace rf {
namespace {

constexpr unsigned tile_height = 8;
constexpr unsigned most_path_level = 5;

hash32 hash_in(byte_view tile, std::uint64_t place) { return *as_hash(tile.subspan(place * 32, 32)); }

std::string three_digits(std::uint64_t n) {
    const std::string digits = std::to_string(n);
    return std::string(3 - digits.size(), '0') + digits;
}

// A decimal number in its one spelling, at the front of `text`, which loses it.
std::optional<std::uint64_t> take_number(std::string_view& text, std::uint64_t most) {
    std::uint64_t n = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
    const auto used = std::size_t(end - text.data());
    if (error != std::errc() || n > most || (text[0] == '0' && used > 1)) return std::nullopt;
    text.remove_prefix(used);
    return n;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) return false;
    text.remove_prefix(prefix.size());
    return true;
}

// "x001/x234/067" at the front of `text`.
std::optional<std::uint64_t> take_index(std::string_view& text) {
    std::uint64_t n = 0;
    for (bool first = true;; first = false) {
        const bool more = take(text, "x");
        if (text.size() < 3) return std::nullopt;
        std::uint64_t group = 0;
        for (char c : text.substr(0, 3)) {
            if (c < '0' || c > '9') return std::nullopt;
            group = group * 10 + std::uint64_t(c - '0');
        }
        if (first && more && group == 0) return std::nullopt;
        if (n > (UINT64_MAX - group) / 1000) return std::nullopt;
        n = n * 1000 + group;
        text.remove_prefix(3);
        if (!more) return n;
        if (!take(text, "/")) return std::nullopt;
    }
}

fault damaged_tile(tile_id id, std::string what) {
    // The events below a tile, so that damage is located by event number.
    const unsigned bits = tile_height * (id.level + 1u);
    std::string where = tile_path(id);
    if (bits < 64) {
        where += ", events " + std::to_string(id.index << bits) + " to " +
                 std::to_string(((id.index + 1) << bits) - 1);
    }
    return {fault_kind::damaged, std::move(what), std::move(where), "restore the log from a copy"};
}

result<byte_vec> read_full(const tile_source& full, tile_id id) {
    auto tile = full(id);
    if (tile && tile->size() != tile_bytes) return damaged_tile(id, "a tile has a wrong length");
    return tile;
}

}  // namespace

std::string tile_path(tile_id id, std::uint64_t width) {
    std::string groups = three_digits(id.index % 1000);
    for (std::uint64_t rest = id.index / 1000; rest > 0; rest /= 1000) {
        groups = "x" + three_digits(rest % 1000) + "/" + groups;
    }
    std::string out = "tile/" + std::to_string(id.level) + "/" + groups;
    if (width != tile_width) out += ".p/" + std::to_string(width);
    return out;
}

std::optional<std::pair<tile_id, std::uint64_t>> parse_tile_path(std::string_view path) {
    if (!take(path, "tile/")) return std::nullopt;
    const auto level = take_number(path, most_path_level);
    if (!level || !take(path, "/")) return std::nullopt;
    const auto index = take_index(path);
    if (!index) return std::nullopt;
    const tile_id id{std::uint8_t(*level), *index};
    if (path.empty()) return std::pair(id, tile_width);
    if (!take(path, ".p/")) return std::nullopt;
    const auto width = take_number(path, tile_width - 1);
    if (!width || *width == 0 || !path.empty()) return std::nullopt;
    return std::pair(id, *width);
}

hash32 tile_root(byte_view tile, std::uint64_t first, std::uint64_t width) {
    RF_REQUIRE(std::has_single_bit(width) && width <= tile_width && first % width == 0);
    RF_REQUIRE(tile.size() / 32 >= first + width);
    if (width == 1) return hash_in(tile, first);
    std::array<hash32, tile_width / 2> row, next;
    std::uint64_t n = width / 2;
    hash_nodes(tile.subspan(first * 32, width * 32), std::span(row).first(n));
    for (; n > 1; n /= 2) {
        hash_nodes({row[0].b.data(), n * 32}, std::span(next).first(n / 2));
        std::copy_n(next.begin(), n / 2, row.begin());
    }
    return row[0];
}

void tile_builder::put(std::size_t level, const hash32& h, std::vector<full_tile>& completed) {
    if (level == edge_.size()) edge_.emplace_back();
    byte_vec& tile = edge_[level];
    if (tile.empty()) tile.reserve(tile_bytes);
    tile.insert(tile.end(), h.b.begin(), h.b.end());
    if (tile.size() < tile_bytes) return;
    const std::uint64_t index = (peaks_.size >> (tile_height * level)) / tile_width;
    completed.push_back({{std::uint8_t(level), index}, std::move(tile)});
    tile.clear();
}

// The frontier's own merging passes through every complete subtree once; those
// at a multiple of the tile's height are the entries of the tiles above.
void tile_builder::add(const hash32& leaf, std::vector<full_tile>& completed) {
    hash32 h = leaf;
    put(0, h, completed);
    unsigned level = 0;
    for (std::uint64_t s = peaks_.size; s & 1; s >>= 1) {
        h = node_hash(peaks_.peaks.back(), h);
        peaks_.peaks.pop_back();
        if (++level % tile_height == 0) put(level / tile_height, h, completed);
    }
    peaks_.peaks.push_back(h);
    ++peaks_.size;
}

result<tile_builder> tile_builder::resume(std::uint64_t size, const tile_source& full,
                                          const std::function<result<hash32>(std::uint64_t)>& leaf) {
    tile_builder out;
    for (std::uint8_t level = 0; tile_height * level < 64 && size >> (tile_height * level) != 0; ++level) {
        const std::uint64_t nodes = size >> (tile_height * level);
        byte_vec& tile = out.edge_.emplace_back();
        tile.reserve(tile_bytes);
        for (std::uint64_t i = nodes - nodes % tile_width; i < nodes; ++i) {
            hash32 h;
            if (level == 0) {
                auto stored = leaf(i);
                if (!stored) return stored.error();
                h = *stored;
            } else {
                auto below = read_full(full, {std::uint8_t(level - 1), i});
                if (!below) return below.error();
                h = tile_root(*below, 0, tile_width);
            }
            tile.insert(tile.end(), h.b.begin(), h.b.end());
        }
    }
    for (std::size_t level = out.edge_.size(); level-- > 0;) {
        std::uint64_t first = 0;
        for (std::uint64_t n = out.edge_[level].size() / 32; n > 0;) {
            const std::uint64_t width = std::bit_floor(n);
            out.peaks_.peaks.push_back(tile_root(out.edge_[level], first, width));
            first += width;
            n -= width;
        }
    }
    out.peaks_.size = size;
    return out;
}

result<hash32> read_subtree(const tile_builder& edge, const tile_source& full, unsigned level,
                            std::uint64_t index) {
    if (level >= 64 || index >= edge.size() >> level) {
        return fault{fault_kind::missing, "the tree has no such complete subtree",
                     "level " + std::to_string(level) + ", index " + std::to_string(index), ""};
    }
    const unsigned height = level % tile_height;
    const auto tile_level = std::uint8_t(level / tile_height);
    const std::uint64_t width = std::uint64_t(1) << height;
    const tile_id id{tile_level, index / (tile_width / width)};
    const std::uint64_t first = index % (tile_width / width) * width;
    if (id.index == (edge.size() >> (tile_height * tile_level)) / tile_width) {
        return tile_root(edge.edge()[tile_level], first, width);
    }
    auto tile = read_full(full, id);
    if (!tile) return tile.error();
    return tile_root(*tile, first, width);
}

subtree_reader read_tiles(const tile_builder& edge, tile_source full) {
    return [edge, full = std::move(full)](unsigned level, std::uint64_t index) {
        return read_subtree(edge, full, level, index);
    };
}

result<byte_view> proven_leaves::entry(std::uint8_t level, std::uint64_t number) {
    const std::uint64_t nodes = edge_.size() >> (tile_height * level);
    const std::uint64_t index = number / tile_width;
    const auto place = std::size_t(number % tile_width) * 32;
    if (number >= nodes) {
        return fault{fault_kind::missing, "the tree has no such leaf", "event " + std::to_string(number), ""};
    }
    if (index == nodes / tile_width) return byte_view(edge_.edge()[level]).subspan(place, 32);

    held_tile& held = held_[level];
    if (held.index != index) {
        const tile_id id{level, index};
        auto tile = read_full(full_, id);
        if (!tile) return tile.error();
        auto expected = entry(std::uint8_t(level + 1), index);
        if (!expected) return expected;
        const hash32 found = tile_root(*tile, 0, tile_width);
        if (!std::equal(found.b.begin(), found.b.end(), expected->begin())) {
            return damaged_tile(id, "a tile is not the one its parent was made from");
        }
        held.bytes = std::move(tile.value());
        held.index = index;
    }
    return byte_view(held.bytes).subspan(place, 32);
}

}  // namespace rf
