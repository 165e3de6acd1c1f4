// covering_note: which signed checkpoint of a log covers an event, and by which
// of the log's keys it may be signed.
#pragma once

#include "events/checkpoint.hpp"
#include "events/log.hpp"

namespace rf {

struct covering_note {
    std::string note;
    checkpoint head;  // the tree has this root at this size
};

// The note cut at the first seal at or after the event, or the newest if that
// one is gone. refused: none covers it yet.
result<covering_note> note_covering(const log_reader& log, std::uint64_t event);
result<covering_note> newest_note(const log_reader& log);
// A note from elsewhere, if it says of the tree what the tree says of itself.
result<covering_note> known_note(const log_reader& log, std::string note);

// The log's own word on the keys of a note of `size` events: the one it was
// created with, and those of the epochs around. A log that lies about its key is
// found out by whoever has the key from elsewhere.
result<std::vector<verifying_key>> keys_around(const log_reader& log, std::uint64_t size);

// Opens by whichever key signed it; the fault is of the first key that is known
// to the note, or says that none is.
struct opened_note {
    checkpoint head;
    verifying_key by;
};
result<opened_note> open_by_any(std::string_view note, const std::vector<verifying_key>& keys);

}  // namespace rf
