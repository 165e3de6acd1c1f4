// axon_request: a question to a miner as Bittensor's SDK 10.2 puts it on the wire.
//
// A synapse (what is asked) is built once and sent to many miners; a request
// is a synapse with an envelope (who asks whom, when) and a signature over
//
//     "{nonce}.{caller's address}.{miner's address}.{uuid}.{body hash}"
//
// Headers come in the SDK's order, the body in the form of Python's
// json.dumps, so both are byte for byte what the SDK sends, but for two sizes
// it guesses and nobody checks (0 unless given).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/keys/hotkey.hpp"
#include "actors/ports/asker.hpp"

namespace rf {

using uuid_bytes = std::array<std::uint8_t, 16>;

std::string uuid_text(const uuid_bytes& id);                     // 8-4-4-4-12, lowercase
std::optional<uuid_bytes> uuid_from_text(std::string_view text);
// Version 1, as the SDK makes them: the time, then random clock sequence and node.
uuid_bytes make_uuid(std::int64_t utc_ns, const hash32& random);

struct axon_synapse {
    std::string name;    // "ReasoningTask"; the path is "/" and this
    std::string fields;  // ', "task_id": "..."': all members after the common ones
    std::string body_hash;  // 64 lowercase hex digits
};
axon_synapse reasoning_synapse(const task_question& task);
axon_synapse health_synapse();
axon_synapse result_synapse(const task_result& told);
axon_synapse query_synapse(const std::optional<std::string>& task_id, std::optional<double> start_time_s);

// The hash a ReasoningTask is signed over, as bytes.
hash32 reasoning_body_hash(const task_question& task);

struct axon_envelope {
    std::string miner_ip;
    std::uint16_t miner_port = 0;
    std::string miner_address;  // SS58
    std::string caller_ip;
    std::uint64_t nonce = 0;    // UTC in ns
    std::string uuid;           // a fresh one each request
    double timeout_s = 12;
    std::uint64_t header_size = 0, total_size = 0;
};

struct axon_header {
    std::string_view name;  // a literal
    std::string value;
};
struct axon_request {
    std::string target;  // "/ReasoningTask"
    std::vector<axon_header> headers;  // without Host, Content-Type, Content-Length and the like
    std::string body;
};

axon_request make_axon_request(const axon_synapse& synapse, const axon_envelope& envelope,
                               const hotkey& caller, const hash32& random);

// What is signed, and H(concat H(str(value))) of values in Python's str().
std::string axon_sign_message(std::uint64_t nonce, std::string_view caller, std::string_view miner,
                              std::string_view uuid, std::string_view body_hash);
hash32 axon_body_hash(const std::vector<std::string>& values);

}  // namespace rf
