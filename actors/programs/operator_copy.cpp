#include "actors/programs/operator_copy.hpp"

#include <filesystem>
#include <set>

#include "events/store/store.hpp"
#include "replay/named_blobs.hpp"

namespace rf {
namespace {

namespace files = std::filesystem;
constexpr std::size_t batch_events = 1024, batch_bytes = std::size_t(8) << 20;

class copier {
  public:
    copier(const log_reader& from, log_writer& to, const copy_progress& progress)
        : from_(from), to_(to), progress_(progress) {}

    status run(copied_log& did) {
        did.at = from_.head();
        auto cursor = from_.scan(0, did.at.size, reading::checked);
        if (!cursor) return cursor.error();
        for (;;) {
            auto more = (*cursor)->next();
            if (!more) return more.error();
            if (!*more) break;
            if (auto ok = take((*cursor)->number(), (*cursor)->bytes(), did); !ok)
                return with_place(ok.error(), "event " + std::to_string((*cursor)->number()));
        }
        if (auto ok = flush(); !ok) return ok;
        for (const auto& [size, note] : notes_)
            if (auto ok = to_.put_checkpoint(size, note); !ok) return ok;
        did.notes = notes_.size();
        if (auto ok = to_.settle(); !ok) return ok;
        if (to_.head() == did.at) return done();
        return fault{fault_kind::damaged, "the copy has another root than the log", "", "copy it again"};
    }

  private:
    status take(std::uint64_t number, byte_view bytes, copied_log& did) {
        auto event = decoder_.read(bytes);
        if (!event) return event.error();
        auto noted = guarded([&]() -> status {
            status found = done();
            each_named_blob(*event, [&](const hash32& name, std::uint64_t) {
                if (found) found = take_blob(name, did);
            });
            marks_.push_back(mark_of({}, *event));
            return found;
        });
        if (!noted) return noted;
        events_.emplace_back(bytes.begin(), bytes.end());
        bytes_ += bytes.size();
        // Notes are cut at seals and after a key's rotation.
        if (event->isEpochSealed() || event->isKeyRotated()) {
            auto note = from_.read_checkpoint_at(number + 1);
            if (note) notes_.emplace_back(number + 1, std::move(*note));
            else if (note.error().kind != fault_kind::missing) return note.error();
        }
        return events_.size() >= batch_events || bytes_ >= batch_bytes ? flush() : done();
    }

    status take_blob(const hash32& name, copied_log& did) {
        if (!seen_.insert(name).second) return done();
        auto bytes = from_.read_blob(name);
        if (!bytes && bytes.error().kind == fault_kind::missing) {
            ++did.pruned;
            return done();
        }
        if (!bytes) return bytes.error();
        bytes_ += bytes->size();
        blobs_.push_back({name, std::move(*bytes)});
        ++did.blobs;
        return done();
    }

    status flush() {
        if (events_.empty()) return done();
        for (std::size_t i = 0; i < events_.size(); ++i) marks_[i].bytes = events_[i];
        if (auto head = to_.append(marks_, blobs_); !head) return head.error();
        events_.clear();
        marks_.clear();
        blobs_.clear();
        bytes_ = 0;
        if (progress_) progress_(to_.head().size, from_.head().size);
        return done();
    }

    const log_reader& from_;
    log_writer& to_;
    const copy_progress& progress_;
    event_decoder decoder_;
    std::vector<byte_vec> events_;
    std::vector<appended> marks_;
    std::vector<blob> blobs_;
    std::vector<std::pair<std::uint64_t, std::string>> notes_;
    std::set<hash32> seen_;
    std::size_t bytes_ = 0;
};

std::string mark_text(const copied_log& c) {
    return "This is a copy of the log " + c.origin + " as it was at " + std::to_string(c.at.size) +
           " events, root " + hex(c.at.root) +
           ".\nIt is read and audited like the log itself, and never written to: the log may have " +
           "gone on,\nand two logs of one name would be a fork. `rf-validator continue` begins a new log "
           "from here.\n";
}

fault cannot(const std::string& what, const std::string& where, const std::error_code& why) {
    return {fault_kind::unavailable, what + ": " + why.message(), where, ""};
}

}  // namespace

result<copied_log> copy_log(const std::string& from, const std::string& to, const copy_progress& progress) {
    std::error_code error;
    if (files::exists(to, error) && !files::is_empty(to, error))
        return fault{fault_kind::refused, "the directory is there, and not empty", to, "name a new one"};
    const std::string part = to + ".part";
    if (files::exists(part, error))
        return fault{fault_kind::refused, "an earlier copy was not finished", part,
                     "remove it, then copy again"};
    auto log = store::open_read_only(from);
    if (!log) return log.error();
    copied_log did;
    auto origin = store::read_origin(from);
    if (!origin) return origin.error();
    did.origin = *origin;
    {
        auto made = store::create(part, did.origin);
        if (!made) return made.error();
        if (auto ok = copier(**log, **made, progress).run(did); !ok) return ok.error();
    }
    auto whole = store::verify_all(part);
    if (!whole) return with_place(whole.error(), part);
    if (whole->at != did.at)
        return fault{fault_kind::damaged, "the copy reads back with another root", part, ""};
    if (auto ok = store::mark_as_copy(part, mark_text(did)); !ok) return ok.error();
    files::rename(part, to, error);
    if (error) return cannot("the copy cannot be given its name", to, error);
    return did;
}

}  // namespace rf
