// axon_server: the miner's side of the wire, with the caller checks done properly.
//
// The SDK's axon accepts calls without signature or version, nonces from the
// future, and windows as wide as the caller likes; this one does not. In
// order, the first that fails answers: headers read (400, 500), synapse known
// (404), caller allowed (403), signature and nonce (401), body read (422), body
// hash (500). No function blocks; an `axon_gate` belongs to one thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "actors/miner/axon_reply.hpp"
#include "actors/miner/axon_request.hpp"

namespace rf {

struct axon_refusal {
    unsigned http_status = 500;
    std::string message;
};
template <class T>
using axon_result = std::variant<T, axon_refusal>;

// ---- the headers of a call ---------------------------------------------

enum class axon_synapse_kind : std::uint8_t { reasoning_task, health_check, task_result, task_query };

struct axon_call {
    axon_synapse_kind kind = axon_synapse_kind::health_check;
    double timeout_s = 0;
    std::optional<std::uint64_t> version, nonce;
    std::string uuid, caller_address, addressed_to, signature, body_hash;  // empty: not sent
};
struct header_view {
    std::string_view name, value;
};
constexpr std::size_t most_axon_headers = 64;
constexpr std::size_t most_axon_header_bytes = 16 * 1024;

// `target` as it came, "/ReasoningTask". Names are compared without case; a
// header that matters and comes twice is refused.
axon_result<axon_call> read_axon_call(std::string_view target, std::span<const header_view> headers);

// ---- who may call ------------------------------------------------------

struct caller_standing {
    bool permit = false;
    double stake = 0;
};
struct axon_gate_settings {
    std::uint64_t allowed_delay_ns = 4'000'000'000;   // and the call's timeout, at most the next
    std::uint64_t most_timeout_ns = 60'000'000'000;
    std::uint64_t allowed_future_ns = 4'000'000'000;  // clocks differ
    std::uint64_t least_version = 7'002'000;
    double least_stake = 0;
    bool permit_needed = true;
    std::size_t most_remembered = 100'000;  // calls; when full, new ones are refused until old ones expire
};
struct admitted_call {
    account caller;
    double priority = 0;  // its stake
};

class axon_gate {
  public:
    // Nothing: not registered. Asked for every call.
    using standing_of = std::function<std::optional<caller_standing>(const account&)>;
    axon_gate(const account& own, axon_gate_settings settings, standing_of standing);
    // Remembers the call if it is admitted: the same one is refused after.
    axon_result<admitted_call> admit(const axon_call& call, std::int64_t utc_ns);

  private:
    struct seen_call {
        std::uint64_t nonce, until;
    };
    [[nodiscard]] axon_result<admitted_call> standing(const axon_call& call) const;
    [[nodiscard]] std::optional<axon_refusal> check_nonce(const axon_call& call, std::uint64_t now) const;
    std::optional<axon_refusal> remember(const axon_call& call, std::uint64_t now);

    std::string own_address_;
    axon_gate_settings settings_;
    standing_of standing_;
    std::map<std::string, seen_call> seen_;  // by address:uuid
    std::set<std::pair<std::uint64_t, std::string>> expiring_;
};

// ---- the body, and the answer ------------------------------------------

struct task_query {
    std::optional<std::string> task_id;
    std::optional<double> start_time_s;
};
struct asked_task {  // a ReasoningTask as the miner reads it
    std::string task_id, problem, domain;
    unsigned difficulty = 1;
    std::uint32_t timeout_seconds = 300;
    std::optional<std::string> context, constraints;
};
struct told_result {
    std::int64_t epoch = 0, uid = 0;
    std::optional<double> score;
    std::optional<std::int64_t> rank;
    std::vector<std::string> receipts;  // notes, unread; at most most_receipts of most_note_bytes
    std::string receipt_key;
};
struct asked_health {};
constexpr std::size_t most_receipts = 16;
using axon_question = std::variant<asked_task, asked_health, told_result, task_query>;

// The body, and that the signed hash is the hash of it.
axon_result<axon_question> read_axon_body(const axon_call& call, std::string_view body);

struct axon_response {
    unsigned http_status = 200;
    std::vector<axon_header> headers;  // without Content-Length
    std::string body;
};

// What a miner found. `submission_hash` and `task_id`, where given, are sent
// in place of the true ones.
struct solved_step {
    std::string reasoning, evidence, formal_proof_fragment;
    double confidence = 0;
};
struct solved_task {
    std::vector<solved_step> steps;
    std::string final_answer;
    std::optional<std::string> proof_status, proof_artifact, code_artifact;
    std::int64_t time_taken_ms = 0;
    std::optional<std::string> submission_hash, task_id;
};

axon_response answer_task(const axon_call& call, const asked_task& asked, const solved_task& solved,
                          double process_time_s);
axon_response answer_health(const axon_call& call, std::string_view readiness,
                            const std::vector<std::string>& domains, double process_time_s);
axon_response answer_result(const axon_call& call, const told_result& told, double process_time_s);
// `tasks` are JSON objects, already written.
axon_response answer_query(const axon_call& call, const task_query& query,
                           const std::vector<std::string>& tasks, double process_time_s);
axon_response answer_refusal(const axon_refusal& refusal);

}  // namespace rf
