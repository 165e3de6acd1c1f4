// machine: the clock and the entropy of the computer this runs on.
//
// Where there is no entropy the process stops: a guessable secret of an epoch
// would hand every answer to the miners.
#pragma once

#include "actors/ports/clock.hpp"
#include "actors/ports/entropy.hpp"

namespace rf {

class machine_clock final : public clock_port {
  public:
    [[nodiscard]] std::int64_t utc_ns() const override;
    [[nodiscard]] std::uint64_t steady_ns() const override;
};

// May be asked by several threads at once.
class machine_entropy final : public entropy_port {
  public:
    void fill(std::uint8_t* to, std::size_t size) override;
};

}  // namespace rf
