// similarity: how alike two pieces of reasoning are, in integers.
//
// The pairs of words that are the author's own (words.hpp) are hashed into a
// vector of 512 signed counts. Likeness is the cosine of two vectors. Fewer
// than 200 bytes of one's own words: there is nothing to compare.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "replay/verify/words.hpp"
#include "events/account.hpp"

namespace rf {

constexpr std::size_t sketch_size = 512;
constexpr std::size_t least_own_bytes = 200;

// Counts are halved until the sum of their squares is below 2^31, so a dot
// product of two sketches fits 32 bits.
struct sketch {
    std::array<std::int16_t, sketch_size> v{};
    std::uint32_t norm2 = 0;  // the sum of squares
    friend bool operator==(const sketch&, const sketch&) = default;
};

// Nothing: too little is left once the prompt's own words are taken out.
std::optional<sketch> make_sketch(const own_words& own);
std::optional<sketch> make_sketch(std::string_view problem, std::string_view reasoning);

// In [0, 1], and 1 for equal vectors; opposite ones are not alike, so below 0
// is 0.
double cosine(const sketch& a, const sketch& b);
std::int32_t dot(const sketch& a, const sketch& b);

// Replies of sealed epochs: a bounded ring, oldest out first. Its content is a
// function of what was added and in which order: epochs ascending, and within
// one by (task, latency, account).
class similarity_history {
  public:
    explicit similarity_history(std::size_t most = 5000) : most_(most) {}

    // From a stored reply as received. A reply that has no sketch is not kept.
    void add(std::uint32_t epoch, const account& who, std::string_view problem, byte_view body);
    void add(std::uint32_t epoch, const account& who, const sketch& s);
    void forget_from(std::uint32_t epoch);    // this epoch and later ones
    void forget_before(std::uint32_t epoch);  // earlier ones

    [[nodiscard]] std::size_t size() const { return entries_.size(); }
    [[nodiscard]] std::uint32_t newest_epoch() const;  // 0: empty

    struct entry {
        std::uint32_t epoch = 0;
        account who;
        sketch s;
    };
    // The entry that is `place`th, oldest first.
    [[nodiscard]] const entry& at(std::size_t place) const {
        return entries_[(first_ + place) % entries_.size()];
    }

  private:
    void straighten();
    std::size_t most_, first_ = 0;
    std::vector<entry> entries_;
};

}  // namespace rf
