#include "events/store/contents.hpp"

#include <algorithm>

#include "events/sha256.hpp"
#include "events/store/cursor.hpp"
#include "events/store/locate.hpp"

namespace rf::store {
namespace {

fault missing(std::string what, std::string where) {
    return {fault_kind::missing, std::move(what), std::move(where), ""};
}

fault index_fault(const rocksdb::Status& s) {
    fault f = fault_of(s, place_in(s.ToString()));
    f.what = "the index cannot be read: " + f.what;
    return f;
}

fault index_damaged(std::string where) {
    return {fault_kind::damaged, "a row of the index is not as it was written", std::move(where),
            "restore the log from a copy"};
}

std::string epoch_place(std::uint32_t epoch) {
    return "epoch " + std::to_string(epoch);
}

}  // namespace

contents::contents(std::unique_ptr<database> data, const tally& now, tile_builder edge)
    : data_(std::move(data)), now_(now), edge_(std::move(edge)) {}

rf::head contents::head() const {
    return now().at;
}
tally contents::now() const {
    const std::lock_guard hold(m_);
    return now_;
}
tile_builder contents::edge() const {
    const std::lock_guard hold(m_);
    return edge_;
}
void contents::advance(const tally& now, tile_builder edge) {
    const std::lock_guard hold(m_);
    now_ = now;
    edge_ = std::move(edge);
}

result<byte_vec> contents::read(std::uint64_t number) const {
    const std::uint64_t size = head().size;
    if (number >= size) {
        fault f = missing("the log has no such event", event_place(number));
        f.advice = "it has " + std::to_string(size);
        return f;
    }
    const row_key key = event_key(number);
    rocksdb::PinnableSlice row;
    const auto s = get(*data_, table::events, slice(key), row);
    if (!s.ok()) return locate_event(*data_, number, s);
    const byte_view v = view_of(row);
    if (v.size() < 32 || *as_hash(v.first(32)) != leaf_hash(v.subspan(32)))
        return locate_event(*data_, number, s);
    return byte_vec(v.begin() + 32, v.end());
}

result<std::unique_ptr<event_cursor>> contents::scan(std::uint64_t from, std::uint64_t to,
                                                     reading how) const {
    const tile_builder at = edge();
    const std::uint64_t end = std::min(to, at.size());
    if (how == reading::plain) return plain_cursor(*data_, from, end);
    return checked_cursor(*data_, from, end, at);
}

result<std::optional<std::uint64_t>> contents::epoch_row(char kind, std::uint32_t epoch) const {
    const row_key key = epoch_key(kind, epoch);
    rocksdb::PinnableSlice row;
    const auto s = get(*data_, table::index, slice(key), row);
    if (s.IsNotFound()) return std::optional<std::uint64_t>();
    if (!s.ok()) return index_fault(s);
    if (row.size() != 8) return index_damaged(epoch_place(epoch));
    return std::optional(get_be64(view_of(row).data()));
}

result<epoch_span> contents::find_epoch(std::uint32_t epoch) const {
    auto opened = epoch_row('o', epoch);
    if (!opened) return opened.error();
    if (!*opened) return missing("the log has no such epoch", epoch_place(epoch));
    auto sealed = epoch_row('s', epoch);
    if (!sealed) return sealed.error();
    return epoch_span{epoch, **opened, *sealed};
}

result<std::optional<std::pair<std::string, std::string>>> contents::last_row(std::string_view prefix) const {
    const std::string past = std::string(prefix) + std::string(17, '\xff');  // longer than any key
    auto rows = std::unique_ptr<rocksdb::Iterator>(data_->db().NewIterator({}, (*data_)[table::index]));
    rows->SeekForPrev(past);
    if (!rows->status().ok()) return index_fault(rows->status());
    if (!rows->Valid() || !rows->key().starts_with({prefix.data(), prefix.size()})) {
        return std::optional<std::pair<std::string, std::string>>();
    }
    return std::optional(std::pair(rows->key().ToString(), rows->value().ToString()));
}

result<std::optional<epoch_span>> contents::last_epoch() const {
    auto row = last_row("o");
    if (!row) return row.error();
    if (!*row) return std::optional<epoch_span>();
    const std::string& key = (*row)->first;
    if (key.size() != 5) return index_damaged("the newest epoch");
    std::uint32_t epoch = 0;
    for (int i = 1; i < 5; ++i) epoch = epoch << 8 | std::uint8_t(key[i]);
    auto span = find_epoch(epoch);
    if (!span) return span.error();
    return std::optional(*span);
}

result<hash32> contents::subtree(unsigned level, std::uint64_t index) const {
    const std::lock_guard hold(m_);
    return read_subtree(edge_, stored_tiles(*data_), level, index);
}

result<byte_vec> contents::read_blob(const hash32& name) const {
    rocksdb::PinnableSlice row;
    rocksdb::ReadOptions once;
    once.fill_cache = false;
    const auto s = data_->db().Get(once, (*data_)[table::blobs], slice(byte_view(name)), &row);
    if (s.IsNotFound()) return missing("no such blob", "blob " + hex(name));
    if (!s.ok() || sha256(view_of(row)) != name) return locate_blob(*data_, name, s);
    const byte_view v = view_of(row);
    return byte_vec(v.begin(), v.end());
}

result<bool> contents::has_blob(const hash32& name) const {
    rocksdb::PinnableSlice row;
    const auto s = get(*data_, table::blobs, slice(byte_view(name)), row);
    if (s.IsNotFound()) return false;
    if (!s.ok()) return locate_blob(*data_, name, s);
    return true;
}

result<std::string> contents::read_checkpoint_at(std::uint64_t size) const {
    const row_key key = checkpoint_key(size, 0);
    auto row = last_row({key.b.data(), 9});
    if (!row) return row.error();
    if (!*row) return missing("no checkpoint was cut there", "size " + std::to_string(size));
    return (*row)->second;
}

result<std::string> contents::newest_checkpoint() const {
    auto row = last_row("c");
    if (!row) return row.error();
    if (!*row) return missing("the log has no checkpoint", "");
    return (*row)->second;
}

}  // namespace rf::store
