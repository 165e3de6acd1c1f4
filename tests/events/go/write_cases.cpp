// write_cases: notes, roots and proofs of our making, good and spoiled, as
// lines of text for main.go to judge.
//
//     vkey   KEY
//     leaves N                            events "event 0" .. "event N-1"
//     note   good|bad BASE64              of the whole note
//     root   SIZE ROOT
//     record good|bad SIZE ROOT INDEX LEAF PROOF
//     tree   good|bad SIZE ROOT OLD_SIZE OLD_ROOT PROOF
//
// Hashes are hexadecimal; a proof is hashes joined by commas, or a dash.
#include <cstdio>
#include <map>

#include "events/checkpoint.hpp"
#include "events/tiles.hpp"

using namespace rf;

namespace {

constexpr std::uint64_t leaf_count = 613;

std::string text(const proof& p) {
    std::string out;
    for (const hash32& h : p) out += (out.empty() ? "" : ",") + hex(h);
    return out.empty() ? "-" : out;
}

// Which byte a spoiled proof has wrong: another one each time.
std::size_t turn = 0;

proof with_a_flipped_bit(proof p) {
    ++turn;
    p[turn % p.size()].b[turn / 3 % 32] ^= std::uint8_t(1u << (turn % 8));
    return p;
}

void write_record(const char* what, std::uint64_t size, const hash32& root, std::uint64_t index,
                  const hash32& leaf, const proof& p) {
    std::printf("record %s %llu %s %llu %s %s\n", what, static_cast<unsigned long long>(size), hex(root).c_str(),
                static_cast<unsigned long long>(index), hex(leaf).c_str(), text(p).c_str());
}

void write_tree(const char* what, std::uint64_t size, const hash32& root, std::uint64_t old_size,
                const hash32& old_root, const proof& p) {
    std::printf("tree %s %llu %s %llu %s %s\n", what, static_cast<unsigned long long>(size), hex(root).c_str(),
                static_cast<unsigned long long>(old_size), hex(old_root).c_str(), text(p).c_str());
}

void write_records(std::uint64_t size, const hash32& root, const std::vector<hash32>& leaves,
                   const subtree_reader& read) {
    for (std::uint64_t index = 0; index < size; index += size < 40 ? 1 : size / 7) {
        const hash32& leaf = leaves[index];
        const proof p = inclusion_proof(index, size, read).value();
        write_record("good", size, root, index, leaf, p);
        write_record("bad", size, root, index, leaves[index + 1], p);
        proof longer = p;
        longer.push_back(root);
        write_record("bad", size, root, index, leaf, longer);
        if (p.empty()) continue;
        write_record("bad", size, root, index, leaf, with_a_flipped_bit(p));
        write_record("bad", size, root, index, leaf, proof(p.begin(), p.end() - 1));
        write_record("bad", size, root, (index + 1) % size, leaf, p);
    }
}

void write_trees(std::uint64_t size, const hash32& root, const std::vector<hash32>& roots,
                 const subtree_reader& read) {
    for (std::uint64_t old_size = 1; old_size < size; old_size += size < 40 ? 1 : size / 7) {
        const hash32& old_root = roots[old_size];
        const proof p = consistency_proof(old_size, size, read).value();
        write_tree("good", size, root, old_size, old_root, p);
        write_tree("bad", size, root, old_size, old_root, with_a_flipped_bit(p));
        write_tree("bad", size, root, old_size, roots[old_size - 1], p);
        write_tree("bad", size, roots[size + 1], old_size, old_root, p);
        write_tree("bad", size, root, old_size, old_root, proof(p.begin(), p.end() - 1));
    }
}

void write_note(const char* what, const std::string& note) {
    std::printf("note %s %s\n", what, base64(view(note)).c_str());
}

void write_notes(const checkpoint& c, const signing_key& key) {
    std::printf("vkey %s\n", encode_verifier(verifier_of(key)).c_str());
    const std::string note = sign_checkpoint(c, key);
    write_note("good", note);
    checkpoint extended = c;
    extended.extensions = {"epoch 42"};
    write_note("good", sign_checkpoint(extended, key));
    write_note("bad", sign_checkpoint(c, key_from_seed(key.name, {9})));
    write_note("bad", note + "\n");
    write_note("bad", note.substr(0, note.size() - 1));
    // The last character before the padding has two bits that Go ignores and we
    // refuse; every other byte counts for both.
    for (std::size_t i = 0; i < note.size(); ++i) {
        if (i + 1 < note.size() && note[i + 1] == '=' && i + 3 == note.size()) continue;
        std::string other = note;
        other[i] = char(other[i] ^ 1);
        write_note("bad", other);
    }
}

}  // namespace

int main() {
    std::map<std::pair<std::uint8_t, std::uint64_t>, byte_vec> tiles;
    const tile_source full = [&](tile_id id) -> result<byte_vec> { return tiles.at({id.level, id.index}); };
    std::vector<hash32> leaves;
    for (std::uint64_t i = 0; i < leaf_count; ++i) leaves.push_back(leaf_hash(view("event " + std::to_string(i))));

    std::vector<hash32> roots{empty_root()};
    tile_builder builder;
    std::vector<tile_builder::full_tile> completed;
    for (const hash32& leaf : leaves) {
        builder.add(leaf, completed);
        roots.push_back(builder.root());
    }
    for (auto& t : completed) tiles[{t.id.level, t.id.index}] = std::move(t.bytes);
    const subtree_reader read = read_tiles(builder, full);

    std::printf("leaves %llu\n", static_cast<unsigned long long>(leaf_count));
    const signing_key key = key_from_seed("example.org/validator/18", {1, 2, 3});
    write_notes({key.name, leaf_count, roots[leaf_count], {}}, key);
    for (std::uint64_t size = 1; size <= leaf_count; ++size) {
        std::printf("root %llu %s\n", static_cast<unsigned long long>(size), hex(roots[size]).c_str());
    }
    for (std::uint64_t size = 1; size < leaf_count; size += size < 70 ? 1 : 19) {
        write_records(size, roots[size], leaves, read);
        write_trees(size, roots[size], roots, read);
    }
    return 0;
}
