#include "replay/verify/words.hpp"

#include <algorithm>
#include <bit>
#include <string>

namespace rf {
namespace {

constexpr std::size_t most_apart = 5;
constexpr std::size_t most_words = 50'000;

// FNV-1a and a finish that spreads it: the same on every machine.
std::uint64_t hash_of(std::string_view word) {
    std::uint64_t h = 14695981039346656037ull;
    for (const char c : word) h = (h ^ std::uint8_t(c)) * 1099511628211ull;
    h ^= h >> 32;
    return h * 0x9e3779b97f4a7c15ull;
}

std::uint64_t pair_of(std::uint64_t a, std::uint64_t b) {
    std::uint64_t h = std::min(a, b) * 0xff51afd7ed558ccdull ^ std::rotl(std::max(a, b), 29);
    h = (h ^ (h >> 33)) * 0xc4ceb9fe1a85ec53ull;
    h = (h ^ (h >> 29)) * 0x9e3779b97f4a7c15ull;
    return (h ^ (h >> 32)) | 1;  // 0 means nothing in a table
}

// The letter that a lookalike is read as; 0 where it stands for itself.
char folded(std::uint32_t c) {
    if (c >= 0xff01 && c <= 0xff5e) return char(c - 0xff01 + '!');  // full width
    constexpr std::pair<std::uint32_t, char> lookalikes[] = {
        {0x391, 'a'}, {0x392, 'b'}, {0x395, 'e'}, {0x397, 'h'}, {0x399, 'i'}, {0x39a, 'k'}, {0x39c, 'm'},
        {0x39d, 'n'}, {0x39f, 'o'}, {0x3a1, 'p'}, {0x3a4, 't'}, {0x3a5, 'y'}, {0x3a7, 'x'}, {0x3b1, 'a'},
        {0x3bf, 'o'}, {0x3c1, 'p'}, {0x3bd, 'v'}, {0x405, 's'}, {0x406, 'i'}, {0x408, 'j'}, {0x410, 'a'},
        {0x412, 'b'}, {0x415, 'e'}, {0x41a, 'k'}, {0x41c, 'm'}, {0x41d, 'h'}, {0x41e, 'o'}, {0x420, 'p'},
        {0x421, 'c'}, {0x422, 't'}, {0x423, 'y'}, {0x425, 'x'}, {0x430, 'a'}, {0x435, 'e'}, {0x43e, 'o'},
        {0x440, 'p'}, {0x441, 'c'}, {0x443, 'y'}, {0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'},
        {0x501, 'd'}, {0x51b, 'q'}, {0x51d, 'w'}};
    const auto* at = std::lower_bound(std::begin(lookalikes), std::end(lookalikes), c,
                                      [](const auto& each, std::uint32_t v) { return each.first < v; });
    return at != std::end(lookalikes) && at->first == c ? at->second : char(0);
}

bool invisible(std::uint32_t c) {
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || (c >= 0x300 && c <= 0x36f) ||
           (c >= 0xfe00 && c <= 0xfe0f);
}

bool blank(std::uint32_t c) {
    return c == 0xa0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x205f ||
           c == 0x3000;
}

// One code point; what is no UTF-8 counts as one each byte.
std::uint32_t take_point(std::string_view text, std::size_t& at) {
    const auto lead = std::uint8_t(text[at++]);
    const unsigned more = lead < 0xc2 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : lead < 0xf5 ? 3 : 0;
    if (more == 0 || at + more > text.size()) return lead;
    std::uint32_t c = lead & (0x3fu >> more);
    for (unsigned i = 0; i < more; ++i) {
        const auto next = std::uint8_t(text[at + i]);
        if ((next & 0xc0) != 0x80) return lead;
        c = c << 6 | (next & 0x3fu);
    }
    at += more;
    return c;
}

struct word {
    std::uint64_t hash;
    std::size_t bytes;
};

std::vector<word> words_of(std::string_view text) {
    std::vector<word> words;
    std::string now;
    auto end = [&] {
        if (!now.empty()) words.push_back({hash_of(now), now.size()});
        now.clear();
    };
    for (std::size_t at = 0; at < text.size() && words.size() < most_words;) {
        const std::size_t from = at;
        const std::uint32_t c = take_point(text, at);
        if (invisible(c)) continue;
        const char f = c < 0x80 ? char(c) : blank(c) ? ' ' : folded(c);
        if (f == 0 && c != 0) {
            now.append(text.substr(from, at - from));  // another script's letter
        } else if ((f >= 'a' && f <= 'z') || (f >= '0' && f <= '9')) {
            now += f;
        } else if (f >= 'A' && f <= 'Z') {
            now += char(f - 'A' + 'a');
        } else {
            end();
        }
    }
    end();
    return words;
}

template <class Each>
void every_pair(const std::vector<word>& words, Each each) {
    for (std::size_t i = 0; i < words.size(); ++i)
        for (std::size_t j = i + 1; j < words.size() && j <= i + most_apart; ++j)
            each(i, pair_of(words[i].hash, words[j].hash));
}

}  // namespace

void hash_set::empty(std::size_t most) {
    const std::size_t slots = std::bit_ceil(2 * most + 2);
    if (slots_.size() < slots) slots_.resize(slots);
    mask_ = slots - 1;
    std::fill_n(slots_.begin(), slots, 0);
}

std::size_t hash_set::place(std::uint64_t h) const {
    std::size_t at = (h >> 20) & mask_;
    while (slots_[at] != 0 && slots_[at] != h) at = (at + 1) & mask_;
    return at;
}

bool hash_set::add(std::uint64_t h) {
    std::uint64_t& slot = slots_[place(h)];
    if (slot == h) return false;
    slot = h;
    return true;
}

asked_words::asked_words(std::string_view problem) {
    const auto asked = words_of(problem);
    given_.empty(asked.size() * most_apart);
    every_pair(asked, [&](std::size_t, std::uint64_t pair) { given_.add(pair); });
}

own_words asked_words::own_in(std::string_view reasoning) const {
    thread_local hash_set seen;  // its memory is used again
    const auto said = words_of(reasoning);
    seen.empty(said.size() * most_apart);
    own_words out;
    std::size_t last = said.size();
    every_pair(said, [&](std::size_t i, std::uint64_t pair) {
        if (given_.has(pair) || !seen.add(pair)) return;
        out.pairs.push_back(pair);
        if (i != last) out.bytes += said[i].bytes + 1;
        last = i;
    });
    return out;
}

}  // namespace rf
