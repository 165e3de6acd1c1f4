// task_reply: a ReasoningTask's reply as its bytes say it, within bounds.
//
// The reply is a stranger's: its size, depth and number of values are bounded,
// its text is UTF-8, no key comes twice, every member has the type it should.
// Long texts are cut at whole characters, and the cut is noted; it is no fault.
// The same bytes read alike for ever: verdicts are made again from them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/bytes.hpp"
#include "events/result.hpp"

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

// Members as they came, uncut, for whoever hashes them. Valid until this
// thread reads the next.
struct task_reply_text {
    std::optional<std::string_view> task_id, final_answer;
    std::string_view steps;  // JSON; empty where absent or null
};

// The fault says what is wrong with which member.
result<task_reply> read_task_reply(std::string_view body, const reply_limits& limits, task_reply_text& came);

// A recorded body as the reply that it was taken for; nothing if it does not read.
std::optional<task_reply> read_answer(byte_view body);

}  // namespace rf
