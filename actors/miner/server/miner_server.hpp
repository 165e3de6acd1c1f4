// miner_server: many reference miners in one process, each on a port of its own.
//
// Requests are bounded: a body of 1 MiB, headers of 70 KB, so many connections
// a miner; one that is idle is closed after 5 s, as axons do, and so is one
// that takes longer to say what it wants. When more tasks come than a miner
// thinks about at once, callers with more stake go first.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "actors/miner/server/miner_desk.hpp"
#include "actors/ports/clock.hpp"

namespace rf {

struct served_miner {
    hotkey key;
    std::uint16_t port = 0;  // 0: any that is free
    behaviour acts = behaviour::mid;
};

struct served_request {  // for people
    std::size_t miner = 0;
    std::string synapse, caller;
    unsigned status = 0;  // 0: nothing was answered
    double ms = 0;
};

struct miner_server_settings {
    std::vector<served_miner> miners;
    std::map<account, caller_standing> callers;
    problem_solver solve;
    std::string address = "127.0.0.1";  // literal
    unsigned threads = 1;
    double pace = 1;
    std::size_t least_bytes = 0;
    std::size_t connections = 256;    // a miner
    std::size_t thinks_at_once = 32;  // a miner
    std::size_t waiting = 256;        // tasks that wait for a seat, a miner
    std::uint32_t idle_ms = 5'000;
    std::uint32_t drip_ms = 50;  // between two bytes
    std::uint32_t header_bytes = 70'000;
    std::uint64_t body_bytes = 1 << 20;
    axon_gate_settings gate;
    bool sign = false;                                // replies, each miner with its key
    std::function<void(const told_receipt&)> keep;    // from the server's threads; may be empty
    std::function<void(const served_request&)> log;  // from the server's threads; may be empty
};

class miner_server {
  public:
    // Listening when it returns; a fault where a port is taken.
    static result<std::unique_ptr<miner_server>> start(miner_server_settings settings,
                                                       const clock_port& clock);
    ~miner_server();

    [[nodiscard]] const std::vector<std::uint16_t>& ports() const;  // in the order of the miners
    void stop();

  private:
    struct inside;
    explicit miner_server(std::unique_ptr<inside> in);
    std::unique_ptr<inside> in_;
};

}  // namespace rf
