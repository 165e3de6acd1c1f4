// asker_world: an asker, whom it asks, and what it asks, for the tests of this folder.
#pragma once

#include <atomic>
#include <future>

#include "actors/io/machine.hpp"
#include "actors/miner/http_asker.hpp"
#include "actors/miner/server/miner_server.hpp"

namespace rf::testing {

// The machine's time, moved on by so much.
class moved_clock final : public clock_port {
  public:
    [[nodiscard]] std::int64_t utc_ns() const override { return real_.utc_ns() + ahead_ns; }
    [[nodiscard]] std::uint64_t steady_ns() const override {
        return real_.steady_ns() + std::uint64_t(ahead_ns);
    }
    std::atomic<std::int64_t> ahead_ns = 0;

  private:
    machine_clock real_;
};

inline moved_clock& clock_here() {
    static moved_clock c;
    return c;
}
inline entropy_port& entropy_here() {
    static machine_entropy e;
    return e;
}

inline hotkey key_number(std::uint8_t n) {
    std::array<std::uint8_t, 32> mini{};
    mini.fill(n);
    return hotkey_of(expand(mini_secret(mini)));
}
inline const hotkey& validator_key() {
    static const hotkey k = key_number(33);
    return k;
}
inline const account& some_miner() {
    static const account a = key_number(11).who();
    return a;
}

inline std::shared_ptr<const task_question> task_number(std::uint8_t n, std::uint32_t timeout_ms = 5'000,
                                                        unsigned difficulty = 4) {
    auto t = std::make_shared<task_question>();
    t->id.fill(n);
    t->problem = "What is " + std::to_string(n) + " times 2?";
    t->domain = "mathematics";
    t->difficulty = difficulty;
    t->timeout_ms = timeout_ms;
    return t;
}

// Understands the problems of `task_number`.
inline std::optional<std::string> solve_here(std::string_view problem) {
    if (!problem.starts_with("What is ")) return std::nullopt;
    return std::to_string(2 * std::stoi(std::string(problem.substr(8))));
}

inline asker_settings near_settings() {
    asker_settings s;
    s.allow_private = true;
    return s;
}

struct asker_here {
    explicit asker_here(asker_settings s = near_settings(), const hotkey& who = validator_key())
        : port(who, std::move(s), clock_here(), entropy_here()) {}
    http_asker port;

    miner_reply ask(const std::string& endpoint, std::shared_ptr<const task_question> task = task_number(7),
                    const account& miner = some_miner()) {
        std::promise<miner_reply> replied;
        port.send(port.prepare(std::move(task), miner, endpoint),
                  [&](miner_reply r) { replied.set_value(std::move(r)); });
        return replied.get_future().get();
    }
    miner_health_answer health(const std::string& endpoint, const account& miner = some_miner()) {
        std::promise<miner_health_answer> replied;
        port.check_health(miner, endpoint, [&](miner_health_answer h) { replied.set_value(std::move(h)); });
        return replied.get_future().get();
    }
    bool tell(const std::string& endpoint, const task_result& told, const account& miner = some_miner()) {
        std::promise<bool> replied;
        port.notify(miner, endpoint, told, [&](bool delivered) { replied.set_value(delivered); });
        return replied.get_future().get();
    }
};

// Reference miners that let `validator_key` ask.
inline miner_server_settings serving(const std::vector<behaviour>& acts) {
    miner_server_settings s;
    for (std::size_t i = 0; i < acts.size(); ++i)
        s.miners.push_back({key_number(std::uint8_t(100 + i)), 0, acts[i]});
    s.callers[validator_key().who()] = {true, 1000};
    s.solve = solve_here;
    s.pace = 0;
    return s;
}
inline std::unique_ptr<miner_server> served(miner_server_settings s) {
    return std::move(miner_server::start(std::move(s), clock_here()).value());
}
inline std::string endpoint_of(const miner_server& s, std::size_t i) {
    return "127.0.0.1:" + std::to_string(s.ports()[i]);
}

}  // namespace rf::testing
