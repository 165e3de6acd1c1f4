// grown: random trees with their signed checkpoints, for proofs of both kinds.
#pragma once

#include <random>

#include "events/add_checkpoint.hpp"
#include "events/tlog_proof.hpp"
#include "tests/events/naive_tree.hpp"

namespace rf::test {

inline signing_key log_key(std::uint8_t first = 3) { return key_from_seed("proofs.example/log", {first, 1, 4}); }

struct grown {
    naive_tree tree;
    signing_key key = log_key();

    explicit grown(std::uint64_t size) : tree(numbered_tree(size)) {}
    std::string note(std::uint64_t size) { return sign_checkpoint({key.name, size, tree.root(size), {}}, key); }
    tlog_proof proof_of(std::uint64_t index, std::uint64_t size) {
        return {{}, index, tree.path(index, 0, size), note(size)};
    }
    add_checkpoint growth(std::uint64_t from, std::uint64_t to) {
        return {from, from == 0 ? proof{} : tree.consistency(from, to), note(to)};
    }
};

inline std::uint64_t below(std::mt19937_64& random, std::uint64_t n) { return random() % n; }

// Every text that has one bit of `whole` changed, or was cut short.
template <class Body>
void for_each_neighbour(const std::string& whole, const Body& body) {
    for (std::size_t bit = 0; bit < whole.size() * 8; ++bit) {
        std::string other = whole;
        other[bit / 8] = char(std::uint8_t(other[bit / 8]) ^ (1u << (bit % 8)));
        body(other, bit / 8);
    }
    for (std::size_t length = 0; length < whole.size(); ++length) body(whole.substr(0, length), length);
}

}  // namespace rf::test
