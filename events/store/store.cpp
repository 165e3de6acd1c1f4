#include "events/store/store.hpp"

#include <sstream>

#include "events/note.hpp"
#include "events/store/writer.hpp"

namespace rf::store {
namespace {

std::shared_ptr<disk> disk_of(const options& how) {
    return how.on ? how.on : machine_disk();
}

// The tables and the anchor of a log without events, in a directory that is
// ours: what an interrupted creation left behind goes first.
status make_empty_log(const std::shared_ptr<disk>& on, const std::string& directory) {
    const std::string db = directory + "/db";
    if (has_file(*on, db)) {
        auto names = list_names(*on, db);
        if (!names) return names.error();
        for (const std::string& n : *names) {
            auto removed = remove_file(*on, db + "/" + n);
            if (!removed) return removed;
        }
    }
    auto made = make_directory(*on, db);
    if (!made) return made;
    const tally none{0, {0, empty_root()}, 0, 0};
    {
        manner making;
        making.as = access::create;
        std::unique_ptr<database> data;
        auto s = database::open(on, directory, making, data);
        rocksdb::WriteOptions durable;
        durable.sync = true;
        if (s.ok()) {
            s = data->db().Put(durable, (*data)[table::tally], {tally_key.data(), tally_key.size()},
                               slice(encode(none)));
        }
        if (!s.ok()) return fault_of(s, db);
    }
    return create_anchor(*on, directory, none);
}

status check_that_new(disk& on, const std::string& directory) {
    auto names = list_names(on, directory);
    if (!names) return names.error();
    if (has_file(on, directory + "/format")) {
        return fault{fault_kind::refused, "there is a log already", directory,
                     "open it, or name another directory"};
    }
    if (has_file(on, directory + "/creating")) return done();  // and all that is beside it is ours
    for (const std::string& n : *names) {
        if (n == "creating.new") continue;
        return fault{fault_kind::refused, "the directory is not empty: it has " + n, directory,
                     "name an empty directory"};
    }
    return done();
}

constexpr std::string_view repairing = "repairing", copy_of = "copy-of";

status check_that_no_copy(disk& on, const std::string& directory) {
    if (!has_file(on, directory + "/" + std::string(copy_of))) return done();
    return fault{fault_kind::refused, "this is a copy of a log: it is read, and never written to", directory,
                 "`rf-validator continue` begins a new log that takes over from it"};
}

// "acknowledged SIZE ROOT\nfound SIZE ROOT\ncut WHAT\n"
std::string repair_text(const repair& r) {
    const auto line = [](const head& h) { return std::to_string(h.size) + " " + hex(h.root) + "\n"; };
    return "acknowledged " + line(r.acknowledged) + "found " + line(r.found) + "cut " + r.what + "\n";
}

// The repair that this or an earlier opening noted and nobody recorded yet.
std::optional<repair> unrecorded_repair(disk& on, const std::string& directory, const head& now) {
    auto text = read_file(on, directory + "/" + std::string(repairing), 4096);
    if (!text) return std::nullopt;
    std::istringstream words{std::string(chars(*text))};
    repair r;
    std::string word, root, what;
    const auto take = [&](head& h) {
        words >> word >> h.size >> root;
        h.root = as_hash(from_hex(root).value_or(byte_vec())).value_or(hash32());
    };
    take(r.acknowledged);
    take(r.found);
    words >> word >> std::ws;
    std::getline(words, what);
    if (!words) return repair{{}, {}, "an earlier opening cut torn records; its note of them cannot be read"};
    // Events that came after it record it; a crash may bring the note back.
    if (r.found != now) return std::nullopt;
    r.what = what + " was torn by a crash, and cut: " + std::to_string(r.found.size) + " events are left, " +
             std::to_string(r.acknowledged.size) + " were acknowledged";
    return r;
}

result<opened> open_locked(const std::shared_ptr<disk>& on, const std::string& directory, const options& how,
                           std::unique_ptr<directory_lock> lock) {
    auto seen = open_checked(on, directory);
    if (!seen) return seen.error();
    if (!seen->cut.empty()) {  // noted before anything is cut, so that it will be recorded
        const repair r{seen->anchor.at, seen->now.at, seen->cut};
        auto noted = replace_file(*on, directory, std::string(repairing), view(repair_text(r)));
        if (!noted) return noted.error();
    }
    seen->data.reset();
    seen->how.as = access::write;
    seen->how.write_buffer = how.write_buffer;
    const auto s = database::open(on, directory, seen->how, seen->data);
    if (!s.ok()) return fault_of(s, directory);
    auto now = read_tally(*seen->data);
    if (!now) return now.error();
    if (*now != seen->now) {
        return fault{fault_kind::damaged, "the log opened for writing is not the one that was checked",
                     directory, "restore the log from a copy"};
    }
    auto unrecorded = unrecorded_repair(*on, directory, now->at);
    auto writer = rocks_writer::start(std::move(lock), std::move(*seen), how.anchor_inline);
    if (!writer) return writer.error();
    return opened{std::move(*writer), std::move(unrecorded)};
}

}  // namespace

result<std::unique_ptr<log_writer>> create(const std::string& directory, std::string_view origin,
                                           const options& how) {
    if (!is_key_name(origin)) {
        return fault{fault_kind::invalid, "an origin is a name without spaces and plus signs", "origin", ""};
    }
    const auto on = disk_of(how);
    if (!has_file(*on, directory)) {
        auto made = make_directory(*on, directory);
        if (!made) return made.error();
    }
    auto lock = directory_lock::take(on, directory);
    if (!lock) return lock.error();
    auto is_new = check_that_new(*on, directory);
    if (!is_new) return is_new.error();
    // The directory becomes a log in one step: the last one.
    auto made = replace_file(*on, directory, "creating", view(format_text(origin)));
    if (made) made = make_empty_log(on, directory);
    if (made) made = rename_file(*on, directory, "creating", "format");
    if (!made) return made.error();
    auto log = open_locked(on, directory, how, std::move(*lock));
    if (!log) return log.error();
    return std::move(log->log);
}

result<opened> open(const std::string& directory, const options& how) {
    const auto on = disk_of(how);
    auto ours = check_directory(*on, directory);
    if (!ours) return ours.error();
    if (auto mine = check_that_no_copy(*on, directory); !mine) return mine.error();
    auto lock = directory_lock::take(on, directory);
    if (!lock) return lock.error();
    return open_locked(on, directory, how, std::move(*lock));
}

result<std::unique_ptr<log_reader>> open_read_only(const std::string& directory, const options& how) {
    const auto on = disk_of(how);
    auto ours = check_directory(*on, directory);
    if (!ours) return ours.error();
    auto log = open_under_writer(on, directory);
    if (!log) return log.error();
    return std::unique_ptr<log_reader>(new stored_log(std::move(*log)));
}

status mark_as_copy(const std::string& directory, std::string_view what, const options& how) {
    const auto on = disk_of(how);
    auto ours = check_directory(*on, directory);
    if (!ours) return ours.error();
    auto lock = directory_lock::take(on, directory);
    if (!lock) return lock.error();
    return replace_file(*on, directory, std::string(copy_of), view(what));
}

result<std::string> read_origin(const std::string& directory, const options& how) {
    return check_directory(*disk_of(how), directory);
}

}  // namespace rf::store
