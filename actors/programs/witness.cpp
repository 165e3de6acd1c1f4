#include "actors/programs/witness.hpp"

#include <algorithm>

#include "events/add_checkpoint.hpp"
#include "events/cosignature.hpp"

namespace rf {
namespace {

witness_answer refuse(unsigned number, fault why) { return {number, "", std::move(why), "", false}; }

// The text with the lines of the log's own keys only: whatever else stood under
// it was not looked at.
std::string without_strangers(const std::string& note, const std::vector<verifying_key>& logs) {
    const auto parts = split_note(note);
    std::string out = parts->text + "\n";
    for (const note_signature& s : parts->signatures) {
        const bool ours = std::any_of(logs.begin(), logs.end(), [&](const verifying_key& k) {
            const key_id id = id_of(k, key_use::notes);
            return s.name == k.name && std::equal(id.begin(), id.end(), s.bytes.begin());
        });
        if (ours) out += signature_line(s.name, s.bytes);
    }
    return out;
}

}  // namespace

status witness::check_signatures(const checkpoint& claimed, const std::string& note) const {
    bool known = false, by_log = false;
    for (const verifying_key& key : logs_) {
        if (key.name != claimed.origin) continue;
        known = true;
        auto opened = open_checkpoint(note, key);
        by_log |= opened.ok();
        // A line of a known key that does not verify spoils the whole note.
        if (!opened && opened.error().kind != fault_kind::foreign)
            return fault{fault_kind::refused, opened.error().what, "checkpoint of " + claimed.origin, ""};
    }
    if (!known)
        return fault{fault_kind::missing, "this witness knows no log of that name", claimed.origin,
                     "its operator gives a log's key with --log"};
    if (!by_log)
        return fault{fault_kind::refused, "no key of the log that this witness knows has signed it",
                     "checkpoint of " + claimed.origin, "after a rotation, the new key is given with --log as well"};
    return done();
}

witness_answer witness::sign(const checkpoint& head, const std::string& note, bool again) {
    const std::int64_t time_s = clock_.utc_ns() / 1'000'000'000;
    if (time_s <= 0) return refuse(500, {fault_kind::unavailable, "this machine's clock is before 1970", "", ""});
    const std::string signed_note = without_strangers(note, logs_);
    const std::string line = cosign(signed_note, key_, std::uint64_t(time_s));
    if (signed_note.size() + line.size() > most_note_bytes)
        return refuse(400, {fault_kind::invalid, "the checkpoint leaves no room for a cosignature", "", ""});
    if (!again || !state_->is_settled(head.origin))
        if (auto kept = state_->keep(head.origin, signed_note + line); !kept) return refuse(500, kept.error());
    return {200, line, {}, "", false};
}

witness_answer witness::suspect(const witnessed& before, const checkpoint& offered, std::string_view request,
                                witness_answer answer) {
    answer.fork = is_fork(before.head, offered);
    auto kept = state_->keep_evidence(before, offered, request);
    if (kept) answer.evidence = *kept;
    else answer.why.advice = "and the evidence could not be kept: " + kept.error().text();
    return answer;
}

witness_answer witness::add_checkpoint(std::string_view text, conflict how) {
    auto request = read_add_checkpoint(text);
    if (!request) return refuse(400, request.error());
    const checkpoint head = *read_checkpoint(request->note);
    if (auto ok = check_signatures(head, request->note); !ok)
        return refuse(ok.error().kind == fault_kind::missing ? 404 : 403, ok.error());
    auto last = state_->last(head.origin);
    if (!last) return refuse(500, last.error());
    if (*last) {
        if (auto ok = check_signatures((*last)->head, (*last)->note); !ok)
            return refuse(500, {fault_kind::damaged, "of what was signed last: " + ok.error().what,
                                state_->path_of(head.origin),
                                "after a rotation the log's older key is given with --log as well"});
    }
    const std::uint64_t last_size = *last ? (*last)->head.size : 0;
    const hash32 last_root = *last ? (*last)->head.root : empty_root();

    const bool same_size = *last && head.size == last_size;
    if (how == conflict::repeated && same_size && head.root == last_root)
        return sign(head, request->note, true);
    if (request->old_size != last_size) {
        witness_answer answer{409, std::to_string(last_size) + "\n", {}, "", false};
        answer.why = {fault_kind::refused,
                      "the proof begins at " + std::to_string(request->old_size) + " events, and " +
                          std::to_string(last_size) + " is what was signed last",
                      head.origin, "make it from there: " + state_->path_of(head.origin) + " is the older checkpoint"};
        if (!*last) answer.why.advice = "make it from the empty log: rf-dispute consistency without --old";
        if (same_size && head.root != last_root) return suspect(**last, head, text, std::move(answer));
        return answer;
    }
    if (head.size == 0 && head.root != empty_root())
        return refuse(422, {fault_kind::invalid, "the empty log has another root", head.origin, ""});
    if (auto holds = verify_consistency(last_size, last_root, head.size, head.root, request->path); !holds) {
        witness_answer answer = refuse(422, with_place(holds.error(), head.origin));
        return *last ? suspect(**last, head, text, std::move(answer)) : answer;
    }
    return sign(head, request->note, same_size);
}

std::optional<std::string> witness::newest(const std::string& hash) const {
    for (const std::string& origin : state_->origins()) {
        if (origin_hash(origin) != hash || !state_->is_settled(origin)) continue;
        auto last = state_->last(origin);
        if (last && *last) return (*last)->note;
    }
    return std::nullopt;
}

}  // namespace rf
