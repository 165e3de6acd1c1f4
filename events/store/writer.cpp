#include "events/store/writer.hpp"

#include <algorithm>
#include <set>

#include "events/sha256.hpp"
#include "events/store/locate.hpp"

namespace rf::store {
namespace {

constexpr std::size_t most_kept_bytes = 4 << 20;  // of a batch, for the next one to use

fault refused(std::string what, std::string where, std::string advice = "") {
    return {fault_kind::refused, std::move(what), std::move(where), std::move(advice)};
}

// Epochs follow each other: one is open at a time, and none comes back.
status check_mark(const appended& e, const std::optional<epoch_span>& last, std::uint64_t number) {
    const bool is_open = last && !last->sealed;
    const std::string place = event_place(number) + ", epoch " + std::to_string(e.epoch);
    if (e.mark == epoch_mark::opens && is_open)
        return refused("another epoch is still open", place, "seal it first");
    if (e.mark == epoch_mark::opens && last && e.epoch <= last->epoch) {
        return refused("a later epoch was opened before", place);
    }
    if (e.mark == epoch_mark::seals && (!is_open || last->epoch != e.epoch)) {
        return refused("the epoch to be sealed is not open", place);
    }
    return done();
}

// The last epoch as it will be; a refusal if an event may not be appended.
result<std::optional<epoch_span>> check_events(std::span<const appended> events,
                                               std::optional<epoch_span> last, std::uint64_t number) {
    for (const appended& e : events) {
        if (e.bytes.empty() || e.bytes.size() > most_event_bytes) {
            return refused("an event has 1 to 65536 bytes, this one " + std::to_string(e.bytes.size()),
                           event_place(number), "put large content in a blob");
        }
        if (e.mark != epoch_mark::none) {
            auto allowed = check_mark(e, last, number);
            if (!allowed) return allowed.error();
            if (e.mark == epoch_mark::opens)
                last = epoch_span{e.epoch, number, std::nullopt};
            else
                last->sealed = number;
        }
        ++number;
    }
    return last;
}

}  // namespace

rocks_writer::rocks_writer(std::unique_ptr<directory_lock> lock, checked_log log, anchor_file anchor,
                           bool anchor_inline)
    : reads_contents(std::move(log)),
      lock_(std::move(lock)),
      anchor_(std::move(anchor), held_.now(), anchor_inline) {}

result<std::unique_ptr<rocks_writer>> rocks_writer::start(std::unique_ptr<directory_lock> lock,
                                                          checked_log log, bool anchor_inline) {
    disk& on = log.data->on();
    auto anchor = anchor_file::open(on, log.data->directory());
    if (!anchor) return anchor.error();
    if (log.now != log.anchor) {  // what is seen from now on is acknowledged
        auto wrote = anchor->write(log.now);
        if (!wrote) return wrote.error();
    }
    std::unique_ptr<rocks_writer> w(
        new rocks_writer(std::move(lock), std::move(log), std::move(*anchor), anchor_inline));
    auto last = w->last_epoch();
    if (!last) return last.error();
    w->last_epoch_ = *last;
    w->repair_recorded_ = !has_file(w->held_.data().on(), w->held_.data().directory() + "/repairing");
    return w;
}

status rocks_writer::still_good() {
    if (!failed_) {
        if (auto f = anchor_.stopped()) fail(*f);
    }
    if (!failed_) return done();
    return fault{fault_kind::unavailable, "nothing is written after a failed write: " + failed_->what,
                 failed_->where, "see to the disk, then start again"};
}

fault rocks_writer::fail(fault f) {
    if (!failed_) failed_ = f;
    anchor_.give_up();
    return f;
}

void rocks_writer::put(table t, const row_key& key, byte_view value) {
    RF_REQUIRE(batch_.Put(held_.data()[t], slice(key), slice(value)).ok());
}

// Each event is hashed as the caller gave it and again as it lies in the
// batch: a bit that flips on the way must not become part of the tree.
void rocks_writer::put_events(std::span<const appended> events, tile_builder& edge, tally& next) {
    const database& to = held_.data();
    completed_.clear();
    std::vector<byte_view> given, held;
    for (const appended& e : events) given.push_back(e.bytes);
    std::vector<hash32> leaves(events.size()), again(events.size());
    hash_leaves(given, leaves);
    std::vector<std::size_t> ends;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const appended& e = events[i];
        const row_key key = event_key(next.at.size);
        const rocksdb::Slice key_part = slice(key);
        const std::array<rocksdb::Slice, 2> parts = {slice(byte_view(leaves[i])), slice(e.bytes)};
        RF_REQUIRE(batch_
                       .Put(to[table::events], rocksdb::SliceParts(&key_part, 1),
                            rocksdb::SliceParts(parts.data(), 2))
                       .ok());
        ends.push_back(batch_.Data().size());
        edge.add(leaves[i], completed_);
        if (e.mark != epoch_mark::none) {
            std::array<std::uint8_t, 8> number;
            put_be64(number.data(), next.at.size);
            put(table::index, epoch_key(e.mark == epoch_mark::opens ? 'o' : 's', e.epoch), number);
            ++next.index_rows;
        }
        ++next.at.size;
    }
    for (std::size_t i = 0; i < events.size(); ++i)
        held.push_back(view(batch_.Data()).first(ends[i]).last(events[i].bytes.size()));
    hash_leaves(held, again);
    RF_REQUIRE(leaves == again);
    for (const auto& tile : completed_) put(table::tiles, tile_key(tile.id), tile.bytes);
    next.at.root = edge.root();
}

