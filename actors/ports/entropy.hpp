// entropy: bytes that nobody can guess; in a simulation, bytes from a seed.
#pragma once

#include "events/bytes.hpp"

namespace rf {

class entropy_port {
  public:
    virtual ~entropy_port() = default;
    virtual void fill(std::uint8_t* to, std::size_t size) = 0;
    hash32 hash() {
        hash32 h;
        fill(h.b.data(), h.b.size());
        return h;
    }
};

}  // namespace rf
