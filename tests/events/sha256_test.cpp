#include "events/sha256.hpp"

#include <doctest/doctest.h>

#include "events/sha256_pairs.hpp"
#include "events/tree.hpp"

using namespace rf;

namespace {

byte_vec counting(std::size_t size) {
    byte_vec out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = std::uint8_t(i * 31 + i / 251);
    return out;
}

}  // namespace

TEST_CASE("sha256 gives the examples of FIPS 180-4, whole and in pieces") {
    const std::pair<std::string, const char*> examples[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
        {std::string(1000000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"}};
    sha256_stream stream;
    for (const auto& [message, expected] : examples) {
        CHECK(hex(sha256(view(message))) == expected);
        const std::size_t half = message.size() / 2;
        CHECK(hex(sha256({view(message).first(half), view(message).subspan(half)})) == expected);
        stream.add(view(message).first(half));
        stream.add(view(message).subspan(half));
        CHECK(hex(stream.finish()) == expected);
    }
}

TEST_CASE("hashes two at a time are those of one at a time, at all pairs of lengths") {
    MESSAGE((has_sha256_pairs() ? "two at a time" : "no SHA instructions here: one at a time only"));
    const byte_vec bytes = counting(1024);
    for (std::size_t a = 0; a < 330; ++a) {
        for (std::size_t b = 0; b < 330; b += b < 140 ? 1 : 9) {
            // From odd places too: nothing needs to be aligned.
            const byte_view messages[] = {byte_view(bytes).subspan(b % 13, a), byte_view(bytes).subspan(a % 17, b)};
            hash32 out[2];
            const auto prefix = std::uint8_t(a + b);
            sha256_prefixed(prefix, messages, out);
            REQUIRE(out[0] == sha256({byte_view(&prefix, 1), messages[0]}));
            REQUIRE(out[1] == sha256({byte_view(&prefix, 1), messages[1]}));
        }
    }
}

TEST_CASE("any number of leaves and nodes is hashed as each alone is") {
    const byte_vec bytes = counting(130 * 64);
    for (std::size_t count : {0, 1, 2, 3, 31, 32, 33, 64, 129}) {
        std::vector<byte_view> events;
        for (std::size_t i = 0; i < count; ++i) events.push_back(byte_view(bytes).subspan(i, i * 37));
        std::vector<hash32> leaves(count), nodes(count);
        hash_leaves(events, leaves);
        hash_nodes(byte_view(bytes).first(count * 64), nodes);
        for (std::size_t i = 0; i < count; ++i) {
            CHECK(leaves[i] == leaf_hash(events[i]));
            const auto left = *as_hash(byte_view(bytes).subspan(i * 64, 32));
            CHECK(nodes[i] == node_hash(left, *as_hash(byte_view(bytes).subspan(i * 64 + 32, 32))));
        }
    }
}

TEST_CASE("the largest event is hashed in a pair as it is alone") {
    const byte_vec large = counting(64 * 1024);
    const byte_view events[] = {large, byte_view(large).first(1)};
    hash32 leaves[2];
    hash_leaves(events, leaves);
    CHECK(leaves[0] == leaf_hash(large));
    CHECK(leaves[1] == leaf_hash(events[1]));
}
