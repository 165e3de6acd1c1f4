// A tile's path has one spelling. A tree resumed from its own tiles is the same
// tree; resumed from damaged ones it is a fault, another root, or the same tree
// where the damage was not read: never a crash, never a proof that lies.
#include "events/tiles.hpp"

#include <algorithm>
#include <map>
#include <string>

#include "tests/fuzz/target.hpp"

namespace rf {
namespace {

constexpr std::uint64_t most_leaves = 700;

using tile_map = std::map<std::pair<std::uint8_t, std::uint64_t>, byte_vec>;

void read_path(std::string_view text) {
    if (const auto path = parse_tile_path(text)) RF_REQUIRE(tile_path(path->first, path->second) == text);
}

result<byte_vec> find(const tile_map& tiles, tile_id id) {
    const auto it = tiles.find({id.level, id.index});
    if (it == tiles.end()) return fault{fault_kind::missing, "no such tile", tile_path(id), ""};
    return it->second;
}

struct grown {
    std::vector<hash32> leaves;
    tile_map tiles;
    tile_builder builder;
};

grown grow(std::uint64_t size) {
    grown g;
    std::vector<tile_builder::full_tile> full;
    for (std::uint64_t i = 0; i < size; ++i) {
        std::array<std::uint8_t, 8> name{};
        put_be64(name.data(), i);
        g.leaves.push_back(leaf_hash(name));
        g.builder.add(g.leaves.back(), full);
    }
    for (auto& t : full) g.tiles[{t.id.level, t.id.index}] = std::move(t.bytes);
    return g;
}

// Changes or cuts one stored tile, if there is any.
bool damage(tile_map& tiles, pieces& from) {
    if (tiles.empty()) return false;
    auto it = tiles.begin();
    std::advance(it, std::ptrdiff_t(from.number(1) % tiles.size()));
    const std::uint64_t place = from.number(2) % tile_bytes;
    const auto change = std::uint8_t(from.number(1));
    if (change == 0) {
        it->second.resize(place);
    } else {
        it->second[place] ^= change;
    }
    return true;
}

void resume_and_prove(pieces from) {
    const std::uint64_t size = from.number(2) % most_leaves + 1;
    const std::uint64_t index = from.number(2) % size, older = from.number(2) % (size + 1);
    grown g = grow(size);
    const hash32 root = g.builder.root(), leaf = g.leaves[index];
    const tile_source full = [&](tile_id id) { return find(g.tiles, id); };
    const auto leaf_at = [&](std::uint64_t i) -> result<hash32> { return g.leaves.at(i); };

    const auto whole = tile_builder::resume(size, full, leaf_at);
    RF_REQUIRE(whole.ok() && whole->root() == root);
    const auto proven = inclusion_proof(index, size, read_tiles(*whole, full));
    RF_REQUIRE(proven.ok() && verify_inclusion(index, leaf, size, root, *proven).ok());
    const hash32 old_root = grow(older).builder.root();
    const auto extended = consistency_proof(older, size, read_tiles(*whole, full));
    RF_REQUIRE(extended.ok() && verify_consistency(older, old_root, size, root, *extended).ok());

    if (!damage(g.tiles, from)) return;
    const auto again = tile_builder::resume(size, full, leaf_at);
    if (!again) return;
    const auto doubtful = inclusion_proof(index, size, read_tiles(*again, full));
    // Under the honest root only the honest proof holds.
    if (doubtful && verify_inclusion(index, leaf, size, root, *doubtful)) RF_REQUIRE(*doubtful == *proven);
}

// Proofs made of whatever came: refused, or of a tree of one leaf.
void verify_hostile(pieces from) {
    const std::uint64_t index = from.number(8), size = from.number(8), older = from.number(8);
    const hash32 leaf = from.hash(), root = from.hash();
    proof p;
    for (std::uint64_t n = from.number(1) % 70; n > 0; --n) p.push_back(from.hash());
    const bool included = verify_inclusion(index, leaf, size, root, p).ok();
    RF_REQUIRE(!included || (size == 1 && index == 0 && leaf == root && p.empty()));
    const bool grew = verify_consistency(older, leaf, size, root, p).ok();
    RF_REQUIRE(!grew || older == 0 || (older == size && leaf == root));
}

}  // namespace
}  // namespace rf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const rf::byte_view input{data, size};
    rf::read_path(rf::chars(input));
    rf::resume_and_prove(rf::pieces(input));
    rf::verify_hostile(rf::pieces(input));
    return 0;
}
