#include "events/tiles.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <map>
#include <random>

#include "tests/events/naive_tree.hpp"

using namespace rf;
using test::naive_tree;
using test::numbered_tree;

namespace {

using stored_tiles = std::map<std::pair<std::uint8_t, std::uint64_t>, byte_vec>;

tile_source source(const stored_tiles& tiles) {
    return [&tiles](tile_id id) -> result<byte_vec> {
        const auto found = tiles.find({id.level, id.index});
        if (found == tiles.end()) return fault{fault_kind::missing, "no such tile", tile_path(id), ""};
        return found->second;
    };
}

void keep(std::vector<tile_builder::full_tile>& completed, stored_tiles& tiles) {
    for (auto& t : completed) {
        const bool is_new = tiles.emplace(std::pair(t.id.level, t.id.index), std::move(t.bytes)).second;
        REQUIRE(is_new);
    }
    completed.clear();
}

hash32 in_tile(const byte_vec& tile, std::uint64_t place) {
    return *as_hash(byte_view(tile).subspan(place * 32, 32));
}

struct grown {
    naive_tree tree;
    tile_builder builder;
    stored_tiles tiles;
};

grown grow(std::uint64_t size) {
    grown g;
    g.tree = numbered_tree(size);
    std::vector<tile_builder::full_tile> completed;
    for (const hash32& leaf : g.tree.leaves) {
        g.builder.add(leaf, completed);
        keep(completed, g.tiles);
    }
    return g;
}

tile_builder resumed(const grown& g, std::uint64_t size) {
    std::size_t leaves_read = 0;
    auto out = tile_builder::resume(size, source(g.tiles), [&](std::uint64_t i) -> result<hash32> {
        ++leaves_read;
        return g.tree.leaves[i];
    });
    REQUIRE(out);
    CHECK(leaves_read == size % 256);
    return *out;
}

}  // namespace

TEST_CASE("tile paths are written as C2SP tlog-tiles writes them") {
    CHECK(tile_path({0, 1234067}) == "tile/0/x001/x234/067");
    CHECK(tile_path({0, 1234067}, 8) == "tile/0/x001/x234/067.p/8");
    CHECK(tile_path({0, 0}) == "tile/0/000");
    CHECK(tile_path({3, 999}) == "tile/3/999");
    CHECK(tile_path({1, 1000}, 255) == "tile/1/x001/000.p/255");
    CHECK(tile_path({0, UINT64_MAX}) == "tile/0/x018/x446/x744/x073/x709/x551/615");
}

TEST_CASE("a tile path is read back as it was written") {
    for (std::uint64_t index : {std::uint64_t(0), std::uint64_t(7), std::uint64_t(999), std::uint64_t(1000),
                                std::uint64_t(1234067), std::uint64_t(1000000000), UINT64_MAX}) {
        for (std::uint64_t width : {1, 8, 255, 256}) {
            for (int level = 0; level <= 5; ++level) {
                const tile_id id{std::uint8_t(level), index};
                const auto back = parse_tile_path(tile_path(id, width));
                REQUIRE(back);
                CHECK(back->first == id);
                CHECK(back->second == width);
            }
        }
    }
}

TEST_CASE("a tile path in any other spelling is refused") {
    for (const char* text :
         {"", "tile", "tile/", "tile/0", "tile/0/", "tile/0/0", "tile/0/00", "tile/0/0000", "tile/00/000", "tile/6/000",
          "tile/-1/000", "tile/+0/000", "tile//000", "/tile/0/000", "tile/0/000/", "tile/0/x000/000", "tile/0/x001",
          "tile/0/x001/", "tile/0/001/000", "tile/0/x001/x000", "tile/0/X001/000", "tile/0/x01/000", "tile/0/000.p",
          "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/08", "tile/0/000.p/8 ",
          "tile/0/000.p/8/", "tile/0/000p/8", "tile/0/ 00", "tile/0/0a0", "tile/0/x018/x446/x744/x073/x709/x551/616",
          "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999", "tile/8/0/000", "tile/entries/000"}) {
        INFO(text);
        CHECK_FALSE(parse_tile_path(text));
    }
}

