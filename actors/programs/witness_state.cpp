#include "actors/programs/witness_state.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "actors/keys/secret_file.hpp"
#include "events/cosignature.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_line = "rf-witness 1\n";
constexpr std::size_t most_index_bytes = 4 * 1024 * 1024;

fault world(std::string_view what, const std::string& path) {
    return {fault_kind::unavailable, std::string(what) + ": " + std::generic_category().message(errno), path, ""};
}

fault damaged(std::string what, const std::string& path) {
    return {fault_kind::damaged, std::move(what), path,
            "nothing is signed from it: an older copy would let a fork pass; retire this witness's key, and begin "
            "another with rf-witness key and init"};
}

status sync_directory(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    const fault failed = world("the folder cannot be synced", path);
    if (fd >= 0) ::close(fd);
    return synced ? done() : status(failed);
}

status make_directory(const std::string& path, const std::string& parent) {
    if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return world("the folder cannot be made", path);
    return sync_directory(parent);
}

result<std::string> read_whole(const std::string& path, std::size_t most) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return fault{fault_kind::missing, "it is not there, or cannot be read", path, ""};
    std::string out(most + 1, '\0');
    in.read(out.data(), std::streamsize(out.size()));
    if (in.bad()) return fault{fault_kind::unavailable, "it cannot be read", path, ""};
    out.resize(std::size_t(in.gcount()));
    if (out.size() > most) return damaged("it is larger than what was written there", path);
    return out;
}

status write_whole(const std::string& path, std::string_view bytes) {
    return write_secret_file(path, bytes, existing_file::replace);
}

std::string index_of(const verifying_key& witness, const std::vector<std::string>& origins) {
    std::string out = std::string(first_line) + encode_verifier(witness, key_use::cosignatures) + "\n";
    for (const std::string& origin : origins) out += origin + "\n";
    // The sum of all that is above, so that a damaged list is no shorter list.
    return out + hex(sha256(view(out))) + "\n";
}

// Files that a process began to write and did not live to put in their place.
void remove_leftovers(const std::string& directory) {
    std::error_code ignored;
    std::vector<fs::path> leftovers;
    for (const auto& entry : fs::directory_iterator(directory, ignored))
        if (is_unplaced_file(entry.path().filename().string())) leftovers.push_back(entry.path());
    for (const fs::path& path : leftovers) fs::remove(path, ignored);
}

// The folder beside those of its kind, "fork-<log>-" or "unproved-<log>-": those
// of the smallest sizes go until there is room for one more.
status make_room(const std::string& all, const std::string& kind) {
    std::vector<std::pair<std::uint64_t, fs::path>> kept;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(all, failed)) {
        const std::string name = entry.path().filename().string();
        std::uint64_t size = 0;
        if (!name.starts_with(kind)) continue;
        const auto read = std::from_chars(name.data() + kind.size(), name.data() + name.size(), size);
        if (read.ec == std::errc()) kept.emplace_back(size, entry.path());
    }
    std::sort(kept.begin(), kept.end());
    for (std::size_t i = 0; !failed && i + most_evidence <= kept.size(); ++i) fs::remove_all(kept[i].second, failed);
    if (failed) return fault{fault_kind::unavailable, "no room can be made: " + failed.message(), all, ""};
    return done();
}

std::string parent_of(const std::string& directory) {
    fs::path path = fs::path(directory).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();  // it ended with a slash
    return path.parent_path().empty() ? "." : path.parent_path().string();
}

}  // namespace

std::string origin_hash(std::string_view origin) { return hex(sha256(view(origin))); }

bool is_fork(const checkpoint& before, const checkpoint& offered) {
    return before.size == offered.size && before.root != offered.root;
}

status witness_state::begin(const std::string& directory, const verifying_key& witness) {
    std::error_code failed;
    // What an interrupted beginning left is no obstacle: two empty folders, a
    // file that never was in its place.
    for (const auto& entry : fs::directory_iterator(directory, failed)) {
        const std::string name = entry.path().filename().string();
        std::error_code unread;
        if (name.starts_with("witness") && is_unplaced_file(name)) continue;
        if ((name == "logs" || name == "evidence") && fs::is_empty(entry.path(), unread) && !unread) continue;
        return fault{fault_kind::refused, "the folder is not empty", directory,
                     "a witness begins in a folder of its own"};
    }
    if (auto ok = make_directory(directory, parent_of(directory)); !ok) return ok;
    for (const char* part : {"/logs", "/evidence"})
        if (auto ok = make_directory(directory + part, directory); !ok) return ok;
    return write_whole(directory + "/witness", index_of(witness, {}));
}

