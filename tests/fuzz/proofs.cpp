// A proof that is read is written back byte for byte, and one that holds stops
// holding with any byte changed. So too for requests to a witness.
#include <algorithm>

#include "events/cosignature.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/proofs/grown.hpp"

namespace rf {
namespace {

// The first 64 leaves are numbered texts; both kinds of proof are about them.
test::grown& small_log() {
    static test::grown g(64);
    return g;
}

bool proves(std::string_view text) {
    test::grown& g = small_log();
    const auto p = read_tlog_proof(text);
    if (!p) return false;
    RF_REQUIRE(write_tlog_proof(*p) == text);
    const hash32& leaf = g.tree.leaves[p->index % g.tree.leaves.size()];
    const auto head = verify_tlog_proof(*p, leaf, verifier_of(g.key));
    // The tree below is the only one that this key ever signed.
    if (head) RF_REQUIRE(head->root == g.tree.root(head->size) && p->index < head->size);
    return head.ok();
}

bool grows(std::string_view text) {
    test::grown& g = small_log();
    const auto r = read_add_checkpoint(text);
    if (!r) return false;
    RF_REQUIRE(write_add_checkpoint(*r) == text);
    const hash32 old_root = g.tree.root(std::min<std::uint64_t>(r->old_size, g.tree.leaves.size()));
    const auto head = verify_add_checkpoint(*r, old_root, verifier_of(g.key));
    if (head) RF_REQUIRE(head->root == g.tree.root(head->size) && r->old_size <= head->size);
    return head.ok();
}

void read_witnessed(std::string_view note) {
    static const signing_key witness = key_from_seed("witness.example/w1", {8});
    const auto time_s = verify_cosignature(note, verifier_of(witness));
    if (time_s) RF_REQUIRE(*time_s != 0);
    if (!read_checkpoint(note) || note.size() > most_note_bytes / 2) return;
    const auto parts = split_note(note);
    if (parts->signatures.size() == most_note_signatures) return;
    const std::string whole = std::string(note) + cosign(note, witness, 5);
    const auto again = verify_cosignature(whole, verifier_of(witness));
    RF_REQUIRE(again.ok() || !time_s.ok());
}

void prove_and_spoil(byte_view input) {
    test::grown& g = small_log();
    pieces from(input);
    const std::uint64_t size = 1 + from.number(1) % g.tree.leaves.size(), at = from.number(1) % size;
    const std::uint64_t place = from.number(2), bit = from.number(1) % 8;
    std::string proof = write_tlog_proof(g.proof_of(at, size)), growth = write_add_checkpoint(g.growth(at, size));
    RF_REQUIRE(proves(proof) && grows(growth));
    proof[place % proof.size()] = char(std::uint8_t(proof[place % proof.size()]) ^ (1u << bit));
    growth[place % growth.size()] = char(std::uint8_t(growth[place % growth.size()]) ^ (1u << bit));
    RF_REQUIRE(!proves(proof));
    if (at != 0 && at != size) RF_REQUIRE(!grows(growth));
}

}  // namespace
}  // namespace rf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const rf::byte_view input{data, size};
    rf::proves(rf::chars(input));
    rf::grows(rf::chars(input));
    rf::read_witnessed(rf::chars(input));
    rf::prove_and_spoil(input);
    return 0;
}