TEST_CASE("of random texts, only those that would be written are read as tile paths") {
    const char* given = std::getenv("RF_SEED");
    const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20240611;
    INFO("repeat: RF_SEED=" << seed << " ctest -R events_proofs_test");
    std::mt19937_64 random(seed);
    const std::string some = "tile/0125x9.p";
    int read = 0;
    for (int i = 0; i < 100000; ++i) {
        std::string text = tile_path({std::uint8_t(random() % 7), random() >> (random() % 64)}, 1 + random() % 256);
        for (std::uint64_t k = random() % 3; k > 0; --k) {
            const auto at = std::ptrdiff_t(random() % text.size());
            if (random() % 2 && text.size() > 1) text.erase(text.begin() + at);
            else text.insert(text.begin() + at, some[random() % some.size()]);
        }
        const auto found = parse_tile_path(text);
        if (!found) continue;
        ++read;
        REQUIRE(tile_path(found->first, found->second) == text);
    }
    CHECK(read > 10000);
}

TEST_CASE("the tiles of a growing tree hold what plain recursion says") {
    constexpr std::uint64_t size = 65536 + 256 + 3;
    naive_tree tree = numbered_tree(size);
    tile_builder builder;
    stored_tiles tiles;
    std::vector<tile_builder::full_tile> completed;
    CHECK(builder.root() == empty_root());
    for (std::uint64_t n = 1; n <= size; ++n) {
        builder.add(tree.leaves[n - 1], completed);
        REQUIRE(completed.size() == (n % 65536 == 0 ? 2 : n % 256 == 0 ? 1 : 0));
        if (n <= 520 || n % 256 <= 1 || n % 256 == 255) REQUIRE(builder.root() == tree.root(n));
        keep(completed, tiles);
    }
    CHECK(builder.size() == size);
    CHECK(tiles.size() == 257 + 1);
    for (const auto& [id, bytes] : tiles) {
        REQUIRE(bytes.size() == tile_bytes);
        const std::uint64_t width = id.first == 0 ? 1 : 256;
        for (std::uint64_t place = 0; place < 256; ++place) {
            const std::uint64_t from = (id.second * 256 + place) * width;
            REQUIRE(in_tile(bytes, place) == tree.root(from, from + width));
        }
    }
    REQUIRE(builder.edge().size() == 3);
    CHECK(builder.edge()[0].size() == 3 * 32);
    CHECK(builder.edge()[1].size() == 1 * 32);
    CHECK(builder.edge()[2].size() == 1 * 32);
    CHECK(in_tile(builder.edge()[1], 0) == tree.root(65536, 65536 + 256));
    CHECK(in_tile(builder.edge()[2], 0) == tree.root(0, 65536));
}

TEST_CASE("a tile's root is that of any of its power-of-two runs") {
    naive_tree tree = numbered_tree(256);
    byte_vec tile;
    for (const hash32& leaf : tree.leaves) tile.insert(tile.end(), leaf.b.begin(), leaf.b.end());
    for (std::uint64_t width = 1; width <= 256; width *= 2) {
        for (std::uint64_t first = 0; first < 256; first += width) {
            REQUIRE(tile_root(tile, first, width) == tree.root(first, first + width));
        }
    }
}

TEST_CASE("a builder that resumes is the builder that never stopped") {
    grown all = grow(1400);
    tile_builder continuous;
    std::vector<tile_builder::full_tile> completed, again;
    for (std::uint64_t size = 0; size <= 1100; ++size) {
        tile_builder other = resumed(all, size);
        REQUIRE(other.root() == continuous.root());
        REQUIRE(other.frontier() == continuous.frontier());
        REQUIRE(other.edge() == continuous.edge());
        if (size % 50 == 0) {
            // And it goes on in the same way, tiles included.
            again.clear();
            for (std::uint64_t i = size; i < size + 300; ++i) other.add(all.tree.leaves[i], again);
            REQUIRE(other.root() == all.tree.root(size + 300));
            REQUIRE(again.size() == (size + 300) / 256 - size / 256);
            for (const auto& t : again) REQUIRE(t.bytes == all.tiles.at({t.id.level, t.id.index}));
        }
        continuous.add(all.tree.leaves[size], completed);
    }
}

TEST_CASE("a builder resumes around a full tile of tiles") {
    const grown all = grow(66300);
    std::vector<tile_builder::full_tile> completed;
    tile_builder continuous;
    for (std::uint64_t size = 0; size < 66300; ++size) {
        const std::uint64_t near = size % 256;
        if (size >= 65020 && (near <= 1 || near == 255)) {
            const tile_builder other = resumed(all, size);
            REQUIRE(other.frontier() == continuous.frontier());
            REQUIRE(other.edge() == continuous.edge());
        }
        continuous.add(all.tree.leaves[size], completed);
    }
}

