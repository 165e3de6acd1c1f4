// world: the invented miners of a synthetic log, and what their replies show.
#pragma once

#include "events/codec.hpp"
#include "replay/dice.hpp"
#include "replay/mechanism.hpp"

namespace rf {

enum class tier : std::uint8_t { elite, strong, middling, weak, adversarial };

struct invented_miner {
    account who;
    std::uint16_t uid = 0;
    tier skill = tier::middling;
};

class invented_world {
  public:
    invented_world(std::uint64_t seed, std::uint32_t miners, bool evm, bool hostile);

    [[nodiscard]] const std::vector<invented_miner>& miners() const { return miners_; }
    [[nodiscard]] roster seats() const;
    dice& roll() { return dice_; }

    // Some uid goes to a newcomer. Gives what changed.
    struct handover {
        std::uint16_t uid;
        account from, to;
    };
    handover replace_one();

    // What became of a question, and whose fault it was.
    struct fate {
        schema::Outcome outcome;
        schema::Fault fault;
        std::uint64_t latency_ns;
    };
    fate decide_fate(const invented_miner& m);

    // Fills the observation that the mechanism reads.
    void observe(const mechanism& m, const invented_miner& miner, const task_facts& task,
                 schema::ReplyVerified::Builder to);

  private:
    double around(double middle, double spread);  // within 0..1
    account new_account();

    dice dice_;
    bool evm_, hostile_;
    std::vector<invented_miner> miners_;
};

}  // namespace rf
