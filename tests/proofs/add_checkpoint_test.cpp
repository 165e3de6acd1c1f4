#include "events/add_checkpoint.hpp"

#include <doctest/doctest.h>

#include "tests/proofs/grown.hpp"

using namespace rf;
using namespace rf::test;

namespace {

bool holds(std::string_view text, std::uint64_t old_size, const hash32& old_root, const signing_key& key) {
    const auto r = read_add_checkpoint(text);
    return r && r->old_size == old_size && verify_add_checkpoint(*r, old_root, verifier_of(key)).ok();
}

}  // namespace

TEST_CASE("a request is the lines that C2SP draws") {
    grown g(4);
    CHECK(write_add_checkpoint(g.growth(3, 4)) ==
          "old 3\n" + base64(g.tree.leaves[2]) + "\n" + base64(g.tree.leaves[3]) + "\n" + base64(g.tree.root(2)) +
              "\n\n" + g.note(4));
    CHECK(write_add_checkpoint(g.growth(0, 4)) == "old 0\n\n" + g.note(4));
}

TEST_CASE("every smaller tree is proved to be the beginning of every larger") {
    grown g(33);
    for (std::uint64_t to = 0; to <= 33; ++to)
        for (std::uint64_t from = 0; from <= to; ++from) {
            const add_checkpoint r = g.growth(from, to);
            const auto read = read_add_checkpoint(write_add_checkpoint(r));
            REQUIRE(read.ok());
            REQUIRE(*read == r);
            REQUIRE(verify_add_checkpoint(*read, g.tree.root(from), verifier_of(g.key)).ok());
            if (from == 0) continue;
            REQUIRE_FALSE(verify_add_checkpoint(*read, g.tree.root(from - 1), verifier_of(g.key)).ok());
        }
}

TEST_CASE("every altered bit of a request, and every shorter one, is refused") {
    const std::uint64_t seed = 43;
    INFO("seed " << seed << "; repeat: proofs_test -tc='every altered bit of a request*'");
    std::mt19937_64 random(seed);
    grown g(300);
    for (int round = 0; round < 6; ++round) {
        const std::uint64_t to = 2 + below(random, 299), from = 1 + below(random, to - 1);
        const std::string text = write_add_checkpoint(g.growth(from, to));
        REQUIRE(holds(text, from, g.tree.root(from), g.key));
        for_each_neighbour(text, [&](const std::string& other, std::size_t place) {
            INFO("from " << from << " to " << to << ", byte " << place);
            REQUIRE_FALSE(holds(other, from, g.tree.root(from), g.key));
        });
    }
}

TEST_CASE("a tree that was rewritten is proved by nothing") {
    grown g(60), other(60);
    other.tree.leaves[10] = g.tree.leaves[11];
    for (std::uint64_t from = 11; from < 60; ++from) {
        CHECK_FALSE(verify_add_checkpoint(other.growth(from, 60), g.tree.root(from), verifier_of(g.key)).ok());
        add_checkpoint mixed = g.growth(from, 60);
        mixed.note = other.note(60);
        CHECK_FALSE(verify_add_checkpoint(mixed, g.tree.root(from), verifier_of(g.key)).ok());
    }
}

TEST_CASE("hostile requests are refused, with their line") {
    grown g(9);
    const std::string note = g.note(9);
    CHECK(read_add_checkpoint("old 03\n\n" + note).error().where == "add-checkpoint request, line 1");
    CHECK(read_add_checkpoint("old 3\nAAAA\n\n" + note).error().where == "add-checkpoint request, line 2");
    CHECK(read_add_checkpoint("old 10\n\n" + note).error().what ==
          "the checkpoint is older than the size that it is to follow");
    CHECK_FALSE(read_add_checkpoint("old 3\n" + note).ok());
    CHECK_FALSE(read_add_checkpoint("old 18446744073709551615\n\n" + note).ok());
    std::string many = "old 3\n";
    for (int i = 0; i < 64; ++i) many += base64(g.tree.leaves[0]) + "\n";
    CHECK(read_add_checkpoint(many + "\n" + note).error().where == "add-checkpoint request, line 65");
    CHECK_FALSE(read_add_checkpoint(std::string(most_add_checkpoint_bytes + 1, 'o')).ok());
}
