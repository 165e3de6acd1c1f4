// words: what of a text is its author's own, as pairs of words near each other.
//
// Text becomes words: ASCII letters are made small, full-width letters and
// common Cyrillic and Greek lookalikes become the letter they look like,
// marks and characters of no width are dropped, everything else that is no
// letter or digit parts words. (This is not NFKC: a lookalike that is not in
// the table stands for itself.) Every two words at most five apart are a pair,
// whichever comes first; each pair counts once, and those of the problem's own
// text not at all. So case, spacing and punctuation change nothing, and moving
// a sentence or exchanging two neighbours changes few pairs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rf {

struct own_words {
    std::vector<std::uint64_t> pairs;  // different ones, as hashes
    std::size_t bytes = 0;             // of the words with which a new pair begins
};

// A set of hashes that only grows; nothing depends on the order in it.
class hash_set {
  public:
    void empty(std::size_t most);
    bool add(std::uint64_t h);
    [[nodiscard]] bool has(std::uint64_t h) const { return slots_[place(h)] == h; }

  private:
    [[nodiscard]] std::size_t place(std::uint64_t h) const;
    std::vector<std::uint64_t> slots_;
    std::size_t mask_ = 0;
};

// A problem's pairs, to be taken out of what is said about it.
class asked_words {
  public:
    explicit asked_words(std::string_view problem);
    // Of a long text the first 50,000 words.
    [[nodiscard]] own_words own_in(std::string_view reasoning) const;

  private:
    hash_set given_;
};

}  // namespace rf
