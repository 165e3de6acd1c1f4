// A note that parses says what its text says, and no text opens under a key
// that did not sign it. A checkpoint that is signed opens as itself.
#include "events/checkpoint.hpp"

#include <algorithm>
#include <string>

#include "tests/fuzz/target.hpp"

namespace rf {
namespace {

signing_key test_key() {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(7);
    return key_from_seed("example.org/log", seed);
}

// The text of a note as the format draws it.
std::string text_of(const checkpoint& c) {
    std::string text = c.origin + "\n" + std::to_string(c.size) + "\n" + base64(c.root) + "\n";
    for (const std::string& line : c.extensions) text += line + "\n";
    return text;
}

void read_hostile(std::string_view note, const signing_key& key) {
    const auto read = read_checkpoint(note);
    if (read) RF_REQUIRE(note.starts_with(text_of(*read) + "\n"));
    const auto opened = open_checkpoint(note, verifier_of(key));
    if (!opened) return;
    RF_REQUIRE(read.ok() && *read == *opened && opened->origin == key.name);
    // The same text under another key is refused.
    signing_key other = key;
    other.seed.fill(8);
    other = key_from_seed(key.name, other.seed);
    RF_REQUIRE(!open_checkpoint(note, verifier_of(other)).ok());
}

void read_keys(std::string_view text) {
    if (const auto v = decode_verifier(text)) RF_REQUIRE(encode_verifier(*v) == text);
    if (const auto s = decode_signer(text)) RF_REQUIRE(encode_signer(*s) == text);
}

// The input as the contents of a checkpoint: signed, opened, and with one byte
// of its text changed no longer opened.
void sign_and_open(byte_view input, const signing_key& key) {
    pieces from(input);
    checkpoint c{key.name, from.number(8) >> 1, from.hash(), {}};
    const std::uint64_t place = from.number(2);
    std::string extension;
    for (const std::uint8_t b : from.rest().first(std::min<std::size_t>(from.rest().size(), 100))) {
        if (b > 32 && b < 127) extension += char(b);
    }
    if (!extension.empty()) c.extensions.push_back(extension);
    std::string note = sign_checkpoint(c, key);
    const auto opened = open_checkpoint(note, verifier_of(key));
    RF_REQUIRE(opened.ok() && *opened == c);
    note[place % text_of(c).size()] ^= 1;
    RF_REQUIRE(!open_checkpoint(note, verifier_of(key)).ok());
}

}  // namespace
}  // namespace rf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const rf::signing_key key = rf::test_key();
    const rf::byte_view input{data, size};
    rf::read_hostile(rf::chars(input), key);
    rf::read_keys(rf::chars(input));
    rf::sign_and_open(input, key);
    return 0;
}
