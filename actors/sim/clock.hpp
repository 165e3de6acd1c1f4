// clock: virtual time. The world's goes on evenly; the validator's wall clock
// shows it with whatever jumps were ordered.
#pragma once

#include "actors/ports/clock.hpp"

namespace rf::sim {

constexpr std::int64_t birth_utc_ns = 1'800'000'000'000'000'000;
constexpr std::uint64_t second_ns = 1'000'000'000;

// As nobody sees it: what the chain's blocks go by.
class world_clock final : public clock_port {
  public:
    [[nodiscard]] std::int64_t utc_ns() const override { return birth_utc_ns + std::int64_t(now_); }
    [[nodiscard]] std::uint64_t steady_ns() const override { return now_; }
    [[nodiscard]] std::uint64_t now() const { return now_; }
    void go_to(std::uint64_t ns) { now_ = ns > now_ ? ns : now_; }

  private:
    std::uint64_t now_ = 0;
};

// As the validator's machine shows it.
class wall_clock final : public clock_port {
  public:
    explicit wall_clock(const world_clock& world) : world_(world) {}
    [[nodiscard]] std::int64_t utc_ns() const override { return world_.utc_ns() + off_by_; }
    [[nodiscard]] std::uint64_t steady_ns() const override { return world_.steady_ns(); }
    void jump(std::int64_t ns) { off_by_ += ns; }

  private:
    const world_clock& world_;
    std::int64_t off_by_ = 0;
};

}  // namespace rf::sim
