// axon_reply: what came back for a ReasoningTask, judged and read.
//
// The reply is a stranger's: what does not read (replay/answers/task_reply.hpp)
// is `malformed`. What it says about time, status and hotkeys is not looked at.
//
// First failure wins: redirected, refusedByMiner, httpError, oversized,
// malformed, wrongTask, emptyAnswer, badHash, answered. From `wrongTask` on the
// reply was read and is given.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/result.hpp"
#include "replay/answers/task_reply.hpp"
#include "schemas/event.capnp.h"

namespace rf {

// What the edge received. Headers that did not come, or are not known any
// more, are empty.
struct received_reply {
    unsigned http_status = 0;
    std::string_view content_type, content_encoding;
    std::string_view body;
};

struct classified_reply {
    schema::Outcome outcome = schema::Outcome::MALFORMED;
    std::string detail;  // for people; of an answer, what was truncated
    std::optional<task_reply> reply;
};

// `task_id` is the text that was sent. Safe on any thread; a parser is kept for each.
classified_reply classify_task_reply(const received_reply& received, std::string_view task_id,
                                     const reply_limits& limits = {});

// A HealthCheck's reply: does it say "ready"? A fault if it cannot be read.
result<bool> read_health_reply(const received_reply& received);

}  // namespace rf
