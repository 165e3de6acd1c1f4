// network: every miner and the wires to them, behind the asker's port.
//
// Each question comes to the end that its fate says, after its latency, once.
// While our own side of the network is down a question ends at once by our own
// fault. Whatever is sent must stand in the log already, durable: the network
// looks, and remembers what it saw.
#pragma once

#include "actors/sim/chance.hpp"
#include "actors/sim/clock.hpp"
#include "actors/sim/disk.hpp"
#include "actors/sim/fate.hpp"
#include "actors/sim/queue.hpp"

namespace rf::sim {

using task_id = std::array<std::uint8_t, 16>;

// Virtual time in which we reach nobody.
struct outage {
    std::uint64_t from_ns = 0, until_ns = 0;
};

struct asked_question {
    task_id task{};
    account who;
    std::uint64_t sent_ns = 0;
    schema::Outcome dealt = schema::Outcome::TIMEOUT;
    std::uint64_t latency_ns = 0;
    hash32 body;  // of what the miner sent, if anything
};

class network final : public asker_port {
  public:
    // Told of a claim that broke while it ran.
    using objection = std::function<void(std::string claim, std::string what)>;

    network(std::uint64_t seed, const world_clock& clock, queue& world, const disk& log, objection object);

    std::vector<outage> outages;
    std::set<std::uint64_t> throws;  // at which questions `prepare` breaks its promise and throws
    bool fate_by_attempt = false;    // a plant: what a miner answers changes when it is asked again
    account first_miner;
    std::size_t least_reply_bytes = 0;

    void power_on(std::uint64_t life);
    void power_off() { on_ = false; }
    // By request id.
    [[nodiscard]] const std::map<task_id, asked_question>& asked() const { return asked_; }
    [[nodiscard]] const hash32& digest() const { return digest_; }

    prepared_question prepare(std::shared_ptr<const task_question> task, const account& miner,
                              const std::string& endpoint) override;
    void send(const prepared_question& q, std::function<void(miner_reply)> done) override;
    void check_health(const account& miner, const std::string& endpoint,
                      std::function<void(miner_health_answer)> done) override;
    void notify(const account& miner, const std::string& endpoint, const task_result& told,
                std::function<void(bool delivered)> done) override;
    void stop() override { on_ = false; }

  private:
    [[nodiscard]] bool is_out() const;
    miner_reply deal(const prepared_question& q);
    void remember(std::string_view what, byte_view of);

    std::uint64_t seed_;
    const world_clock& clock_;
    queue& world_;
    const disk& log_;
    objection object_;
    seeded_entropy ids_;
    std::map<task_id, asked_question> asked_;
    std::map<std::pair<task_id, account>, std::uint64_t> times_;
    hash32 digest_;
    std::uint64_t prepared_ = 0;
    bool on_ = false;
};

}  // namespace rf::sim
