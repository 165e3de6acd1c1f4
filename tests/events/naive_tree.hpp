// naive_tree: RFC 6962 as its section 2.1 reads, by recursion over ranges.
//
// The oracle of the tests of tree and tiles: it shares nothing with them but
// SHA-256. Roots of ranges are remembered, or it would take minutes.
#pragma once

#include <map>

#include "events/sha256.hpp"
#include "events/tree.hpp"

namespace rf::test {

inline hash32 naive_leaf(byte_view event) {
    byte_vec whole{0x00};
    whole.insert(whole.end(), event.begin(), event.end());
    return sha256(whole);
}

class naive_tree {
  public:
    std::vector<hash32> leaves;

    // MTH(D[from:to])
    hash32 root(std::uint64_t from, std::uint64_t to) {
        if (from == to) return sha256(byte_view{});
        if (to - from == 1) return leaves[from];
        const auto known = roots_.find({from, to});
        if (known != roots_.end()) return known->second;
        const std::uint64_t k = split(to - from);
        byte_vec whole{0x01};
        for (const hash32& h : {root(from, from + k), root(from + k, to)}) {
            whole.insert(whole.end(), h.b.begin(), h.b.end());
        }
        return roots_[{from, to}] = sha256(whole);
    }
    hash32 root(std::uint64_t size) { return root(0, size); }

    // PATH(m, D[from:to]); m counts from `from`.
    proof path(std::uint64_t m, std::uint64_t from, std::uint64_t to) {
        if (to - from == 1) return {};
        const std::uint64_t k = split(to - from);
        proof out = m < k ? path(m, from, from + k) : path(m - k, from + k, to);
        out.push_back(m < k ? root(from + k, to) : root(from, from + k));
        return out;
    }

    // PROOF(m, D[0:size])
    proof consistency(std::uint64_t m, std::uint64_t size) { return subproof(m, 0, size, true); }

    subtree_reader reader() {
        return [this](unsigned level, std::uint64_t index) -> result<hash32> {
            return root(index << level, (index + 1) << level);
        };
    }

  private:
    static std::uint64_t split(std::uint64_t n) {
        std::uint64_t k = 1;
        while (k * 2 < n) k *= 2;
        return k;
    }

    proof subproof(std::uint64_t m, std::uint64_t from, std::uint64_t to, bool known) {
        if (m == to - from) return known ? proof{} : proof{root(from, to)};
        const std::uint64_t k = split(to - from);
        proof out = m <= k ? subproof(m, from, from + k, known) : subproof(m - k, from + k, to, false);
        out.push_back(m <= k ? root(from + k, to) : root(from, from + k));
        return out;
    }

    std::map<std::pair<std::uint64_t, std::uint64_t>, hash32> roots_;
};

// Leaf i is the hash of the text "event i".
inline naive_tree numbered_tree(std::uint64_t size) {
    naive_tree out;
    for (std::uint64_t i = 0; i < size; ++i) out.leaves.push_back(naive_leaf(view("event " + std::to_string(i))));
    return out;
}

}  // namespace rf::test
