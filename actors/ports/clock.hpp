// clock: the two times an edge or actor may ask for.
//
// The core never sees either; what it must know of time arrives as an event.
#pragma once

#include <cstdint>

namespace rf {

class clock_port {
  public:
    virtual ~clock_port() = default;
    [[nodiscard]] virtual std::int64_t utc_ns() const = 0;      // may jump
    [[nodiscard]] virtual std::uint64_t steady_ns() const = 0;  // never goes back
};

}  // namespace rf
