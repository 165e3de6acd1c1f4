#include "replay/covering_note.hpp"

#include <algorithm>

#include "events/codec.hpp"

namespace rf {
namespace {

// The first epoch whose seal is at or after the event; nothing where no seal is.
result<std::optional<epoch_span>> sealed_after(const log_reader& log, std::uint64_t event) {
    auto last = log.last_epoch();
    if (!last) return last.error();
    std::optional<epoch_span> found;
    if (!*last) return found;
    // Seals ascend with epochs, so halves are enough.
    std::uint32_t from = 1, to = (*last)->epoch;
    while (from <= to) {
        const std::uint32_t middle = from + (to - from) / 2;
        auto span = log.find_epoch(middle);
        if (!span) return span.error();
        if (!span->sealed || *span->sealed >= event) {
            if (span->sealed) found = *span;
            to = middle - 1;
        } else {
            from = middle + 1;
        }
    }
    return found;
}

result<verifying_key> key_named_by(const log_reader& log, std::uint64_t event) {
    auto bytes = log.read(event);
    if (!bytes) return bytes.error();
    event_decoder decoder;
    std::string text;
    auto read = guarded([&]() -> status {
        auto e = decoder.check(*bytes);
        if (!e) return e.error();
        if (e->isLogCreated()) text = text_of(e->getLogCreated().getVerificationKey());
        else if (e->isEpochOpened()) text = text_of(e->getEpochOpened().getVerificationKey());
        return done();
    });
    if (!read) return with_place(read.error(), "event " + std::to_string(event));
    auto key = decode_verifier(text);
    if (!key) return with_place(key.error(), "event " + std::to_string(event));
    return key;
}

}  // namespace

result<covering_note> known_note(const log_reader& log, std::string note) {
    auto head = read_checkpoint(note);
    if (!head) return head.error();
    if (head->size > log.head().size)
        return fault{fault_kind::truncated, "the checkpoint covers more events than the log has",
                     "checkpoint at size " + std::to_string(head->size), "rf-log check says what is missing"};
    auto root = root_at(head->size, log.tree());
    if (!root) return root.error();
    if (*root != head->root)
        return fault{fault_kind::damaged, "the checkpoint names another root than the log has there",
                     "checkpoint at size " + std::to_string(head->size), "rf-log check says where it is damaged"};
    return covering_note{std::move(note), std::move(*head)};
}

result<covering_note> newest_note(const log_reader& log) {
    auto note = log.newest_checkpoint();
    if (!note && note.error().kind == fault_kind::missing)
        return fault{fault_kind::refused, "the log has no signed checkpoint yet", "",
                     "one is cut at the seal of every epoch: wait for the first"};
    if (!note) return note.error();
    return known_note(log, std::move(*note));
}

result<covering_note> note_covering(const log_reader& log, std::uint64_t event) {
    if (event >= log.head().size)
        return fault{fault_kind::missing, "the log has no such event", "event " + std::to_string(event),
                     log.head().size == 0 ? "it has none"
                                          : "its events are 0 to " + std::to_string(log.head().size - 1)};
    auto span = sealed_after(log, event);
    if (!span) return span.error();
    if (*span) {
        auto note = log.read_checkpoint_at(*(*span)->sealed + 1);
        if (note) return known_note(log, std::move(*note));
        if (note.error().kind != fault_kind::missing) return note.error();
    }
    auto newest = newest_note(log);
    if (!newest || newest->head.size > event) return newest;
    return fault{fault_kind::refused,
                 "no signed checkpoint covers it yet: the newest is of " + std::to_string(newest->head.size) +
                     " events",
                 "event " + std::to_string(event), "wait for the seal of the epoch, which cuts the next one"};
}

result<std::vector<verifying_key>> keys_around(const log_reader& log, std::uint64_t size) {
    std::vector<verifying_key> keys;
    const auto add = [&](std::uint64_t event) -> status {
        auto key = key_named_by(log, event);
        if (!key) return key.error();
        const bool known = std::any_of(keys.begin(), keys.end(), [&](const verifying_key& k) {
            return k.name == key->name && k.public_key == key->public_key;
        });
        if (!known) keys.push_back(std::move(*key));
        return done();
    };
    if (auto ok = add(0); !ok) return ok.error();
    auto last = log.last_epoch();
    if (!last) return last.error();
    if (!*last) return keys;
    auto here = sealed_after(log, size == 0 ? 0 : size - 1);
    if (!here) return here.error();
    // A key may have been rotated between the opening and the note: the next
    // epoch names the one that came.
    const std::uint32_t epoch = *here ? (*here)->epoch : (*last)->epoch;
    for (std::uint32_t e = epoch; e <= std::min((*last)->epoch, epoch + 1); ++e) {
        auto span = log.find_epoch(e);
        if (!span) return span.error();
        if (auto ok = add(span->opened); !ok) return ok.error();
    }
    if (auto ok = add((*last)->opened); !ok) return ok.error();
    return keys;
}

result<opened_note> open_by_any(std::string_view note, const std::vector<verifying_key>& keys) {
    std::optional<fault> first;
    for (const verifying_key& key : keys) {
        auto head = open_checkpoint(note, key);
        if (head) return opened_note{std::move(*head), key};
        if (!first || first->kind == fault_kind::foreign) first = head.error();
    }
    RF_REQUIRE(first);
    return *first;
}

}  // namespace rf
