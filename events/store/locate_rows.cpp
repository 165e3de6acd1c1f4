#include <algorithm>

#include "events/sha256.hpp"
#include "events/store/locate.hpp"

namespace rf::store {
namespace {

constexpr const char* advice = "restore the log from a copy";
constexpr std::uint64_t rows_in_a_block = 1024;  // more than fit into 32 KiB

std::string detail(const rocksdb::Status& s) {
    const std::string place = s.ok() ? "" : place_in(s.ToString());
    return place.empty() ? "" : " (" + place + ")";
}

// The world failed, and the bytes may be well.
bool is_world(const rocksdb::Status& s) { return !s.ok() && !s.IsCorruption() && !s.IsNotFound(); }

// Rows as they are, checksums aside, from a block's length before `key`.
std::unique_ptr<rocksdb::Iterator> rows_around(const database& in, table t, const rocksdb::Slice& key) {
    auto rows = iterate(in, t, nullptr, 0, false);
    rows->Seek(key);
    if (!rows->Valid()) rows->SeekToLast();
    for (std::uint64_t i = 0; i < rows_in_a_block && rows->Valid(); ++i) rows->Prev();
    if (!rows->Valid()) rows->SeekToFirst();
    return rows;
}

bool is_bad_event(byte_view row) {
    if (row.size() < 32) return true;
    const hash32 leaf = leaf_hash(row.subspan(32));
    return !std::equal(leaf.b.begin(), leaf.b.end(), row.begin());
}

fault unreadable(const char* what, const rocksdb::Status& s, std::string asked) {
    std::string place = s.ok() ? "" : place_in(s.ToString());
    return {fault_kind::damaged, what + (s.ok() ? std::string() : ": " + s.ToString()),
            place.empty() ? std::move(asked) : std::move(place), advice};
}

// What a full tile must hold: the hashes that stand beside its events, or the
// roots of the tiles below.
std::optional<byte_vec> expected_tile(const database& in, tile_id id) {
    byte_vec out;
    rocksdb::ReadOptions unverified;
    unverified.verify_checksums = false;
    unverified.fill_cache = false;
    rocksdb::PinnableSlice row;
    for (std::uint64_t i = id.index * tile_width; i < (id.index + 1) * tile_width; ++i) {
        const bool leaves = id.level == 0;
        const row_key k = leaves ? event_key(i) : tile_key({std::uint8_t(id.level - 1), i});
        row.Reset();
        if (!in.db().Get(unverified, in[leaves ? table::events : table::tiles], slice(k), &row).ok()) return std::nullopt;
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

std::string event_place(std::uint64_t number) { return "event " + std::to_string(number); }

fault locate_event(const database& in, std::uint64_t number, const rocksdb::Status& s) {
    if (is_world(s)) return fault_of(s, event_place(number));
    const std::uint64_t first = number < rows_in_a_block ? 0 : number - rows_in_a_block;
    const row_key from = event_key(first);
    auto rows = iterate(in, table::events, nullptr, 0, false);
    rows->Seek(slice(from));
    for (std::uint64_t n = first; n < number + rows_in_a_block; ++n, rows->Next()) {
        if (!rows->Valid() && rows->status().ok() && n > number) break;  // the end of the log
        const bool here = rows->Valid() && event_number(rows->key().ToStringView()) == n;
        if (here && !is_bad_event(view_of(rows->value()))) continue;
        return {fault_kind::damaged, "the event's bytes are not those that the tree was made from" + detail(s),
                event_place(n), advice};
    }
    return unreadable("the event cannot be read", s, event_place(number));
}

fault locate_tile(const database& in, tile_id id, const rocksdb::Status& s) {
    if (is_world(s)) return fault_of(s, tile_place(id));
    const row_key key = tile_key(id);
    auto rows = rows_around(in, table::tiles, slice(key));
    for (std::uint64_t i = 0; i < 2 * rows_in_a_block && rows->Valid(); ++i, rows->Next()) {
        const auto found = tile_of(rows->key().ToStringView());
        const auto expected = found ? expected_tile(in, *found) : std::nullopt;
        const byte_view stored = view_of(rows->value());
        if (expected && std::equal(stored.begin(), stored.end(), expected->begin(), expected->end())) continue;
        return {fault_kind::damaged, "the tile's hashes are not those of its events" + detail(s),
                tile_place(expected ? *found : id), advice};
    }
    return unreadable("the tile cannot be read", s, tile_place(id));
}

fault locate_blob(const database& in, const hash32& name, const rocksdb::Status& s) {
    const std::string asked = "blob " + hex(name);
    if (is_world(s)) return fault_of(s, asked);
    fault bad{fault_kind::damaged, "the blob's bytes are not those of its name" + detail(s), asked,
              "restore it from a copy"};
    if (s.ok()) return bad;
    auto rows = rows_around(in, table::blobs, slice(byte_view(name)));
    for (std::uint64_t i = 0; i < 2 * rows_in_a_block && rows->Valid(); ++i, rows->Next()) {
        const byte_view key = view_of(rows->key());
        const hash32 found = sha256(view_of(rows->value()));
        if (std::equal(found.b.begin(), found.b.end(), key.begin(), key.end())) continue;
        bad.where = "blob " + hex(key);
        return bad;
    }
    return unreadable("the blob cannot be read", s, asked);
}

}  // namespace rf::store
