#include <rocksdb/sst_file_reader.h>

#include "events/sha256.hpp"
#include "events/store/contents.hpp"
#include "events/store/locate.hpp"
#include "events/store/store.hpp"

namespace rf::store {
namespace {

constexpr std::uint64_t progress_step = 4096;

// Every block of the files in use, those that no row needs included. A file
// that a writer has just merged into another is gone by name only.
status check_files(const database& in) {
    std::vector<rocksdb::LiveFileMetaData> files;
    in.db().GetLiveFilesMetaData(&files);
    for (const auto& f : files) {
        const std::string path = in.directory() + "/db" + f.name;
        rocksdb::Options o;
        o.env = in.on().env.get();
        rocksdb::SstFileReader file(o);
        auto s = file.Open(path);
        if (s.ok()) s = file.VerifyChecksum();
        if (s.ok() || !has_file(in.on(), path)) continue;
        const std::string told = place_in(s.ToString());
        return fault_of(s, told.find(".sst") == std::string::npos ? "file db" + f.name : told);
    }
    return done();
}

status check_events(const contents& log, const std::function<void(std::uint64_t, std::uint64_t)>& progress) {
    const std::uint64_t size = log.head().size;
    auto events = log.scan(0, size, reading::checked);
    if (!events) return events.error();
    for (std::uint64_t n = 0;; ++n) {
        if (progress && (n % progress_step == 0 || n == size)) progress(n, size);
        auto more = (*events)->next();
        if (!more) return more.error();
        if (!*more) return done();
    }
}

status check_blobs(const database& in, std::uint64_t& count) {
    auto rows = iterate(in, table::blobs, nullptr);
    for (rows->SeekToFirst(); rows->Valid(); rows->Next(), ++count) {
        const auto name = as_hash(view_of(rows->key()));
        if (!name || sha256(view_of(rows->value())) != *name)
            return locate_blob(in, name.value_or(hash32()), {});
    }
    if (!rows->status().ok()) return locate_blob(in, hash32(), rows->status());
    return done();
}

fault bad_row(const rocksdb::Iterator& row, std::string what) {
    return {fault_kind::damaged, std::move(what), "row " + hex(view_of(row.key())) + " of the index",
            "restore the log from a copy"};
}

// Epochs lie in the log, one after the other; notes say what the tree says.
status check_index(const contents& log, verified& found) {
    auto rows = iterate(log.data(), table::index, nullptr);
    std::uint64_t past = 0;  // no epoch may begin before it
    const auto tree = [&log](unsigned level, std::uint64_t index) { return log.subtree(level, index); };
    for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
        const byte_view key = view_of(rows->key());
        if (key[0] == 'c') {
            auto note = read_checkpoint(chars(view_of(rows->value())));
            if (!note || key.size() != 17 || note->size != get_be64(key.data() + 1)) {
                return bad_row(*rows, "a checkpoint is not as it was cut");
            }
            auto root = root_at(note->size, tree);
            if (!root) return root.error();
            if (*root != note->root) return bad_row(*rows, "a checkpoint has another root than the log");
            ++found.checkpoints;
        } else if (key[0] == 'o' && key.size() == 5) {
            std::uint32_t epoch = 0;
            for (int i = 1; i < 5; ++i) epoch = epoch << 8 | key[i];
            auto span = log.find_epoch(epoch);
            if (!span) return span.error();
            const std::uint64_t end = span->sealed.value_or(span->opened);
            if (span->opened < past || end < span->opened || end >= found.at.size) {
                return bad_row(*rows, "an epoch lies where it cannot");
            }
            past = end;
            ++found.epochs;
        } else if (key[0] != 'p' && key[0] != 's') {
            return bad_row(*rows, "the index has a row of no known kind");
        }
    }
    if (!rows->status().ok()) return fault_of(rows->status(), place_in(rows->status().ToString()));
    return done();
}

}  // namespace

result<verified> verify_all(const std::string& directory,
                            const std::function<void(std::uint64_t, std::uint64_t)>& progress,
                            const options& how) {
    const auto on = how.on ? how.on : machine_disk();
    auto ours = check_directory(*on, directory);
    if (!ours) return ours.error();
    auto opened = open_under_writer(on, directory);
    if (!opened) return opened.error();
    const contents log(std::move(opened->data), opened->now, std::move(opened->edge));
    verified found;
    found.at = log.head();
    found.tiles = full_tiles(found.at.size);
    // Rows before blocks: a damaged row has a name, a block only an offset.
    auto well = check_events(log, progress);
    if (well) well = check_blobs(log.data(), found.blobs);
    if (well) well = check_index(log, found);
    if (well) well = check_files(log.data());
    if (!well) return well.error();
    return found;
}

}  // namespace rf::store