result<std::vector<const blob*>> rocks_writer::new_blobs(std::span<const blob> blobs) const {
    std::vector<const blob*> fresh;
    std::set<hash32> seen;
    for (const blob& b : blobs) {
        const std::string place = "blob " + hex(b.name);
        if (b.bytes.size() > most_blob_bytes) return refused("the blob is larger than 64 MiB", place);
        if (sha256(b.bytes) != b.name) return refused("the blob's bytes are not those of its name", place);
        if (!seen.insert(b.name).second) continue;
        auto there = held_.has_blob(b.name);
        if (!there) return there.error();
        if (!*there) fresh.push_back(&b);
    }
    return fresh;
}

status rocks_writer::commit(const tally& next, tile_builder edge) {
    const database& to = held_.data();
    RF_REQUIRE(batch_.Put(to[table::tally], {tally_key.data(), tally_key.size()}, slice(encode(next))).ok());
    rocksdb::WriteOptions durable;
    durable.sync = !to.on().planted.no_wal_sync;
    anchor_.write_begins();
    const auto s = to.db().Write(durable, &batch_);
    if (batch_.GetDataSize() < most_kept_bytes)
        batch_.Clear();
    else
        batch_ = rocksdb::WriteBatch();
    if (!s.ok()) return fail(fault_of(s, "RocksDB's log"));
    held_.advance(next, std::move(edge));
    auto posted = anchor_.post(next);
    if (!posted) return fail(posted.error());
    return done();
}

result<rf::head> rocks_writer::append(std::span<const appended> events, std::span<const blob> blobs) {
    auto good = still_good();
    if (!good) return good.error();
    tally next = held_.now();
    auto last = check_events(events, last_epoch_, next.at.size);
    if (!last) return last.error();
    auto fresh = new_blobs(blobs);
    if (!fresh) return fresh.error();
    if (events.empty() && fresh->empty()) return next.at;

    tile_builder edge = held_.edge();
    ++next.changes;
    batch_.Clear();
    put_events(events, edge, next);
    for (const blob* b : *fresh) {
        RF_REQUIRE(batch_.Put(held_.data()[table::blobs], slice(byte_view(b->name)), slice(b->bytes)).ok());
    }
    next.blobs += fresh->size();
    auto committed = commit(next, std::move(edge));
    if (!committed) return committed.error();
    last_epoch_ = *last;
    if (!repair_recorded_ && !events.empty()) {
        auto removed = remove_file(held_.data().on(), held_.data().directory() + "/repairing");
        if (!removed) return fail(removed.error());
        repair_recorded_ = true;
    }
    return next.at;
}

status rocks_writer::put_checkpoint(std::uint64_t size, std::string_view note) {
    auto good = still_good();
    if (!good) return good;
    tally next = held_.now();
    const std::string place = "checkpoint at " + std::to_string(size);
    auto c = read_checkpoint(note);
    if (!c) return with_place(c.error(), place);
    if (c->size != size || size > next.at.size) {
        return refused("the note says another size, or one the log has not reached", place);
    }
    auto root = root_at(size, tree());
    if (!root) return root.error();
    if (*root != c->root) return refused("the note says another root than the log has there", place);

    auto settled = settle();
    if (!settled) return settled;
    ++next.changes;
    ++next.index_rows;
    batch_.Clear();
    put(table::index, checkpoint_key(size, next.changes), view(note));
    auto committed = commit(next, held_.edge());
    if (!committed) return committed;
    return settle();
}

status rocks_writer::settle() {
    auto good = still_good();
    if (!good) return good;
    auto settled = anchor_.settle();
    if (!settled) return fail(settled.error());
    return done();
}

result<std::uint64_t> rocks_writer::prune(std::span<const hash32> names) {
    auto good = still_good();
    if (!good) return good.error();
    tally next = held_.now();
    std::set<hash32> there;
    for (const hash32& name : names) {
        auto has = held_.has_blob(name);
        if (!has) return has.error();
        if (*has) there.insert(name);
    }
    if (there.empty()) return std::uint64_t(0);
    batch_.Clear();
    // A single deletion and its put vanish together, so rows can be counted.
    for (const hash32& name : there) {
        RF_REQUIRE(batch_.SingleDelete(held_.data()[table::blobs], slice(byte_view(name))).ok());
    }
    ++next.changes;
    ++next.index_rows;
    next.blobs -= there.size();
    std::array<std::uint8_t, 8> count;
    put_be64(count.data(), there.size());
    put(table::index, prune_key(next.changes), count);
    auto committed = commit(next, held_.edge());
    if (!committed) return committed.error();
    return std::uint64_t(there.size());
}

status rocks_writer::flush() {
    const database& of = held_.data();
    std::vector<rocksdb::ColumnFamilyHandle*> all;
    for (std::size_t t = 0; t < tables; ++t) all.push_back(of[table(t)]);
    const auto s = of.db().Flush(rocksdb::FlushOptions(), all);
    if (!s.ok()) return fail(fault_of(s, "RocksDB's files"));
    return done();
}

status rocks_writer::compact() {
    const database& of = held_.data();
    for (std::size_t t = 0; t < tables; ++t) {
        const auto s = of.db().CompactRange(rocksdb::CompactRangeOptions(), of[table(t)], nullptr, nullptr);
        if (!s.ok()) return fail(fault_of(s, "RocksDB's files"));
    }
    return done();
}

}  // namespace rf::store
