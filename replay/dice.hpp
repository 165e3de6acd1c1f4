// dice: numbers that follow from a seed, the same on any machine.
//
// Block k of the stream is SHA-256(seed || k as 8 bytes, big-endian), read as
// four big-endian u64. Used to draw an epoch's tasks from its secret, and by
// the generator of synthetic logs.
#pragma once

#include "events/bytes.hpp"
#include "events/sha256.hpp"

namespace rf {

class dice {
  public:
    explicit dice(const hash32& seed) : seed_(seed) {}

    std::uint64_t next() {
        if (left_ == 0) {
            std::uint8_t counter[8];
            put_be64(counter, block_++);
            held_ = sha256({byte_view(seed_), byte_view(counter, 8)});
            left_ = 4;
        }
        return get_be64(held_.b.data() + 8 * (4 - left_--));
    }

    // Uniform in [0, n), without bias: what does not fill a whole range is thrown again.
    std::uint64_t below(std::uint64_t n) {
        const std::uint64_t cut = (0 - n) % n;
        for (;;) {
            const std::uint64_t v = next();
            if (v >= cut) return v % n;
        }
    }

    // 53 random bits in [0, 1).
    double unit() { return double(next() >> 11) * 0x1p-53; }
    bool chance(double p) { return unit() < p; }

    template <class List>
    void shuffle(List& list) {
        for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
    }
    void fill(std::uint8_t* to, std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) {
            if (i % 8 == 0) word_ = next();
            to[i] = std::uint8_t(word_ >> (8 * (i % 8)));
        }
    }
    hash32 hash() {
        hash32 h;
        fill(h.b.data(), 32);
        return h;
    }

  private:
    hash32 seed_, held_;
    std::uint64_t block_ = 0, word_ = 0;
    unsigned left_ = 0;
};

}  // namespace rf
