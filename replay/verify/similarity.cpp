#include "replay/verify/similarity.hpp"

#include <algorithm>
#include <cmath>

#include "replay/verify/answers.hpp"

namespace rf {
namespace {

constexpr std::uint64_t most_norm2 = 1ull << 31;

}  // namespace

std::optional<sketch> make_sketch(const own_words& own) {
    if (own.bytes < least_own_bytes) return std::nullopt;
    std::array<std::int32_t, sketch_size> counts{};
    for (const std::uint64_t pair : own.pairs)
        counts[pair >> 8 & (sketch_size - 1)] += pair >> 40 & 1 ? 1 : -1;
    sketch s;
    for (;;) {
        std::uint64_t norm2 = 0;
        bool fits = true;
        for (const std::int32_t v : counts) {
            fits = fits && v >= -32768 && v <= 32767;
            norm2 += std::uint64_t(std::int64_t(v) * v);
        }
        if (fits && norm2 < most_norm2) {
            if (norm2 == 0) return std::nullopt;
            std::copy(counts.begin(), counts.end(), s.v.begin());
            s.norm2 = std::uint32_t(norm2);
            return s;
        }
        for (std::int32_t& v : counts) v /= 2;
    }
}

std::optional<sketch> make_sketch(std::string_view problem, std::string_view reasoning) {
    return make_sketch(asked_words(problem).own_in(reasoning));
}

// No partial sum leaves 32 bits: it is at most the product of both norms.
std::int32_t dot(const sketch& a, const sketch& b) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < sketch_size; ++i) sum += std::int32_t(a.v[i]) * std::int32_t(b.v[i]);
    return sum;
}

double cosine(const sketch& a, const sketch& b) {
    const std::int32_t d = dot(a, b);
    if (d <= 0) return 0;
    return std::min(1.0, double(d) / std::sqrt(double(std::uint64_t(a.norm2) * b.norm2)));
}

void similarity_history::add(std::uint32_t epoch, const account& who, std::string_view problem,
                             byte_view body) {
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
