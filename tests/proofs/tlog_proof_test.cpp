#include "events/tlog_proof.hpp"

#include <doctest/doctest.h>

#include "tests/proofs/grown.hpp"

using namespace rf;
using namespace rf::test;

namespace {

bool holds(std::string_view text, const hash32& leaf, const signing_key& key) {
    const auto p = read_tlog_proof(text);
    return p && verify_tlog_proof(*p, leaf, verifier_of(key)).ok();
}

}  // namespace

TEST_CASE("a proof is the lines that C2SP draws") {
    grown g(3);
    const std::string text = write_tlog_proof(g.proof_of(1, 3));
    CHECK(text == "c2sp.org/tlog-proof@v1\nindex 1\n" + base64(g.tree.leaves[0]) + "\n" + base64(g.tree.leaves[2]) +
                      "\n\n" + g.note(3));
    grown one(1);
    CHECK(write_tlog_proof(one.proof_of(0, 1)) == "c2sp.org/tlog-proof@v1\nindex 0\n\n" + one.note(1));
}

TEST_CASE("every leaf of every small tree is proved, and reading gives what was written") {
    grown g(40);
    for (std::uint64_t size = 1; size <= 40; ++size)
        for (std::uint64_t index = 0; index < size; ++index) {
            const tlog_proof p = g.proof_of(index, size);
            const auto read = read_tlog_proof(write_tlog_proof(p));
            REQUIRE(read.ok());
            REQUIRE(*read == p);
            const auto head = verify_tlog_proof(*read, g.tree.leaves[index], verifier_of(g.key));
            REQUIRE(head.ok());
            REQUIRE(head->size == size);
        }
}

TEST_CASE("every altered bit of a proof, and every shorter one, is refused") {
    const std::uint64_t seed = 41;
    INFO("seed " << seed << "; repeat: proofs_test -tc='every altered bit of a proof*'");
    std::mt19937_64 random(seed);
    grown g(300);
    for (int round = 0; round < 6; ++round) {
        const std::uint64_t size = 1 + below(random, 300), index = below(random, size);
        const std::string text = write_tlog_proof(g.proof_of(index, size));
        REQUIRE(holds(text, g.tree.leaves[index], g.key));
        for_each_neighbour(text, [&](const std::string& other, std::size_t place) {
            INFO("size " << size << ", index " << index << ", byte " << place);
            REQUIRE_FALSE(holds(other, g.tree.leaves[index], g.key));
        });
    }
}

TEST_CASE("a proof is of one leaf, one index, one tree and one key") {
    grown g(50), other(50);
    other.key = log_key(9);
    const tlog_proof p = g.proof_of(20, 50);
    for (std::uint64_t leaf = 0; leaf < 50; ++leaf)
        CHECK(verify_tlog_proof(p, g.tree.leaves[leaf], verifier_of(g.key)).ok() == (leaf == 20));
    for (std::uint64_t index = 0; index < 60; ++index) {
        tlog_proof moved = p;
        moved.index = index;
        CHECK(verify_tlog_proof(moved, g.tree.leaves[20], verifier_of(g.key)).ok() == (index == 20));
    }
    for (std::uint64_t size = 21; size < 50; ++size) {
        tlog_proof smaller = p;
        smaller.note = g.note(size);
        CHECK_FALSE(verify_tlog_proof(smaller, g.tree.leaves[20], verifier_of(g.key)).ok());
    }
    CHECK(verify_tlog_proof(p, g.tree.leaves[20], verifier_of(other.key)).error().kind == fault_kind::foreign);
}

TEST_CASE("an extra line is read, within its bound, and says nothing of the event") {
    grown g(9);
    tlog_proof p = g.proof_of(4, 9);
    p.extra = {1, 2, 3};
    const std::string text = write_tlog_proof(p);
    CHECK(text.starts_with("c2sp.org/tlog-proof@v1\nextra AQID\nindex 4\n"));
    CHECK(read_tlog_proof(text).value() == p);
    CHECK(holds(text, g.tree.leaves[4], g.key));
    const std::string plain = text.substr(text.find("index"));
    const std::string first = "c2sp.org/tlog-proof@v1\n";
    CHECK_FALSE(read_tlog_proof(first + "extra \n" + plain).ok());
    CHECK_FALSE(read_tlog_proof(first + "extra\n" + plain).ok());
    CHECK_FALSE(read_tlog_proof(first + "extra AQI\n" + plain).ok());
    CHECK_FALSE(read_tlog_proof(first + "extra AQID\nextra AQID\n" + plain).ok());
    CHECK(read_tlog_proof(first + "extra " + base64(byte_vec(most_tlog_proof_extra)) + "\n" + plain).ok());
    CHECK_FALSE(read_tlog_proof(first + "extra " + base64(byte_vec(most_tlog_proof_extra + 1)) + "\n" + plain).ok());
}

TEST_CASE("what is spelled otherwise is refused, and the fault names the line") {
    grown g(9);
    const std::string text = write_tlog_proof(g.proof_of(4, 9));
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string other = text;
        const auto at = other.find(from);
        REQUIRE(at != other.npos);
        return other.replace(at, from.size(), to);
    };
    for (const std::string to : {"index 04\n", "index +4\n", "index 4 \n", "index  4\n", "index -4\n", "index\n",
                                  "index 4\r\n", "Index 4\n", "index 9223372036854775808\n", "index 4\n\n"}) {
        INFO(to);
        const auto read = read_tlog_proof(with("index 4\n", to));
        REQUIRE_FALSE((read.ok() && verify_tlog_proof(*read, g.tree.leaves[4], verifier_of(g.key)).ok()));
    }
    CHECK(read_tlog_proof(with("index 4\n", "index 04\n")).error().where == "tlog-proof, line 2");
    const std::string hash = base64(g.tree.leaves[5]);
    CHECK(read_tlog_proof(with(hash, hash.substr(4))).error().where == "tlog-proof, line 3");
    CHECK(read_tlog_proof(with("@v1", "@v2")).error().where == "tlog-proof, line 1");
    CHECK(read_tlog_proof("").error().where == "tlog-proof, line 1");
    CHECK(read_tlog_proof(with(g.key.name + "\n9\n", g.key.name + "\n09\n")).error().where.starts_with(
        "tlog-proof, from line 8"));
}

TEST_CASE("a proof without end is refused before it is read to its end") {
    grown g(9);
    const std::string hash = base64(g.tree.leaves[0]) + "\n";
    std::string text = "c2sp.org/tlog-proof@v1\nindex 4\n";
    for (int i = 0; i < 64; ++i) text += hash;
    CHECK(read_tlog_proof(text + "\n" + g.note(9)).error().where == "tlog-proof, line 66");
    CHECK_FALSE(read_tlog_proof(std::string(most_tlog_proof_bytes + 1, 'a')).ok());
    CHECK_FALSE(read_tlog_proof(std::string(most_tlog_proof_bytes, '\n')).ok());
}
