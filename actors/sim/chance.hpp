// chance: dice for each purpose, all from one seed.
//
// Two purposes never share a stream, so that one more throw for the one does
// not change the other: a run differs from another only in what was ordered.
#pragma once

#include <initializer_list>

#include "actors/ports/entropy.hpp"
#include "replay/dice.hpp"

namespace rf::sim {

inline hash32 seed_for(std::uint64_t seed, std::string_view purpose,
                       std::initializer_list<byte_view> of = {}) {
    std::uint8_t number[8];
    put_be64(number, seed);
    const std::uint8_t end[1] = {0};
    byte_vec all(number, number + 8);
    all.insert(all.end(), purpose.begin(), purpose.end());
    all.push_back(end[0]);
    for (const byte_view part : of) all.insert(all.end(), part.begin(), part.end());
    return sha256(all);
}
inline dice dice_for(std::uint64_t seed, std::string_view purpose, std::uint64_t number = 0) {
    std::uint8_t of[8];
    put_be64(of, number);
    return dice(seed_for(seed, purpose, {byte_view(of, 8)}));
}

class seeded_entropy final : public entropy_port {
  public:
    explicit seeded_entropy(dice from) : from_(from) {}
    void fill(std::uint8_t* to, std::size_t size) override { from_.fill(to, size); }

  private:
    dice from_;
};

}  // namespace rf::sim
