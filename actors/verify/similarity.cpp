#include "actors/verify/similarity.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "actors/miner/axon_reply.hpp"
#include "actors/verify/answers.hpp"

namespace rf {
namespace {

constexpr std::size_t gram_words = 4;
constexpr std::size_t most_words = 200'000;
constexpr std::uint32_t most_norm2 = 1u << 31;

// FNV-1a and a finish that spreads it: the same on every machine.
std::uint64_t hash_of(std::string_view word) {
    std::uint64_t h = 14695981039346656037ull;
    for (const char c : word) h = (h ^ std::uint8_t(c)) * 1099511628211ull;
    h ^= h >> 32;
    return h * 0x9e3779b97f4a7c15ull;
}

// The letter a lookalike stands for; nothing where it stands for itself.
char folded(std::uint32_t c) {
    if (c >= 0xff01 && c <= 0xff5e) return char(c - 0xff01 + '!');  // full width
    switch (c) {
        case 0x430: return 'a';
        case 0x435: return 'e';
        case 0x456: return 'i';
        case 0x43e: case 0x3bf: return 'o';
        case 0x440: case 0x3c1: return 'p';
        case 0x441: return 'c';
        case 0x443: return 'y';
        case 0x445: return 'x';
        case 0x455: return 's';
        case 0x458: return 'j';
        default: return 0;
    }
}

bool invisible(std::uint32_t c) {
    return c == 0xad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2064) ||
           c == 0xfeff || (c >= 0x300 && c <= 0x36f) || (c >= 0xfe00 && c <= 0xfe0f);
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
    std::uint32_t bytes;
};

std::vector<word> words_of(std::string_view text) {
    std::vector<word> words;
    std::string now;
    auto end = [&] {
        if (!now.empty() && words.size() < most_words) words.push_back({hash_of(now), std::uint32_t(now.size())});
        now.clear();
    };
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t from = at;
        const std::uint32_t c = take_point(text, at);
        if (invisible(c)) continue;
        const char f = c < 0x80 ? char(c) : folded(c);
        if (f == 0) {
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

std::uint64_t gram_at(const std::vector<word>& words, std::size_t from, std::size_t size) {
    std::uint64_t h = 0x243f6a8885a308d3ull;
    for (std::size_t i = 0; i < size; ++i) h = (h ^ words[from + i].hash) * 0xff51afd7ed558ccdull ^ (h >> 29);
    return h ^ (h >> 31);
}

// Each once, in the order of their hashes, so that saying a thing twice changes nothing.
struct gram {
    std::uint64_t hash;
    std::uint32_t bytes;  // of its first word, and the space after it
    friend auto operator<=>(const gram&, const gram&) = default;
};
std::vector<gram> grams_of(const std::vector<word>& words) {
    std::vector<gram> grams;
    for (std::size_t at = 0; at + gram_words <= words.size(); ++at)
        grams.push_back({gram_at(words, at, gram_words), words[at].bytes + 1});
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end(), [](const gram& x, const gram& y) { return x.hash == y.hash; }),
                grams.end());
    return grams;
}

}  // namespace

std::optional<sketch> make_sketch(std::string_view problem, std::string_view reasoning) {
    const auto asked = grams_of(words_of(problem));
    std::array<std::int32_t, sketch_size> counts{};
    std::uint64_t own = 0;
    for (const gram& g : grams_of(words_of(reasoning))) {
        const auto at = std::lower_bound(asked.begin(), asked.end(), g.hash,
                                         [](const gram& x, std::uint64_t h) { return x.hash < h; });
        if (at != asked.end() && at->hash == g.hash) continue;
        own += g.bytes;
        counts[g.hash % sketch_size] += (g.hash >> 40 & 1) ? 1 : -1;
    }
    if (own < least_own_bytes) return std::nullopt;
    sketch s;
    for (unsigned halved = 0;; ++halved) {
        std::uint64_t norm2 = 0;
        bool fits = true;
        for (std::size_t i = 0; i < sketch_size; ++i) {
            const std::int32_t v = counts[i] / (1 << halved);
            fits = fits && v >= -32768 && v <= 32767;
            norm2 += std::uint64_t(std::int64_t(v) * v);
        }
        if (!fits || norm2 >= most_norm2) continue;
        if (norm2 == 0) return std::nullopt;
        for (std::size_t i = 0; i < sketch_size; ++i) s.v[i] = std::int16_t(counts[i] / (1 << halved));
        s.norm2 = std::uint32_t(norm2);
        return s;
    }
}

double cosine(const sketch& a, const sketch& b) {
    std::int32_t dot = 0;  // at most sqrt(norm2 * norm2) < 2^31
    for (std::size_t i = 0; i < sketch_size; ++i) dot += std::int32_t(a.v[i]) * b.v[i];
    if (dot <= 0) return 0;
    if (a == b) return 1;
    const double whole = std::sqrt(double(std::uint64_t(a.norm2) * b.norm2));
    return std::min(1.0, double(dot) / whole);
}

void similarity_history::add(std::uint32_t epoch, const account& who, std::string_view problem, byte_view body) {
    const auto reply = read_answer(body);
    if (!reply) return;
    if (const auto s = make_sketch(problem, reasoning_of(*reply))) add(epoch, who, *s);
}

void similarity_history::add(std::uint32_t epoch, const account& who, const sketch& s) {
    if (entries_.size() < most_) {
        straighten();
        entries_.push_back({epoch, who, s});
        return;
    }
    if (most_ == 0) return;
    entries_[first_] = {epoch, who, s};
    first_ = (first_ + 1) % most_;
}

void similarity_history::straighten() {
    std::rotate(entries_.begin(), entries_.begin() + std::ptrdiff_t(first_), entries_.end());
    first_ = 0;
}

void similarity_history::forget_from(std::uint32_t epoch) {
    straighten();
    std::erase_if(entries_, [&](const entry& e) { return e.epoch >= epoch; });
}

void similarity_history::forget_before(std::uint32_t epoch) {
    straighten();
    std::erase_if(entries_, [&](const entry& e) { return e.epoch < epoch; });
}

std::uint32_t similarity_history::newest_epoch() const {
    return entries_.empty() ? 0 : at(entries_.size() - 1).epoch;
}

}  // namespace rf