result<std::unique_ptr<witness_state>> witness_state::open(const std::string& directory,
                                                           const verifying_key& witness) {
    if (::access((directory + "/witness").c_str(), F_OK) != 0)
        return fault{fault_kind::missing, "no witness has begun there", directory,
                     "look whether the folder is the right one: a witness that begins anew has forgotten what it "
                     "signed; rf-witness init begins one"};
    const std::string lock_path = directory + "/lock";
    const int lock = ::open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) return world("it cannot be locked", lock_path);
    std::unique_ptr<witness_state> state(new witness_state(directory, witness, lock));
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0)
        return fault{fault_kind::busy, "another rf-witness works in this folder", directory,
                     "one process at a time: ask the one that serves"};
    if (auto ok = state->clear_up(); !ok) return ok.error();
    if (auto ok = state->read_index(); !ok) return ok.error();
    return state;
}

// After a process that was killed.
status witness_state::clear_up() const {
    for (const std::string& folder : {directory_, directory_ + "/logs"}) {
        remove_leftovers(folder);
        if (auto ok = sync_directory(folder); !ok) return ok;
    }
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(directory_ + "/evidence", ignored))
        remove_leftovers(entry.path().string());
    return done();
}

witness_state::~witness_state() {
    if (lock_ >= 0) ::close(lock_);
}

status witness_state::read_index() {
    const std::string path = directory_ + "/witness";
    auto text = read_whole(path, most_index_bytes);
    if (!text) return text.error();
    constexpr std::size_t sum_length = 65;
    const std::size_t above = text->size() < sum_length ? 0 : text->size() - sum_length;
    const std::string listed = text->substr(0, above);
    if (text->substr(above) != hex(sha256(view(listed))) + "\n" || !listed.starts_with(first_line))
        return damaged("it is not what a witness wrote", path);
    std::vector<std::string> lines;
    for (std::size_t at = first_line.size(); at < listed.size();) {
        const std::size_t end = std::min(listed.find('\n', at), listed.size());
        lines.push_back(listed.substr(at, end - at));
        at = end + 1;
    }
    if (lines.empty()) return damaged("it names no key", path);
    if (const std::string ours = encode_verifier(witness_, key_use::cosignatures); lines[0] != ours)
        return fault{fault_kind::foreign, "the folder belongs to the witness " + lines[0] + ", the key is of " + ours,
                     directory_, "give the key that this witness began with"};
    origins_.assign(lines.begin() + 1, lines.end());
    return done();
}

std::string witness_state::path_of(std::string_view origin) const {
    return directory_ + "/logs/" + origin_hash(origin);
}

result<std::optional<witnessed>> witness_state::last(const std::string& origin) const {
    const std::string path = path_of(origin);
    auto note = read_whole(path, most_note_bytes);
    if (!note && note.error().kind == fault_kind::missing && ::access(path.c_str(), F_OK) != 0 && errno == ENOENT) {
        if (!is_listed(origin)) return std::optional<witnessed>();
        return damaged("a checkpoint of " + origin + " was signed, and the file that says which is gone", path);
    }
    if (!note) return note.error();
    auto head = read_checkpoint(*note);
    if (!head || head->origin != origin || !verify_cosignature(*note, witness_).ok())
        return damaged("it is not a checkpoint of " + origin + " with this witness's signature", path);
    return std::optional(witnessed{std::move(*note), std::move(*head)});
}

bool witness_state::is_listed(const std::string& origin) const {
    return std::binary_search(origins_.begin(), origins_.end(), origin);
}

bool witness_state::is_settled(const std::string& origin) const {
    return is_listed(origin) && !unsettled_.contains(origin);
}

status witness_state::keep(const std::string& origin, const std::string& note) {
    const bool listed = is_listed(origin);
    if (!listed && origins_.size() == most_witnessed_logs)
        return fault{fault_kind::refused, "the witness has as many logs as it may have", directory_, ""};
    unsettled_.insert(origin);
    if (auto ok = write_whole(path_of(origin), note); !ok) return ok;
    if (!listed) {
        std::vector<std::string> longer = origins_;
        longer.insert(std::upper_bound(longer.begin(), longer.end(), origin), origin);
        if (auto ok = write_whole(directory_ + "/witness", index_of(witness_, longer)); !ok) return ok;
        origins_ = std::move(longer);
    }
    unsettled_.erase(origin);
    return done();
}

result<std::string> witness_state::keep_evidence(const witnessed& before, const checkpoint& offered,
                                                 std::string_view request) {
    // Named by what both say, not by their bytes: other signature lines under
    // the same two texts are the same evidence.
    const bool fork = is_fork(before.head, offered);
    const std::string all = directory_ + "/evidence";
    const std::string kind = (fork ? "fork-" : "unproved-") + origin_hash(before.head.origin).substr(0, 16) + "-";
    std::string path = all + "/" + kind + std::to_string(before.head.size);
    if (fork) path += "-" + hex(offered.root).substr(0, 16);
    std::error_code unread;
    const bool there = fs::exists(path + "/offered.request", unread);
    if (there && fork) return path;
    if (!there)
        if (auto ok = make_room(all, kind); !ok) return ok.error();
    if (auto ok = make_directory(path, all); !ok) return ok.error();
    if (auto ok = write_whole(path + "/before.note", before.note); !ok) return ok.error();
    if (auto ok = write_whole(path + "/offered.request", request); !ok) return ok.error();
    return path;
}

}  // namespace rf
