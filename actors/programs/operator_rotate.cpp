#include "actors/programs/operator_rotate.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>

#include "actors/programs/operator_key.hpp"

namespace rf {
namespace {

std::string verifier_text(const signing_key& key) { return encode_verifier(verifier_of(key)); }

status replace_key(const std::string& next, const std::string& path) {
    std::error_code error;
    std::filesystem::rename(next, path, error);
    if (error)
        return fault{fault_kind::unavailable, "the new key cannot take its place: " + error.message(), path,
                     ""};
    const std::string folder = std::filesystem::path(path).parent_path().string();
    const int fd = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = fd >= 0 && ::fsync(fd) == 0;
    if (fd >= 0) ::close(fd);
    return synced ? done() : status(fault{fault_kind::unavailable, "its folder cannot be synced", path, ""});
}

// The new key: one that an earlier run made and did not bring to its end, or a new one.
result<signing_key> next_key(const rotate_order& o, const std::string& next, const std::string& name) {
    std::error_code none;
    if (std::filesystem::exists(next, none)) return open_log_key(next, o.passphrase_file);
    return make_log_key(next, name, o.passphrase_file);
}

// Where the key was rotated to `now`, if it was last.
std::optional<std::uint64_t> rotated_at(const projection& p, const std::string& now) {
    if (p.rotations.empty() || p.identity.verification_key != now) return std::nullopt;
    return p.rotations.back().at;
}

}  // namespace

result<rotated_key> rotate_key(const rotate_order& o) {
    auto log = operator_log::open(o.directory);
    if (!log) return log.error();
    const projection& p = (*log)->state();
    if (p.next == 0) return fault{fault_kind::empty, "the log has no events yet", o.directory, ""};
    const std::string path = log_key_file(o.directory, o.key_file), next = path + ".next";
    auto old = open_log_key(path, o.passphrase_file);
    if (!old) return old.error();
    auto fresh = next_key(o, next, p.identity.origin);
    if (!fresh) return fresh.error();
    rotated_key did{verifier_text(*old), verifier_text(*fresh), 0, false};
    auto at = rotated_at(p, did.now);
    did.finished_only = at.has_value();
    if (!at && p.identity.verification_key != did.before)
        return fault{fault_kind::refused, "this key is not the one in force", path,
                     "the log's key is " + p.identity.verification_key};
    if (!at) {
        if (auto ok = (*log)->begin("rf-validator rotate-key"); !ok) return ok.error();
        event_draft fact;
        auto k = fact.event().initKeyRotated();
        k.setVerificationKey(did.now);
        k.setReason(o.reason);
        at = p.next;
        if (auto ok = (*log)->take(command(record{std::move(fact), {}})); !ok) return ok.error();
    }
    did.at = *at;
    auto note = (*log)->log().read_checkpoint_at(did.at + 1);
    if (!note && note.error().kind != fault_kind::missing) return note.error();
    if (!note)
        if (auto ok = (*log)->sign_at(did.at + 1, *old); !ok) return ok.error();
    if (!did.finished_only) {
        if (auto ok = (*log)->end("key rotated"); !ok) return ok.error();
    }
    if (auto ok = (*log)->log().settle(); !ok) return ok.error();
    if (auto ok = replace_key(next, path); !ok) return ok.error();
    return did;
}

}  // namespace rf
