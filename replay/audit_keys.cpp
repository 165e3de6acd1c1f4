#include "replay/audit_keys.hpp"

namespace rf {
namespace {

status check_note_at(const log_reader& log, std::uint64_t size, const std::string& note,
                     const verifying_key& key) {
    const std::string place = "checkpoint at size " + std::to_string(size);
    auto opened = open_checkpoint(note, key);
    if (!opened) return with_place(opened.error(), place);
    auto root = root_at(size, log.tree());
    if (!root) return root.error();
    if (opened->size != size || opened->root != *root)
        return fault{fault_kind::damaged, "the signed note names another size or root than the log has there",
                     place, ""};
    return done();
}

bool same_key(const verifying_key& a, const verifying_key& b) {
    return a.name == b.name && a.public_key == b.public_key;
}

}  // namespace

status key_watch::take(event_reader event) {
    auto key = decode_verifier(text_of(event.isKeyRotated() ? event.getKeyRotated().getVerificationKey()
                                                            : event.getEpochOpened().getVerificationKey()));
    if (!key) return key.error();
    recorded_ = std::move(*key);
    return done();
}

const verifying_key& key_watch::tell(epoch_audit& a) const {
    RF_REQUIRE(recorded_);
    const verifying_key& key = trusted_ ? *trusted_ : *recorded_;
    a.key = encode_verifier(key);
    a.key_on_record = !trusted_ && !same_key(key, born_);
    return key;
}

status key_watch::check_seal(const bundle_reader& bundle, epoch_audit& a) const {
    auto opened = open_checkpoint(bundle.content().note, tell(a));
    if (!opened)
        return fault{opened.error().kind, opened.error().what, "the bundle's note",
                     "it must be by " + a.key + "; was the key rotated since, give the newer one with --key"};
    a.checkpoint = true;
    a.note_size = opened->size;
    return done();
}

status key_watch::check_seal(const log_reader& log, epoch_audit& a) const {
    const verifying_key& key = tell(a);
    auto note = log.read_checkpoint_at(a.sealed + 1);
    std::uint64_t size = a.sealed + 1;
    if (!note && note.error().kind != fault_kind::missing) return note.error();
    if (!note && !trusted_) return done();
    if (!note) {
        note = log.newest_checkpoint();
        if (!note && note.error().kind != fault_kind::missing) return note.error();
        auto head = note ? read_checkpoint(*note) : result<checkpoint>(note.error());
        if (!head || head->size < size)
            return fault{fault_kind::refused, "no checkpoint covers the seal: nothing is signed by the key given",
                         "epoch " + std::to_string(a.epoch), "without --key the log's own word is taken"};
        size = head->size;
    }
    if (auto ok = check_note_at(log, size, *note, key); !ok) return ok;
    a.checkpoint = true;
    a.note_size = size;
    return done();
}

result<verifying_key> key_of_birth(event_reader created) {
    if (!created.isLogCreated())
        return fault{fault_kind::damaged, "a log begins with log_created", "event 0", ""};
    return decode_verifier(text_of(created.getLogCreated().getVerificationKey()));
}

status check_rotations(const log_reader& log, const projection& whole,
                       const std::optional<verifying_key>& trusted) {
    const auto& rotations = whole.rotations;
    const std::string& first = rotations.empty() ? whole.identity.verification_key : rotations.front().from;
    if (trusted && encode_verifier(*trusted) != first)
        return fault{fault_kind::refused, "the log began with another key than the one given", "event 0",
                     "its key was " + first};
    for (const key_rotation& r : rotations) {
        const std::string place = "event " + std::to_string(r.at);
        auto old = decode_verifier(r.from);
        if (!old) return with_place(old.error(), place);
        auto note = log.read_checkpoint_at(r.at + 1);
        if (!note && note.error().kind == fault_kind::missing)
            return fault{fault_kind::missing,
                         "the key was rotated, and the old key did not sign the head after it", place,
                         "rf-validator rotate-key, run again, finishes what was begun"};
        if (!note) return note.error();
        if (auto ok = check_note_at(log, r.at + 1, *note, *old); !ok) return with_place(ok.error(), place);
    }
    return done();
}

}  // namespace rf
