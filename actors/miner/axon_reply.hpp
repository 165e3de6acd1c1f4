// axon_reply: what came back for a ReasoningTask, judged and read.
//
// The reply is a stranger's: its size, depth and number of values are bounded,
// its text is UTF-8, no key comes twice, every member has the type it should,
// and anything else is `malformed`. What it says about time, status and hotkeys
// is not looked at. Long texts are cut at whole characters, and the cut is
// noted; it is no fault.
//
// First failure wins: redirected, refusedByMiner, httpError, oversized,
// malformed, wrongTask, emptyAnswer, badHash, answered. From `wrongTask` on the
// reply was read and is given.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/result.hpp"
#include "schemas/event.capnp.h"

namespace rf {

struct reply_limits {
    std::size_t body_bytes = 4u << 20;
    std::size_t depth = 16;        // of values within values, the whole counted
    std::size_t values = 65'536;   // members, elements and what holds them
    std::size_t steps = 50;
    std::size_t step_chars = 10'000;  // code points, of each text of a step
    std::size_t answer_chars = 50'000;
    std::size_t proof_bytes = 1'000'000;  // decoded from base64; a longer one is dropped
    std::size_t code_bytes = 500'000;     // a longer one is dropped
};

struct reply_step {
    std::string reasoning, evidence, formal_proof_fragment;  // empty where absent or null
    std::optional<double> confidence;                        // finite, as given
};

struct task_reply {
    std::vector<reply_step> steps;
    std::string final_answer, proof_status, proof_artifact, code_artifact;
    std::string submission_hash;
    std::vector<std::string> truncated;  // what was cut or dropped, for people
};

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
