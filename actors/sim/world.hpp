// world: everything outside the validator, for one run of a plan.
//
// It outlives the processes that run in it. What the validator may rely on is
// checked while it runs: the first claim that breaks is kept.
#pragma once

#include <optional>

#include "actors/sim/plan.hpp"
#include "actors/watcher.hpp"

namespace rf::sim {

struct broken_claim {
    std::string claim;  // its name, as docs/simulation.md lists it
    std::string what;
};

// Looks on at every event: how far it has come, and what to print.
class onlooker final : public watcher {
  public:
    explicit onlooker(const world_clock& clock) : clock_(clock) {}
    void saw(event_reader event, const projection& after) override;
    void note(std::string_view actor, const fault& what) override;

    std::function<void(const std::string& line)> print;  // empty: silent
    std::uint32_t sealed = 0;                            // the last epoch that was
    std::vector<std::uint32_t> on_their_way;             // epochs whose weights have not ended
    std::uint64_t events = 0;

  private:
    const world_clock& clock_;
};

struct world {
    explicit world(const plan& ordered);
    world(const world&) = delete;
    world& operator=(const world&) = delete;

    const plan& ordered;
    world_clock clock;
    wall_clock wall{clock};
    sim::queue queue;
    sim::disk disk;
    sim::network network;
    sim::chain chain;
    onlooker looks_on{clock};
    std::optional<broken_claim> broken;
    std::size_t next_jump = 0;
    std::vector<byte_vec> snapshots;  // taken at seals, kept beside the log

    // Time moves to `ns`, with the wall clock's jumps on the way.
    void go_to(std::uint64_t ns);
    [[nodiscard]] std::uint64_t free_bytes() const;
};

}  // namespace rf::sim
