#include "events/cosignature.hpp"

#include <doctest/doctest.h>

#include "events/sha256.hpp"
#include "tests/proofs/grown.hpp"

using namespace rf;
using namespace rf::test;

namespace {

signing_key witness(const std::string& name = "witness.example/w1", std::uint8_t first = 8) {
    return key_from_seed(name, {first});
}

}  // namespace

TEST_CASE("a cosignature is one line under the note: key id, time, signature of the time and the text") {
    grown g(9);
    const signing_key w = witness();
    const std::string line = cosign(g.note(9), w, 1679315147);
    const std::string prefix = "— witness.example/w1 ";
    REQUIRE(line.starts_with(prefix));
    REQUIRE(line.back() == '\n');
    const auto bytes = from_base64(line.substr(prefix.size(), line.size() - prefix.size() - 1)).value();
    REQUIRE(bytes.size() == 4 + 8 + 64);
    const byte_view name = view("witness.example/w1\n\x04");
    byte_vec named(name.begin(), name.end());
    named.insert(named.end(), w.public_key.begin(), w.public_key.end());
    CHECK(hex(byte_view(bytes).first(4)) == hex(byte_view(sha256(named)).first(4)));
    CHECK(get_be64(bytes.data() + 4) == 1679315147);
    const std::string text = "cosignature/v1\ntime 1679315147\n" + read_note(g.note(9)).value();
    CHECK(is_signed(view(text), byte_view(bytes).subspan(12), verifier_of(w)));
}

TEST_CASE("a cosigned note opens for the log's key and for each witness, in any order") {
    grown g(9);
    const signing_key a = witness(), b = witness("witness.example/w2", 9);
    const std::string note = g.note(9);
    const std::string by_a = cosign(note, a, 100), by_b = cosign(note, b, 200);
    for (const std::string& both : {by_a + by_b, by_b + by_a}) {
        const std::string whole = note + both;
        CHECK(open_checkpoint(whole, verifier_of(g.key)).value().size == 9);
        CHECK(verify_cosignature(whole, verifier_of(a)).value() == 100);
        CHECK(verify_cosignature(whole, verifier_of(b)).value() == 200);
    }
    CHECK(verify_cosignature(note, verifier_of(a)).error().kind == fault_kind::foreign);
    CHECK(verify_cosignature(note + cosign(note, a, 5) + cosign(note, a, 9), verifier_of(a)).value() == 9);
}

TEST_CASE("every altered bit of a cosigned note is refused by the log's key or by the witness's") {
    grown g(9);
    const signing_key w = witness();
    const std::string whole = g.note(9) + cosign(g.note(9), w, 1679315147);
    for_each_neighbour(whole, [&](const std::string& other, std::size_t place) {
        INFO("byte " << place);
        const bool opens = open_checkpoint(other, verifier_of(g.key)).ok();
        REQUIRE_FALSE((opens && verify_cosignature(other, verifier_of(w)).ok()));
    });
}

TEST_CASE("one key of two uses has two ids and two texts") {
    const signing_key w = witness();
    const std::string text = encode_verifier(verifier_of(w), key_use::cosignatures);
    CHECK(decode_verifier(text, key_use::cosignatures).value().public_key == w.public_key);
    CHECK_FALSE(decode_verifier(text).ok());
    CHECK_FALSE(decode_verifier(encode_verifier(verifier_of(w)), key_use::cosignatures).ok());
    const std::string secret = encode_signer(w, key_use::cosignatures);
    CHECK(decode_signer(secret, key_use::cosignatures).value().seed == w.seed);
    CHECK_FALSE(decode_signer(secret).ok());
    // A line of the log's own key is no cosignature of a witness of that key.
    grown g(9);
    CHECK(verify_cosignature(g.note(9), verifier_of(g.key)).error().kind == fault_kind::foreign);
}

TEST_CASE("a cosignature of another time, length or note is refused") {
    grown g(9);
    const signing_key w = witness();
    const std::string note = g.note(9);
    CHECK_FALSE(verify_cosignature(note + cosign(g.note(8), w, 7), verifier_of(w)).ok());
    const key_id id = id_of(verifier_of(w), key_use::cosignatures);
    const auto line_of = [&](std::uint64_t time_s, std::size_t cut) {
        byte_vec bytes(id.begin(), id.end());
        bytes.resize(12);
        put_be64(bytes.data() + 4, time_s);
        const std::string text = "cosignature/v1\ntime " + std::to_string(time_s) + "\n" + read_note(note).value();
        const auto made = sign_message(view(text), w);
        bytes.insert(bytes.end(), made.begin(), made.end());
        bytes.resize(bytes.size() - cut);
        return signature_line(w.name, bytes);
    };
    CHECK(verify_cosignature(note + line_of(7, 0), verifier_of(w)).value() == 7);
    CHECK_FALSE(verify_cosignature(note + line_of(0, 0), verifier_of(w)).ok());
    CHECK_FALSE(verify_cosignature(note + line_of(std::uint64_t(1) << 63, 0), verifier_of(w)).ok());
    for (std::size_t cut = 1; cut <= 72; ++cut)
        CHECK_FALSE(verify_cosignature(note + line_of(7, cut), verifier_of(w)).ok());
}