TEST_CASE("resuming over a damaged tile of the edge gives another root, over a missing one a fault") {
    grown all = grow(1000);
    const auto leaf = [&](std::uint64_t i) -> result<hash32> { return all.tree.leaves[i]; };
    all.tiles.at({0, 2})[77] ^= 4;
    const auto other = tile_builder::resume(1000, source(all.tiles), leaf);
    REQUIRE(other);
    CHECK(other->root() != all.builder.root());
    all.tiles.at({0, 2}).pop_back();
    const auto cut = tile_builder::resume(1000, source(all.tiles), leaf);
    REQUIRE_FALSE(cut);
    CHECK(cut.error().kind == fault_kind::damaged);
    CHECK(cut.error().where == "tile/0/002, events 512 to 767");
    all.tiles.erase({0, 2});
    CHECK(tile_builder::resume(1000, source(all.tiles), leaf).error().kind == fault_kind::missing);
}

TEST_CASE("subtrees read from tiles and edge give the proofs of plain recursion") {
    grown all = grow(66000);
    const subtree_reader read = read_tiles(all.builder, source(all.tiles));
    for (unsigned level = 0; level <= 16; ++level) {
        const std::uint64_t count = 66000u >> level;
        for (std::uint64_t i = 0; i < count; i += 1 + count / 97) {
            const auto h = read(level, i);
            REQUIRE(h);
            REQUIRE(*h == all.tree.root(i << level, (i + 1) << level));
        }
        CHECK(read(level, count).error().kind == fault_kind::missing);
    }
    CHECK_FALSE(read(17, 0).ok());
    CHECK_FALSE(read(64, 0).ok());
    CHECK_FALSE(read(1000, 0).ok());
    for (std::uint64_t index : {0, 255, 256, 40000, 65535, 65536, 65999}) {
        const auto p = inclusion_proof(index, 66000, read);
        REQUIRE(p);
        CHECK(*p == all.tree.path(index, 0, 66000));
    }
    for (std::uint64_t old_size : {1, 255, 256, 257, 40000, 65535, 65536, 65537, 65999}) {
        const auto p = consistency_proof(old_size, 66000, read);
        REQUIRE(p);
        CHECK(*p == all.tree.consistency(old_size, 66000));
    }
}

TEST_CASE("a reader over tiles answers for its own size while the log grows") {
    grown all = grow(300);
    const subtree_reader read = read_tiles(all.builder, source(all.tiles));
    std::vector<tile_builder::full_tile> completed;
    for (int i = 0; i < 300; ++i) all.builder.add(hash32{}, completed);
    const auto root = root_at(300, read);
    REQUIRE(root);
    CHECK(*root == all.tree.root(300));
}

TEST_CASE("proven leaves are the tree's leaves, in order and at random") {
    grown all = grow(66000);
    proven_leaves leaves(all.builder, source(all.tiles));
    for (std::uint64_t i = 0; i < 66000; ++i) {
        const auto h = leaves.leaf(i);
        REQUIRE(h);
        REQUIRE(*as_hash(*h) == all.tree.leaves[i]);
    }
    for (std::uint64_t i : {65999, 3, 65536, 700, 65535}) CHECK(*as_hash(*leaves.leaf(i)) == all.tree.leaves[i]);
    CHECK(leaves.leaf(66000).error().kind == fault_kind::missing);
}

TEST_CASE("a changed tile is found before its leaves are used, and says which events it holds") {
    grown all = grow(66000);
    const tile_source tiles = source(all.tiles);
    for (std::size_t byte = 0; byte < tile_bytes; byte += 61) {
        all.tiles.at({0, 3})[byte] ^= std::uint8_t(1u << (byte % 8));
        proven_leaves leaves(all.builder, tiles);
        CHECK(leaves.leaf(767).ok());
        const auto h = leaves.leaf(768 + byte % 256);
        REQUIRE_FALSE(h);
        CHECK(h.error().kind == fault_kind::damaged);
        CHECK(h.error().where == "tile/0/003, events 768 to 1023");
        CHECK(leaves.leaf(1024).ok());
        all.tiles.at({0, 3})[byte] ^= std::uint8_t(1u << (byte % 8));
    }
    all.tiles.at({1, 0})[5 * 32] ^= 1;
    proven_leaves leaves(all.builder, tiles);
    CHECK(leaves.leaf(9).error().where == "tile/1/000, events 0 to 65535");
    CHECK(leaves.leaf(65536).ok());
}
