// target: what every fuzz target is: one function over hostile bytes.
//
// It returns for any input. A property that does not hold stops the process
// through RF_REQUIRE, which is how a fuzzer learns of it.
#pragma once

#include <cstddef>
#include <cstdint>

#include "events/bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace rf {

// Takes pieces off the front of an input; what is not there is zero.
class pieces {
  public:
    explicit pieces(byte_view all) : rest_(all) {}

    std::uint64_t number(std::size_t bytes) {
        std::uint64_t v = 0;
        for (std::size_t i = 0; i < bytes; ++i) v = v << 8 | byte();
        return v;
    }
    hash32 hash() {
        hash32 h;
        for (auto& b : h.b) b = byte();
        return h;
    }
    [[nodiscard]] byte_view rest() const { return rest_; }

  private:
    std::uint8_t byte() {
        if (rest_.empty()) return 0;
        const std::uint8_t b = rest_[0];
        rest_ = rest_.subspan(1);
        return b;
    }
    byte_view rest_;
};

}  // namespace rf
