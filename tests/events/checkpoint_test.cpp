#include "events/checkpoint.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"

using namespace rf;

namespace {

signing_key key_named(const std::string& name, std::uint8_t first = 7) {
    std::array<std::uint8_t, 32> seed{};
    seed[0] = first;
    return key_from_seed(name, seed);
}

checkpoint example() { return {"example.org/log", 1234567, sha256(view("root")), {}}; }

}  // namespace

TEST_CASE("a checkpoint is three lines of text, signed by its origin") {
    const signing_key key = key_named("example.org/log");
    const std::string note = sign_checkpoint(example(), key);
    const std::string head = "example.org/log\n1234567\n" + base64(sha256(view("root"))) + "\n\n— example.org/log ";
    CHECK(note.substr(0, head.size()) == head);
    CHECK(open_checkpoint(note, verifier_of(key)).value() == example());
    CHECK(read_checkpoint(note).value() == example());
}

TEST_CASE("extension lines are kept, in order") {
    const signing_key key = key_named("example.org/log");
    checkpoint c = example();
    c.extensions = {"epoch 42", "second"};
    CHECK(open_checkpoint(sign_checkpoint(c, key), verifier_of(key)).value() == c);
}

TEST_CASE("a checkpoint signs the same each time, and sizes go to 2^63 - 1") {
    const signing_key key = key_named("example.org/log");
    for (std::uint64_t size : {std::uint64_t(0), std::uint64_t(1), UINT64_MAX >> 1}) {
        checkpoint c = example();
        c.size = size;
        CHECK(sign_checkpoint(c, key) == sign_checkpoint(c, key));
        CHECK(open_checkpoint(sign_checkpoint(c, key), verifier_of(key)).value().size == size);
    }
}

TEST_CASE("every altered bit of a checkpoint makes it refused") {
    const signing_key key = key_named("example.org/log");
    const std::string note = sign_checkpoint(example(), key);
    for (std::size_t i = 0; i < note.size() * 8; ++i) {
        std::string other = note;
        other[i / 8] = char(std::uint8_t(other[i / 8]) ^ (1u << (i % 8)));
        INFO("bit " << i);
        REQUIRE_FALSE(open_checkpoint(other, verifier_of(key)).ok());
    }
}

TEST_CASE("a checkpoint opens only with the key of its own log") {
    const signing_key key = key_named("example.org/log");
    const std::string note = sign_checkpoint(example(), key);
    CHECK(open_checkpoint(note, verifier_of(key_named("example.org/log", 8))).error().kind == fault_kind::foreign);
    CHECK(open_checkpoint(note, verifier_of(key_named("example.org/other"))).error().kind == fault_kind::foreign);
    // Signed by a known key, but for another log: a note that was moved.
    const signing_key other = key_named("example.org/other");
    const std::string moved = sign_note(read_note(note).value(), other);
    CHECK(open_checkpoint(moved, verifier_of(other)).error().kind == fault_kind::foreign);
}

TEST_CASE("a signed text that is no checkpoint is refused") {
    const signing_key key = key_named("o");
    const std::string root = base64(sha256(view("root")));
    CHECK(open_checkpoint(sign_note("o\n5\n" + root + "\n", key), verifier_of(key)).ok());
    for (const std::string& text :
         {std::string("o\n"), std::string("o\n5\n"), "o\n5\n" + root.substr(4) + "\n", "o\n\n" + root + "\n",
          "o\n05\n" + root + "\n", "o\n-5\n" + root + "\n", "o\n+5\n" + root + "\n", "o\n5 \n" + root + "\n",
          "o\n 5\n" + root + "\n", "o\n5.0\n" + root + "\n", "o\n0x5\n" + root + "\n",
          "o\n9223372036854775808\n" + root + "\n", "o\n18446744073709551616\n" + root + "\n",
          "o\n5\n" + root + " \n", "o\n5\n" + root + "\n\n", "o\n5\n" + root + "\n\nmore\n", "\n5\n" + root + "\n",
          "\no\n5\n" + root + "\n", "o\no\n5\n" + root + "\n"}) {
        INFO(text);
        CHECK_FALSE(open_checkpoint(sign_note(text, key), verifier_of(key)).ok());
    }
}
