// prompt: what a miner is asked and what is true of it, as the bytes of two blobs.
//
//   prompt   {"problem":"...","domain":"mathematics","difficulty":4,"timeout_seconds":60,
//             "context":null,"constraints":null}
//   truth    32 bytes of salt, then {"kind":"integer","value":"42","tolerance":"",
//             "percent":false,"tempting":""}
//
// One content has one encoding: these fields, this order, no spaces. Reading
// accepts no other fields, and bounds every text.
#pragma once

#include "events/result.hpp"
#include "replay/tasks/content.hpp"

namespace rf {

constexpr std::size_t most_prompt_bytes = 64 * 1024;

struct task_prompt {
    std::string problem;
    std::string domain;
    unsigned difficulty = 1;
    std::uint32_t timeout_ms = 0;  // written as seconds, with as many decimals as it needs
    std::optional<std::string> context, constraints;
    friend bool operator==(const task_prompt&, const task_prompt&) = default;
};

byte_vec encode_prompt(const task_content& content, std::string_view domain, unsigned difficulty,
                       std::uint32_t timeout_ms);
result<task_prompt> decode_prompt(byte_view blob);

byte_vec encode_truth(const hash32& salt, const task_truth& truth);
result<task_truth> decode_truth(byte_view blob);

}  // namespace rf
