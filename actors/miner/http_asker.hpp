// http_asker: asks axons over HTTP, as Bittensor's SDK would, behind the asker's port.
//
// A request is signed when it is sent, on the thread that calls `send`, with a
// nonce of that moment. One that waited too long for a socket, or goes out a
// second time because a kept connection had closed, is signed again with a
// later nonce and the *same* uuid: an axon takes a known uuid only with a later
// nonce, so the id on record stays true and the miner can tell a repetition
// from another question.
//
// A miner may sign its reply (docs/receipts.md). A signature that does not verify
// is not given along, and the reply's detail says so; it changes no outcome.
//
// An endpoint that may not be dialled counts as a connection that failed: the
// miner published it. What was under way when `stop` is called is dropped.
#pragma once

#include <memory>

#include "actors/keys/hotkey.hpp"
#include "actors/miner/http_pool.hpp"
#include "actors/ports/asker.hpp"
#include "actors/ports/clock.hpp"
#include "actors/ports/entropy.hpp"

namespace rf {

struct asker_settings {
    http_limits http;
    bool allow_private = false;         // our own networks; see http_endpoint.hpp
    std::string caller_ip = "0.0.0.0";  // what requests say of us; nobody checks it
    std::uint32_t health_ms = 5'000;    // for a health check, and for telling a result
    bool signatures = true;             // of replies, where miners sign them: verified, and given along
};

class http_asker final : public asker_port {
  public:
    // Clock and entropy outlive it, and may be asked by several threads.
    http_asker(hotkey caller, asker_settings settings, const clock_port& clock, entropy_port& entropy);
    ~http_asker() override;

    [[nodiscard]] prepared_question prepare(std::shared_ptr<const task_question> task, const account& miner,
                                            const std::string& endpoint) override;
    void send(const prepared_question& q, std::function<void(miner_reply)> done) override;
    void check_health(const account& miner, const std::string& endpoint,
                      std::function<void(miner_health_answer)> done) override;
    void notify(const account& miner, const std::string& endpoint, const task_result& told,
                std::function<void(bool delivered)> done) override;
    void stop() override;

  private:
    struct inside;
    std::unique_ptr<inside> in_;
};

}  // namespace rf
