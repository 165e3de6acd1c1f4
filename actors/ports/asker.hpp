// asker: the port through which one question reaches one miner.
//
// A question is prepared first (its uuid and body hash become an event) and
// sent when that event is durable. Each sent question calls back exactly once,
// at the latest when its time is over, on any thread, possibly from within
// `send`. What a reply says about itself is not believed: the outcome is what
// the edge saw, and time is the edge's own steady clock.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/account.hpp"
#include "schemas/event.capnp.h"

namespace rf {

// What a miner is asked, as it is asked of everybody.
struct task_question {
    std::array<std::uint8_t, 16> id{};
    std::string problem;
    std::string domain;  // "mathematics"
    unsigned difficulty = 1;
    std::uint32_t timeout_ms = 0;
    std::optional<std::string> context, constraints;
};

// To whom, and with which fresh numbers. `body_hash` is the hash the request
// will be signed over.
struct prepared_question {
    std::shared_ptr<const task_question> task;
    account miner;
    std::string endpoint;  // "127.0.0.1:8091"
    std::array<std::uint8_t, 16> request_id{};
    hash32 body_hash;
};

struct miner_reply {
    schema::Outcome outcome = schema::Outcome::TIMEOUT;  // `answered` only if whole, well formed and of this task
    std::uint64_t latency_ns = 0;                        // from the first byte sent to the last received
    std::uint16_t http_status = 0;                       // 0: none came
    byte_vec body;                                       // as received, bounded; empty where there was none
    std::string detail;                                  // for people: which limit, which errno
    // The miner's own, over this very reply (events/receipt.hpp); only one that verifies.
    std::optional<std::array<std::uint8_t, 64>> signature;
};

struct miner_health_answer {
    bool ready = false;
    std::uint64_t latency_ns = 0;
    std::string detail;
};

// How an epoch ended for one miner: informational.
struct task_result {
    std::uint32_t epoch = 0;
    std::uint16_t uid = 0;
    double score = 0;
    std::uint32_t rank = 0;  // 0: unranked
    // For replies that the miner had signed: events/receipt.hpp. The key is "name+hash+base64".
    std::vector<std::string> receipts{};
    std::string receipt_key{};
};

class asker_port {
  public:
    virtual ~asker_port() = default;
    [[nodiscard]] virtual prepared_question prepare(std::shared_ptr<const task_question> task, const account& miner,
                                                    const std::string& endpoint) = 0;
    virtual void send(const prepared_question& q, std::function<void(miner_reply)> done) = 0;
    virtual void check_health(const account& miner, const std::string& endpoint,
                              std::function<void(miner_health_answer)> done) = 0;
    virtual void notify(const account& miner, const std::string& endpoint, const task_result& told,
                        std::function<void(bool delivered)> done) = 0;
    // Nothing calls back once this has returned.
    virtual void stop() = 0;
};

}  // namespace rf
