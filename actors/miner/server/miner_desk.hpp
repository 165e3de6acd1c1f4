// miner_desk: what one reference miner says to one request, without any socket.
//
// Belongs to one thread. It says what to send, how, and after how long a
// thought; whoever holds the connection does it.
#pragma once

#include <chrono>
#include <deque>
#include <map>

#include "actors/keys/hotkey.hpp"
#include "actors/miner/server/reasoned.hpp"
#include "actors/miner/server/reply_signer.hpp"

namespace rf {

struct desk_settings {
    behaviour acts = behaviour::mid;
    behaviour copied = behaviour::weak;  // for a copycat: how the one it copies acts, and who that is
    std::optional<account> copied_miner;
    problem_solver solve;
    double pace = 1;              // thinking takes this much of its usual time
    std::size_t least_bytes = 0;  // of the reasoning
    axon_gate_settings gate;
    std::optional<hotkey> signs = std::nullopt;       // its replies, with this key
    std::function<void(const told_receipt&)> keep = {};  // may be empty
};

struct spoken {
    enum class manner : std::uint8_t { whole, drip, never } how = manner::whole;
    bool thinks = false;  // takes a seat while it does
    bool closes = false;
    double stake = 0;
    std::chrono::milliseconds thinking{0}, patience{0};  // how long the caller waits
    axon_response response;
    std::string synapse, caller;  // for people
};

class miner_desk {
  public:
    miner_desk(const account& who, desk_settings settings, axon_gate::standing_of standing);
    spoken answer(std::string_view target, std::span<const header_view> headers, std::string_view body,
                  std::int64_t utc_ns);

  private:
    spoken to_task(const axon_call& call, const asked_task& asked, spoken begun);
    void misbehave(const axon_call& call, const asked_task& asked, thought& t, spoken& s) const;
    void remember(const asked_task& asked, double utc_s);
    [[nodiscard]] std::vector<std::string> remembered(const task_query& query) const;

    struct done_task {
        std::string task_id, json;
        double at_s;
    };
    account who_;
    desk_settings settings_;
    axon_gate gate_;
    std::optional<reply_signer> signer_;
    std::deque<done_task> done_;  // the latest
};

}  // namespace rf
