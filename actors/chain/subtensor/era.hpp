// era: for which blocks an extrinsic counts.
//
//     00                immortal
//     two bytes, u16    log2(period) - 1 in the low four bits, the phase
//                       (in steps of period / 4096, at least 1) above them
//
// A mortal one lives from the latest block b <= current with b % period ==
// phase (its birth, whose hash is signed) up to, and not in, b + period. The
// period is a power of two from 4 to 65536; a long one rounds its phase down.
#pragma once

#include "actors/chain/subtensor/scale.hpp"

namespace rf::subtensor {

struct era {
    std::uint64_t period = 0, phase = 0;  // period 0: immortal

    [[nodiscard]] bool is_mortal() const { return period != 0; }
    [[nodiscard]] std::uint64_t birth(std::uint64_t current) const;
    [[nodiscard]] std::uint64_t death(std::uint64_t current) const;  // the first block it is dead in
    friend bool operator==(const era&, const era&) = default;
};

// About so many blocks from `current` on: rounded up to a power of two.
era mortal_era(std::uint64_t blocks, std::uint64_t current);

void put_era(scale_writer& w, const era& e);
// The reader fails where the bytes are no era.
era take_era(scale_reader& r);

}  // namespace rf::subtensor
