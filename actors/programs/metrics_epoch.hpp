// metrics_epoch: what those who look on remember of the open epoch.
//
// A watcher is told a seal when the projection has already closed the epoch, so
// what it shows of tasks and scores it keeps itself, from the events alone. All
// of it is bounded by the epoch's own bounds and dropped at the next opening.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "events/codec.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "replay/projection.hpp"

namespace rf {

struct watched_task {
    std::array<std::uint8_t, 16> id{};
    std::string_view domain = "unknown";
    std::uint8_t difficulty = 1;
    bool trap = false, previously_unsolved = false, closed = false;
    std::int64_t opened_ns = 0;
    std::size_t asked = 0, ended = 0;  // questions; ended: answered, or failed by the miner
};

// One verified reply, in the terms of reasonforge@1.
struct watched_reply {
    std::uint16_t task = 0, uid = 0;
    double cms = 0;
    bool copied = false, breakthrough = false;
};

struct watched_epoch {
    std::uint32_t number = 0;  // 0: none was seen to open
    const mechanism* rules = nullptr;
    std::optional<reasonforge_1::constants> constants;  // of reasonforge@1 only
    std::uint64_t opened_block = 0, closes_block = 0;
    std::uint32_t tasks_planned = 0;
    roster seats;
    std::map<std::uint16_t, watched_task> tasks;  // by ordinal
    std::set<std::uint16_t> answered;             // uids
    double cms_sum = 0;
    std::uint64_t cms_count = 0;

    // What the event changes; of a verified reply, what was made of it. The
    // start of a writer fills in what was open before it.
    std::optional<watched_reply> take(event_reader event, const projection& after);
    [[nodiscard]] const watched_task* find_task(std::uint16_t ordinal) const;

    // Equation 7 for every validator that has published, ourselves among them:
    // how near it is to the consensus. Empty where nobody else has.
    [[nodiscard]] std::vector<double> agreement() const;
    double own_stake = 0;

  private:
    using asked_pair = std::pair<std::array<std::uint8_t, 16>, std::uint16_t>;  // task, uid
    struct published {
        double stake = 0;
        std::map<asked_pair, double> scores;
    };
    void open(event_reader event);
    void begin(const projection& p);
    std::optional<watched_reply> take_verified(schema::ReplyVerified::Reader r);
    std::map<asked_pair, double> ours_;
    std::map<byte_vec, published> others_;  // by account
    byte_vec self_;
};

std::string_view outcome_name(schema::Outcome o);
std::string_view fault_name(schema::Fault f);

}  // namespace rf
