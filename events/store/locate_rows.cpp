#include <algorithm>

#include "events/sha256.hpp"
#include "events/store/locate.hpp"
#include "events/store/raw_block.hpp"

namespace rf::store {
namespace {

constexpr std::size_t row_suffix = 8;  // RocksDB's sequence number and type
constexpr const char* advice = "restore the log from a copy";

// The world failed, and the bytes may be well.
bool is_world(const rocksdb::Status& s) {
    return !s.ok() && !s.IsCorruption() && !s.IsNotFound();
}

std::string with_file(std::string row, const rocksdb::Status& s) {
    const std::string place = s.ok() ? "" : place_in(s.ToString());
    return place.empty() ? row : row + ", " + place;
}

// No row of the block shows the damage: its own bookkeeping has it.
fault unreadable(const char* what, const rocksdb::Status& s, std::string asked) {
    const std::string place = s.ok() ? "" : place_in(s.ToString());
    return {fault_kind::damaged, what + (s.ok() ? std::string() : ": " + s.ToString()),
            place.empty() ? std::move(asked) : place, advice};
}

bool is_event(const raw_block::row& r, std::uint64_t number) {
    if (event_number(r.key) != number || r.value.size() < 32) return false;
    const hash32 leaf = leaf_hash(r.value.subspan(32));
    return std::equal(leaf.b.begin(), leaf.b.end(), r.value.begin());
}

// What a full tile must hold: the hashes that stand beside its events, or the
// roots of the tiles below.
std::optional<byte_vec> expected_tile(const database& in, tile_id id) {
    byte_vec out;
    rocksdb::PinnableSlice row;
    for (std::uint64_t i = id.index * tile_width; i < (id.index + 1) * tile_width; ++i) {
        const bool leaves = id.level == 0;
        const row_key k = leaves ? event_key(i) : tile_key({std::uint8_t(id.level - 1), i});
        row.Reset();
        if (!get(in, leaves ? table::events : table::tiles, slice(k), row).ok()) return std::nullopt;
        if (row.size() < 32 || (!leaves && row.size() != tile_bytes)) return std::nullopt;
        const hash32 h = leaves ? *as_hash(view_of(row).first(32)) : tile_root(view_of(row), 0, tile_width);
        out.insert(out.end(), h.b.begin(), h.b.end());
    }
    return out;
}

std::string tile_place(tile_id id) {
    const unsigned bits = 8 * (id.level + 1u);
    return tile_path(id) + ", events " + std::to_string(id.index << bits) + " to " +
           std::to_string(((id.index + 1) << bits) - 1);
}

}  // namespace

std::string event_place(std::uint64_t number) {
    return "event " + std::to_string(number);
}

fault locate_event(const database& in, std::uint64_t number, const rocksdb::Status& s) {
    if (is_world(s)) return fault_of(s, event_place(number));
    const fault bad{fault_kind::damaged, "the event's bytes are not those that the tree was made from",
                    with_file(event_place(number), s), advice};
    const auto bytes = s.ok() ? std::nullopt : read_damaged_block(in, s);
    if (!bytes) return s.ok() ? bad : unreadable("the event cannot be read", s, event_place(number));
    const raw_block block = decode_block(*bytes, row_suffix);
    // Events are dense, so one that is well gives the numbers of all others.
    std::optional<std::uint64_t> first;
    for (std::size_t i = 0; i < block.rows.size() && !first; ++i) {
        const auto n = event_number(block.rows[i].key);
        if (n && *n >= i && is_event(block.rows[i], *n)) first = *n - i;
    }
    if (!first) return bad;
    for (std::size_t i = 0; i <= block.rows.size(); ++i) {
        if (i < block.rows.size() ? is_event(block.rows[i], *first + i) : block.whole) continue;
        fault f = bad;
        f.where = with_file(event_place(*first + i), s);
        return f;
    }
    return unreadable("the events cannot be read", s, event_place(number));
}

fault locate_tile(const database& in, tile_id id, const rocksdb::Status& s) {
    if (is_world(s)) return fault_of(s, tile_place(id));
    fault bad{fault_kind::damaged, "the tile's hashes are not those of its events",
              with_file(tile_place(id), s), advice};
    const auto bytes = s.ok() ? std::nullopt : read_damaged_block(in, s);
    if (!bytes) return s.ok() ? bad : unreadable("the tile cannot be read", s, tile_place(id));
    const raw_block block = decode_block(*bytes, row_suffix);
    for (const auto& row : block.rows) {
        const auto found = tile_of(row.key);
        const auto expected = found ? expected_tile(in, *found) : std::nullopt;
        if (expected && std::equal(row.value.begin(), row.value.end(), expected->begin(), expected->end()))
            continue;
        bad.where = with_file(tile_place(expected ? *found : id), s);
        return bad;
    }
    return block.whole ? unreadable("the tiles cannot be read", s, tile_place(id)) : bad;
}

fault locate_blob(const database& in, const hash32& name, const rocksdb::Status& s) {
    const std::string asked = "blob " + hex(name);
    if (is_world(s)) return fault_of(s, asked);
    fault bad{fault_kind::damaged, "the blob's bytes are not those of its name", with_file(asked, s),
              "restore it from a copy"};
    const auto bytes = s.ok() ? std::nullopt : read_damaged_block(in, s);
    if (!bytes) return s.ok() ? bad : unreadable("the blob cannot be read", s, asked);
    const raw_block block = decode_block(*bytes, row_suffix);
    for (const auto& row : block.rows) {
        const bool pruned = row.key.size() == 32 && row.value.empty();
        const hash32 found = sha256(row.value);
        if (pruned || std::equal(found.b.begin(), found.b.end(), view(row.key).begin(), view(row.key).end()))
            continue;
        bad.where = with_file("blob " + hex(view(row.key)), s);
        return bad;
    }
    return block.whole ? unreadable("the blobs cannot be read", s, asked) : bad;
}

}  // namespace rf::store
