#include "events/tree.hpp"

#include <doctest/doctest.h>

#include "tests/events/naive_tree.hpp"

using namespace rf;
using test::naive_tree;
using test::numbered_tree;

namespace {

hash32 from_text(const char* text) { return *as_hash(*from_hex(text)); }

// The test vectors of certificate-transparency's reference implementation.
const std::vector<std::string> known_leaves = {
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"};
const char* const known_roots[] = {"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                                   "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                                   "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                                   "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                                   "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                                   "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                                   "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                                   "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                                   "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
struct known_proof {
    std::uint64_t from, size;  // leaf number or old size, and tree size
    std::vector<const char*> hashes;
};
const known_proof known_inclusions[] = {
    {0, 1, {}},
    {0, 8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {5, 8,
     {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
    {1, 5,
     {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};
const known_proof known_consistencies[] = {
    {1, 1, {}},
    {1, 8,
     {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
      "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
    {6, 8,
     {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
      "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
    {2, 5,
     {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
      "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

proof from_texts(const std::vector<const char*>& texts) {
    proof out;
    for (const char* text : texts) out.push_back(from_text(text));
    return out;
}

// Every way to spoil a proof: a byte, an element less, twice or too many, two
// elements exchanged.
template <class Refused>
void spoil(const proof& good, Refused refused) {
    for (std::size_t i = 0; i < good.size(); ++i) {
        proof p = good;
        for (std::size_t byte = 0; byte < 32; ++byte) {
            const auto bit = std::uint8_t(1u << ((byte + i) % 8));
            p[i].b[byte] ^= bit;
            refused(p);
            p[i].b[byte] ^= bit;
        }
        p.erase(p.begin() + std::ptrdiff_t(i));
        refused(p);
        p = good;
        p.insert(p.begin() + std::ptrdiff_t(i), good[i]);
        refused(p);
        if (i > 0) {
            p = good;
            std::swap(p[i], p[i - 1]);
            refused(p);
        }
    }
    proof p = good;
    p.push_back(hash32{});
    refused(p);
    p.resize(good.size() + 70);
    refused(p);
}

}  // namespace

TEST_CASE("a growing tree has the roots of RFC 6962's reference vectors") {
    frontier f;
    CHECK(f.root() == from_text(known_roots[0]));
    for (std::size_t i = 0; i < known_leaves.size(); ++i) {
        f.add(leaf_hash(*from_hex(known_leaves[i])));
        CHECK(hex(f.root()) == known_roots[i + 1]);
    }
}

TEST_CASE("proofs are those of RFC 6962's reference vectors, and hold") {
    naive_tree tree;
    for (const auto& leaf : known_leaves) tree.leaves.push_back(leaf_hash(*from_hex(leaf)));
    for (const known_proof& k : known_inclusions) {
        const auto p = inclusion_proof(k.from, k.size, tree.reader());
        REQUIRE(p);
        CHECK(*p == from_texts(k.hashes));
        CHECK(verify_inclusion(k.from, tree.leaves[k.from], k.size, from_text(known_roots[k.size]), *p).ok());
    }
    for (const known_proof& k : known_consistencies) {
        const auto p = consistency_proof(k.from, k.size, tree.reader());
        REQUIRE(p);
        CHECK(*p == from_texts(k.hashes));
        CHECK(verify_consistency(k.from, from_text(known_roots[k.from]), k.size, from_text(known_roots[k.size]),
                                 *p).ok());
    }
}

TEST_CASE("a leaf hash is SHA-256 of a zero byte and the event, at every length") {
    byte_vec event;
    for (std::size_t length = 0; length < 2200; ++length) {
        REQUIRE(leaf_hash(event) == test::naive_leaf(event));
        event.push_back(std::uint8_t(length * 7));
    }
    event.resize(64 * 1024, 0x5a);
    CHECK(leaf_hash(event) == test::naive_leaf(event));
}

TEST_CASE("frontier, root and peaks agree with plain recursion at every size") {
    naive_tree tree = numbered_tree(300);
    frontier f;
    for (std::uint64_t size = 0; size <= 300; ++size) {
        if (size > 0) f.add(tree.leaves[size - 1]);
        REQUIRE(f.root() == tree.root(size));
        const auto root = root_at(size, tree.reader());
        REQUIRE(root);
        CHECK(*root == tree.root(size));
        const auto peaks = frontier_at(size, tree.reader());
        REQUIRE(peaks);
        CHECK(*peaks == f);
    }
}

TEST_CASE("every inclusion proof up to 300 leaves is the plain recursion's and holds") {
    naive_tree tree = numbered_tree(300);
    for (std::uint64_t size = 1; size <= 300; ++size) {
        for (std::uint64_t index = 0; index < size; ++index) {
            const auto p = inclusion_proof(index, size, tree.reader());
            REQUIRE(p);
            REQUIRE(*p == tree.path(index, 0, size));
            REQUIRE(verify_inclusion(index, tree.leaves[index], size, tree.root(size), *p).ok());
        }
    }
}

TEST_CASE("every consistency proof up to 300 leaves is the plain recursion's and holds") {
    naive_tree tree = numbered_tree(300);
    for (std::uint64_t size = 1; size <= 300; ++size) {
        for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
            const auto p = consistency_proof(old_size, size, tree.reader());
            REQUIRE(p);
            REQUIRE(*p == tree.consistency(old_size, size));
            REQUIRE(verify_consistency(old_size, tree.root(old_size), size, tree.root(size), *p).ok());
        }
    }
}

TEST_CASE("a spoiled inclusion proof is refused") {
    naive_tree tree = numbered_tree(300);
    for (std::uint64_t size : {1, 2, 3, 5, 7, 8, 9, 16, 21, 33, 299}) {
        for (std::uint64_t index = 0; index < size; index += size > 40 ? 23 : 1) {
            const hash32 leaf = tree.leaves[index], root = tree.root(size);
            const proof good = tree.path(index, 0, size);
            spoil(good, [&](const proof& p) { REQUIRE_FALSE(verify_inclusion(index, leaf, size, root, p).ok()); });
            for (std::uint64_t other = 0; other < size + 3; ++other) {
                if (other == index) continue;
                REQUIRE_FALSE(verify_inclusion(other, leaf, size, root, good).ok());
                if (other < size) {
                    REQUIRE_FALSE(verify_inclusion(index, tree.leaves[other], size, root, good).ok());
                }
            }
            // A size comes with its own root, in one checkpoint.
            for (std::uint64_t other = 0; other < 40; ++other) {
                if (other == size) continue;
                REQUIRE_FALSE(verify_inclusion(index, leaf, other, tree.root(other), good).ok());
            }
        }
    }
}

TEST_CASE("a spoiled consistency proof is refused") {
    naive_tree tree = numbered_tree(300);
    for (std::uint64_t size : {2, 3, 5, 7, 8, 9, 16, 21, 33, 299}) {
        for (std::uint64_t old_size = 1; old_size < size; old_size += size > 40 ? 23 : 1) {
            const hash32 old_root = tree.root(old_size), root = tree.root(size);
            const proof good = tree.consistency(old_size, size);
            spoil(good, [&](const proof& p) {
                REQUIRE_FALSE(verify_consistency(old_size, old_root, size, root, p).ok());
            });
            for (std::uint64_t other = 0; other < 40; ++other) {
                if (other != old_size) {
                    REQUIRE_FALSE(verify_consistency(other, tree.root(other), size, root, good).ok());
                    REQUIRE_FALSE(verify_consistency(old_size, tree.root(other), size, root, good).ok());
                }
                if (other != size) {
                    REQUIRE_FALSE(verify_consistency(old_size, old_root, other, tree.root(other), good).ok());
                    REQUIRE_FALSE(verify_consistency(old_size, old_root, size, tree.root(other), good).ok());
                }
            }
        }
    }
}

TEST_CASE("a path of another length than the tree's is refused, even where its hashes lead to the root") {
    naive_tree tree = numbered_tree(4);
    const auto& leaf = tree.leaves;
    const hash32 right = tree.root(2, 4);
    const auto said = [](const status& s) { return s.ok() ? "accepted" : s.error().what; };
    CHECK(said(verify_inclusion(0, leaf[0], 4, tree.root(4), {leaf[1], right})) == "accepted");
    CHECK(said(verify_inclusion(0, leaf[0], 2, tree.root(4), {leaf[1], right})) ==
          "the inclusion proof is longer than the path");
    CHECK(said(verify_inclusion(0, leaf[0], 4, tree.root(2), {leaf[1]})) ==
          "the inclusion proof is shorter than the path");
    CHECK(said(verify_inclusion(0, leaf[1], 1, tree.root(2), {leaf[0]})) ==
          "the inclusion proof is longer than the path");
    CHECK(said(verify_consistency(1, leaf[0], 4, tree.root(4), {leaf[1], right})) == "accepted");
    CHECK(said(verify_consistency(1, leaf[0], 2, tree.root(4), {leaf[1], right})) ==
          "the consistency proof is longer than the path");
    CHECK(said(verify_consistency(1, leaf[0], 4, tree.root(2), {leaf[1]})) ==
          "the consistency proof is shorter than the path");
}

TEST_CASE("trees of one size, and the empty tree, are consistent by their roots alone") {
    naive_tree tree = numbered_tree(5);
    CHECK(verify_consistency(5, tree.root(5), 5, tree.root(5), {}).ok());
    CHECK_FALSE(verify_consistency(5, tree.root(4), 5, tree.root(5), {}).ok());
    CHECK_FALSE(verify_consistency(5, tree.root(5), 5, tree.root(5), {hash32{}}).ok());
    CHECK(verify_consistency(0, empty_root(), 5, tree.root(5), {}).ok());
    CHECK(verify_consistency(0, empty_root(), 0, empty_root(), {}).ok());
    CHECK_FALSE(verify_consistency(0, hash32{}, 5, tree.root(5), {}).ok());
    CHECK_FALSE(verify_consistency(0, empty_root(), 5, tree.root(5), {hash32{}}).ok());
}

TEST_CASE("what a tree does not have cannot be proven") {
    naive_tree tree = numbered_tree(5);
    CHECK_FALSE(inclusion_proof(5, 5, tree.reader()).ok());
    CHECK_FALSE(inclusion_proof(0, 0, tree.reader()).ok());
    CHECK_FALSE(consistency_proof(6, 5, tree.reader()).ok());
    CHECK_FALSE(verify_inclusion(5, tree.leaves[4], 5, tree.root(5), {}).ok());
    CHECK_FALSE(verify_inclusion(0, empty_root(), 0, empty_root(), {}).ok());
    CHECK_FALSE(verify_consistency(6, tree.root(5), 5, tree.root(5), {}).ok());
}

TEST_CASE("hostile sizes of 64 bits are refused without a crash") {
    const proof some(64, hash32{});
    for (std::uint64_t size : {UINT64_MAX, UINT64_MAX - 1, std::uint64_t(1) << 63, (std::uint64_t(1) << 63) + 1}) {
        CHECK_FALSE(verify_inclusion(size - 1, hash32{}, size, hash32{}, some).ok());
        CHECK_FALSE(verify_inclusion(0, hash32{}, size, hash32{}, some).ok());
        CHECK_FALSE(verify_consistency(size - 1, hash32{}, size, hash32{}, some).ok());
        CHECK_FALSE(verify_consistency(1, hash32{}, size, hash32{}, some).ok());
        const subtree_reader none = [](unsigned, std::uint64_t) -> result<hash32> { return hash32{}; };
        CHECK(inclusion_proof(size / 3, size, none).ok());
        CHECK(consistency_proof(size / 3, size, none).ok());
        CHECK(root_at(size, none).ok());
    }
}

TEST_CASE("a fault of the reader goes through proofs, roots and frontiers unchanged") {
    const subtree_reader broken = [](unsigned, std::uint64_t) -> result<hash32> {
        return fault{fault_kind::damaged, "a tile is gone", "tile/0/000", ""};
    };
    CHECK(inclusion_proof(1, 5, broken).error().where == "tile/0/000");
    CHECK(consistency_proof(3, 5, broken).error().kind == fault_kind::damaged);
    CHECK(root_at(5, broken).error().what == "a tile is gone");
    CHECK(frontier_at(5, broken).error().what == "a tile is gone");
}
