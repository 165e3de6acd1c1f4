#include "events/store/opening.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "events/store/counting.hpp"
#include "events/store/locate.hpp"

namespace rf::store {
namespace {

constexpr int most_attempts = 200;
constexpr auto pause = std::chrono::milliseconds(5);

fault damaged(std::string what, std::string where) {
    return {fault_kind::damaged, std::move(what), std::move(where), "restore the log from a copy"};
}

// What was acknowledged and is not there.
fault truncated(const tally& now, const tally& anchor) {
    const std::string advice = "restore the log from a copy; a log that forgets must not go on";
    if (now.at.size < anchor.at.size) {
        const std::string range = std::to_string(now.at.size) + " to " + std::to_string(anchor.at.size - 1);
        return {fault_kind::truncated, "events " + range + " were acknowledged and are gone",
                "events " + range, advice};
    }
    return {fault_kind::truncated,
            std::to_string(anchor.changes - now.changes) +
                " acknowledged changes of blobs or checkpoints are gone",
            "", advice};
}

// The leaf hashes beside the newest events, each compared with its event.
result<hash32> leaf_of(const database& in, std::uint64_t number) {
    const row_key key = event_key(number);
    rocksdb::PinnableSlice row;
    const auto s = get(in, table::events, slice(key), row);
    if (!s.ok()) return locate_event(in, number, s);
    const byte_view v = view_of(row);
    const hash32 leaf = leaf_hash(v.subspan(std::min<std::size_t>(v.size(), 32)));
    if (v.size() < 32 || *as_hash(v.first(32)) != leaf) return locate_event(in, number, s);
    return leaf;
}

status check_contents(checked_log& log) {
    const database& in = *log.data;
    const bool counting = !in.on().planted.no_count_check;
    auto now = read_tally(in);
    if (!now) return now.error();
    log.now = *now;
    if (counting) {
        auto size = count_events(in);
        if (!size) return size.error();
        if (*size != now->at.size) {
            return damaged("there are " + std::to_string(*size) + " events, and the tally says " +
                               std::to_string(now->at.size),
                           event_place(std::min(*size, now->at.size)));
        }
        auto counted = check_counts(in, *now);
        if (!counted) return counted;
    }
    if (now->changes < log.anchor.changes && !in.on().planted.no_anchor_check)
        return truncated(*now, log.anchor);

    const tile_source full = stored_tiles(in);
    auto edge = tile_builder::resume(now->at.size, full, [&](std::uint64_t n) { return leaf_of(in, n); });
    if (!edge) return edge.error();
    if (edge->root() != now->at.root) return damaged("the tree has another root than it had", "the head");
    log.edge = std::move(*edge);
    if (in.on().planted.no_anchor_check) return done();
    auto root = root_at(log.anchor.at.size, read_tiles(log.edge, full));
    if (!root) return root.error();
    if (*root != log.anchor.at.root || (now->changes == log.anchor.changes && *now != log.anchor)) {
        return damaged("the tree has another root than was acknowledged",
                       "size " + std::to_string(log.anchor.at.size));
    }
    return done();
}

// The MANIFEST in use, if one of its records does not read: what follows was
// not synced when the power went, or it is damaged. The checks tell which.
void leave_out_torn_manifest(disk& on, const std::string& directory, manner& how) {
    auto current = read_file(on, directory + "/db/CURRENT", 4096);
    if (!current || current->empty() || current->back() != '\n') return;
    const std::string path = directory + "/db/" + std::string(chars(*current).substr(0, current->size() - 1));
    auto bytes = read_file(on, path, std::size_t(1) << 30);
    const auto bad = bytes ? first_bad_record(*bytes) : std::nullopt;
    if (!bad) return;
    how.short_file = path;
    how.short_size = *bad;
}

// A torn record is RocksDB's last. Where others follow, it was acknowledged.
// Logs that RocksDB has done with may still lie there, and are not looked at.
status check_that_torn(const database& in) {
    std::uint64_t oldest = 0;
    (void)in.db().GetIntProperty(rocksdb::DB::Properties::kMinLogNumberToKeep, &oldest);
    auto names = list_names(in.on(), in.directory() + "/db");
    if (!names) return names.error();
    std::string bad_place;
    for (const std::string& n : *names) {
        if (!n.ends_with(".log") || std::strtoull(n.c_str(), nullptr, 10) < oldest) continue;
        auto bytes = read_file(in.on(), in.directory() + "/db/" + n, std::size_t(1) << 30);
        if (!bytes) return bytes.error();
        const auto bad = first_bad_record(*bytes);
        const bool follows = bad_place.empty() ? bad && has_record_after(*bytes, *bad)
                                               : bad != std::size_t(0) && !bytes->empty();
        if (bad_place.empty() && bad) bad_place = "file db/" + n + ", offset " + std::to_string(*bad);
        if (follows)
            return damaged("a record of RocksDB's log is damaged: acknowledged ones follow it", bad_place);
    }
    return done();
}

// Strictly; and if records are torn, without them.
rocksdb::Status open_tables(const std::shared_ptr<disk>& on, const std::string& directory, checked_log& log) {
    const auto first = database::open(on, directory, log.how, log.data);
    if (!first.IsCorruption()) return first;
    leave_out_torn_manifest(*on, directory, log.how);
    if (!log.how.short_file.empty()) log.cut = "the end of the MANIFEST";
    if (!log.how.short_file.empty() && database::open(on, directory, log.how, log.data).ok()) return {};
    log.how.log = tail::torn;
    log.cut += log.cut.empty() ? "the end of the log" : " and of the log";
    return database::open(on, directory, log.how, log.data).ok() ? rocksdb::Status() : first;
}

}  // namespace

result<std::string> check_directory(disk& on, const std::string& directory) {
    bool is_directory = false;
    if (!has_file(on, directory)) {
        return fault{fault_kind::missing, "there is no such directory", directory,
                     "name the right directory, or create a log"};
    }
    const auto s = on.files->IsDirectory(directory, {}, &is_directory, nullptr);
    if (s.ok() && !is_directory) {
        return fault{fault_kind::foreign, "this is a file, not the directory of a log", directory,
                     "name the right directory"};
    }
    auto names = list_names(on, directory);
    if (!names) return names.error();
    if (names->empty()) {
        return fault{fault_kind::empty, "the directory is empty: no log was ever here, or all of it is gone",
                     directory, "name the right directory, or create a log"};
    }
    if (!has_file(on, directory + "/format")) {
        if (has_file(on, directory + "/creating")) {
            return fault{fault_kind::empty, "the log's creation was interrupted: it has no event yet",
                         directory, "create it again"};
        }
        return fault{fault_kind::foreign, "this is not the directory of a log: it has no file named format",
                     directory, "name the right directory"};
    }
    auto text = read_file(on, directory + "/format", 4096);
    if (!text) return text.error();
    auto origin = parse_format(*text);
    if (!origin) return with_place(origin.error(), directory);
    return origin;
}

result<tally> read_tally(const database& in) {
    rocksdb::PinnableSlice row;
    const auto s = get(in, table::tally, {tally_key.data(), tally_key.size()}, row);
    if (!s.ok() && !s.IsNotFound()) return fault_of(s, place_in(s.ToString()));
    const auto t = decode_tally(view_of(row));
    if (!s.ok() || !t) return damaged("the row that counts all others is gone", "");
    return *t;
}

tile_source stored_tiles(const database& in) {
    return [&in](tile_id id) -> result<byte_vec> {
        const row_key key = tile_key(id);
        rocksdb::PinnableSlice row;
        const auto s = get(in, table::tiles, slice(key), row);
        if (!s.ok() || row.size() != tile_bytes) return locate_tile(in, id, s);
        const byte_view v = view_of(row);
        return byte_vec(v.begin(), v.end());
    };
}

result<checked_log> open_checked(const std::shared_ptr<disk>& on, const std::string& directory) {
    checked_log log;
    auto anchor = read_anchor(*on, directory);
    if (!anchor) return anchor.error();
    log.anchor = anchor->what;
    const auto s = open_tables(on, directory, log);
    if (!s.ok()) {
        fault f = fault_of(s, "");
        if (f.kind != fault_kind::unavailable) f.kind = fault_kind::damaged;
        if (s.IsInvalidArgument()) f.kind = fault_kind::damaged;
        return f.kind == fault_kind::damaged ? locate_in_files(*on, directory, std::move(f)) : f;
    }
    auto checked = check_contents(log);
    if (checked && log.how.log == tail::torn) checked = check_that_torn(*log.data);
    if (checked) return log;
    fault f = checked.error();
    // A row names itself; what is gone as a whole went with a file or a record.
    const bool named =
        f.where.find("file ") != std::string::npos || f.where.find("tile/") != std::string::npos;
    if (!named && (f.kind == fault_kind::damaged || f.kind == fault_kind::truncated)) {
        f = locate_in_files(*on, directory, std::move(f));
    }
    return f;
}

result<checked_log> open_under_writer(const std::shared_ptr<disk>& on, const std::string& directory) {
    // Names and lengths of files: while they change, a writer is at work, and
    // what was read may be half of one state and half of the next.
    const auto files = [&] {
        std::vector<rocksdb::FileAttributes> all;
        (void)on->files->GetChildrenFileAttributes(directory + "/db", {}, &all, nullptr);
        std::vector<std::pair<std::string, std::uint64_t>> out;
        for (const auto& f : all) out.emplace_back(f.name, f.size_bytes);
        std::sort(out.begin(), out.end());
        return out;
    };
    for (int attempt = 1;; ++attempt) {
        const auto before = files();
        auto log = open_checked(on, directory);
        if (log || attempt == most_attempts || files() == before) return log;
        std::this_thread::sleep_for(pause);
    }
}

}  // namespace rf::store
