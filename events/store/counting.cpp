#include "events/store/counting.hpp"

#include <algorithm>

#include <rocksdb/table_properties.h>

#include "events/store/locate.hpp"

namespace rf::store {
namespace {

fault gone(std::string what, std::string where) {
    return {fault_kind::damaged, std::move(what), std::move(where), "restore the log from a copy"};
}

fault unreadable(const rocksdb::Status& s) {
    return fault_of(s, place_in(s.ToString()));
}

struct stretch {
    std::string file;
    std::uint64_t from, to;
};

// The stretch of events in each file; a file has every number from its first to its last.
result<std::vector<stretch>> event_files(const database& in) {
    rocksdb::ColumnFamilyMetaData meta;
    in.db().GetColumnFamilyMetaData(in[table::events], &meta);
    rocksdb::TablePropertiesCollection properties;
    const auto s = in.db().GetPropertiesOfAllTables(in[table::events], &properties);
    if (!s.ok()) return unreadable(s);
    std::vector<stretch> out;
    for (const auto& level : meta.levels) {
        for (const auto& file : level.files) {
            const std::string place = "file db" + file.name;
            const auto first = event_number(file.smallestkey), last = event_number(file.largestkey);
            const auto found = properties.find(file.db_path + file.name);
            if (found == properties.end() || !first || !last || *first > *last) {
                return gone("a file of events does not say what it holds", place);
            }
            if (found->second->num_entries != *last - *first + 1 || found->second->num_deletions != 0) {
                return gone("a file does not hold every event from " + std::to_string(*first) + " to " +
                                std::to_string(*last),
                            place);
            }
            out.push_back({place, *first, *last + 1});
        }
    }
    std::sort(out.begin(), out.end(), [](const stretch& a, const stretch& b) { return a.from < b.from; });
    return out;
}

std::string range(std::uint64_t from, std::uint64_t to) {
    return "events " + std::to_string(from) + " to " + std::to_string(to - 1);
}

std::uint64_t property(const database& in, table t, const rocksdb::Slice& name) {
    std::uint64_t n = 0;
    return in.db().GetIntProperty(in[t], name, &n) ? n : 0;
}

// Rows put less rows deleted, in files and in memory. `pruned` is how many of
// those in memory are deletions.
result<std::uint64_t> count_rows(const database& in, table t, std::uint64_t pruned) {
    rocksdb::TablePropertiesCollection properties;
    const auto s = in.db().GetPropertiesOfAllTables(in[t], &properties);
    if (!s.ok()) return unreadable(s);
    std::uint64_t n = property(in, t, rocksdb::DB::Properties::kNumEntriesActiveMemTable) +
                      property(in, t, rocksdb::DB::Properties::kNumEntriesImmMemTables) - 2 * pruned;
    for (const auto& [file, p] : properties) n += p->num_entries - 2 * p->num_deletions;
    return n;
}

// Deletions of blobs that are in no file yet: the index has a row for each change that made some.
result<std::uint64_t> pruned_in_memory(const database& in) {
    rocksdb::ReadOptions o;
    o.read_tier = rocksdb::kMemtableTier;
    const std::unique_ptr<rocksdb::Iterator> rows(in.db().NewIterator(o, in[table::index]));
    std::uint64_t n = 0;
    for (rows->Seek("p"); rows->Valid() && rows->key().starts_with("p"); rows->Next()) {
        if (rows->value().size() == 8) n += get_be64(view_of(rows->value()).data());
    }
    if (!rows->status().ok()) return unreadable(rows->status());
    return n;
}

status check_count(const database& in, table t, const char* of, std::uint64_t expected,
                   std::uint64_t pruned) {
    auto n = count_rows(in, t, pruned);
    if (!n) return n.error();
    if (*n == expected) return done();
    return gone("of " + std::to_string(expected) + " " + of + " there are " + std::to_string(*n), "");
}

}  // namespace

result<std::uint64_t> count_events(const database& in) {
    auto files = event_files(in);
    if (!files) return files.error();
    std::uint64_t next = 0;
    for (const stretch& f : *files) {
        if (f.from > next) return gone(range(next, f.from) + " are gone", event_place(next));
        if (f.from < next) return gone(range(f.from, std::min(f.to, next)) + " are there twice", f.file);
        next = f.to;
    }
    const row_key from = event_key(next);
    auto rows = iterate(in, table::events, nullptr);
    for (rows->Seek(slice(from)); rows->Valid(); rows->Next(), ++next) {
        const auto n = event_number(rows->key().ToStringView());
        if (n == next) continue;
        if (n && *n > next) return gone(range(next, *n) + " are gone", event_place(next));
        return gone("a key in the table of events is no number", event_place(next));
    }
    if (!rows->status().ok()) return locate_event(in, next, rows->status());
    return next;
}

status check_counts(const database& in, const tally& t) {
    auto pruned = pruned_in_memory(in);
    if (!pruned) return pruned.error();
    auto checked = check_count(in, table::tiles, "full tiles", full_tiles(t.at.size), 0);
    if (checked) checked = check_count(in, table::index, "rows of the index", t.index_rows, 0);
    if (checked) checked = check_count(in, table::blobs, "blobs", t.blobs, *pruned);
    return checked;
}

}  // namespace rf::store
