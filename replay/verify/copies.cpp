#include "replay/verify/copies.hpp"

#include <algorithm>
#include <bit>

namespace rf {
namespace {

constexpr std::size_t tile = 16;            // sketches of the history that stay in the nearest cache
constexpr std::size_t most_sampled = 1024;  // pairs of an answer that are looked up
constexpr std::uint32_t least_shared_sample = 64;
constexpr std::uint64_t most_times_longer = 8;

// The likest so far. Most of what is compared is not: a product of integers
// says so without a root. It is 1e-9 on the safe side, far beyond rounding.
struct likest {
    double value = 0;
    double floor = 0;  // what the square of a dot product must reach, by the other's norm2
    std::optional<std::uint16_t> uid;
    std::uint32_t epoch = 0;
    bool by_pieces = false;

    [[nodiscard]] bool may_be(const sketch& mine, const sketch& other) const {
        const double d = dot(mine, other);
        return d > 0 && d * d >= floor * other.norm2;
    }
    bool take(const sketch& mine, const sketch& other) {
        const double c = cosine(mine, other);
        if (c <= value) return false;
        value = c;
        floor = c * c * (1 - 1e-9) * mine.norm2;
        return true;
    }
};

using standing = std::vector<likest>;  // by place in `order`

std::vector<std::size_t> by_time(const std::vector<written_answer>& answers) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < answers.size(); ++i)
        if (answers[i].drawn) order.push_back(i);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const written_answer &x = answers[a], &y = answers[b];
        return x.latency_ns != y.latency_ns ? x.latency_ns < y.latency_ns : x.who < y.who;
    });
    return order;
}

void with_earlier(standing& found, const std::vector<const written_answer*>& order) {
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < i; ++j)
            if (const sketch& mine = *order[i]->drawn, &other = *order[j]->drawn;
                found[i].may_be(mine, other) && found[i].take(mine, other))
                found[i].uid = order[j]->uid;
}

void with_history(standing& found, const std::vector<const written_answer*>& order,
                  const similarity_history& h) {
    std::vector<const similarity_history::entry*> near;
    for (std::size_t from = 0; from < h.size(); from += tile) {
        near.clear();
        for (std::size_t at = from; at < std::min(from + tile, h.size()); ++at) near.push_back(&h.at(at));
        for (std::size_t i = 0; i < order.size(); ++i)
            for (const auto* entry : near) {
                const sketch& mine = *order[i]->drawn;
                if (!found[i].may_be(mine, entry->s) || entry->who == order[i]->who) continue;
                if (!found[i].take(mine, entry->s)) continue;
                found[i].uid.reset();
                found[i].epoch = entry->epoch;
            }
    }
}

pair_sample sample_of(const own_words& own) {
    pair_sample s;
    s.all = own.pairs.size();
    for (const std::uint64_t p : own.pairs) ++s.at_least[std::size_t(std::countl_zero(p))];
    for (std::size_t z = 64; z-- > 0;) s.at_least[z] += s.at_least[z + 1];
    while (s.at_least[s.zeros] > most_sampled) ++s.zeros;
    for (const std::uint64_t p : own.pairs)
        if (std::countl_zero(p) >= int(s.zeros)) s.pairs.push_back(p);
    return s;
}

// For every two answers how many sampled pairs they share, by going through
// all pairs sorted, once.
std::vector<std::uint32_t> shared_pairs(const std::vector<const written_answer*>& order) {
    struct occurrence {
        std::uint64_t pair;
        std::uint32_t in;
    };
    std::vector<occurrence> all;
    for (std::size_t i = 0; i < order.size(); ++i)
        for (const std::uint64_t p : order[i]->sampled.pairs) all.push_back({p, std::uint32_t(i)});
    std::sort(all.begin(), all.end(), [](const occurrence& a, const occurrence& b) {
        return a.pair != b.pair ? a.pair < b.pair : a.in < b.in;
    });
    const std::size_t n = order.size();
    std::vector<std::uint32_t> shared(n * n);
    for (std::size_t from = 0, to = 0; from < all.size(); from = to) {
        while (to < all.size() && all[to].pair == all[from].pair) ++to;
        for (std::size_t late = from + 1; late < to; ++late)
            for (std::size_t early = from; early < late; ++early) ++shared[all[late].in * n + all[early].in];
    }
    return shared;
}

void by_pieces(standing& found, const std::vector<const written_answer*>& order) {
    const auto shared = shared_pairs(order);
    for (std::size_t i = 0; i < order.size(); ++i)
        for (std::size_t j = 0; j < i; ++j) {
            const pair_sample &mine = order[i]->sampled, &other = order[j]->sampled;
            if (std::max(mine.all, other.all) > most_times_longer * std::min(mine.all, other.all)) continue;
            const unsigned zeros = std::max(mine.zeros, other.zeros);
            const std::uint32_t least = std::min(mine.at_least[zeros], other.at_least[zeros]);
            if (least < least_shared_sample) continue;
            const double part = double(shared[i * order.size() + j]) / least;
            if (part <= found[i].value) continue;
            found[i].value = part;
            found[i].uid = order[j]->uid;
            found[i].by_pieces = true;
        }
}

std::string told(const likest& l) {
    if (l.value == 0) return {};
    const std::string where =
        l.uid ? "uid " + std::to_string(*l.uid) : "an answer of epoch " + std::to_string(l.epoch);
    return (l.by_pieces ? "in pieces like " : "like ") + where;
}

}  // namespace

written_answer take_down(const account& who, std::uint16_t uid, std::uint64_t latency_ns,
                         const own_words& own) {
    written_answer out{who, uid, latency_ns, make_sketch(own), {}};
    if (out.drawn) out.sampled = sample_of(own);
    return out;
}

std::vector<likeness> find_copies(const std::vector<written_answer>& answers,
                                  const similarity_history& history) {
    const auto places = by_time(answers);
    std::vector<const written_answer*> order;
    for (const std::size_t at : places) order.push_back(&answers[at]);
    standing found(order.size());
    with_earlier(found, order);
    with_history(found, order, history);
    by_pieces(found, order);
    std::vector<likeness> out(answers.size());
    for (std::size_t i = 0; i < places.size(); ++i) out[places[i]] = {found[i].value, told(found[i])};
    return out;
}

}  // namespace rf
