#include "events/ss58.hpp"

#include <doctest/doctest.h>

namespace rf {
namespace {

// Alice, as every explorer of these networks shows her.
const std::string alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
const std::string alice_hex = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

std::array<std::uint8_t, 32> alice_key() { return as_hash(*from_hex(alice_hex))->b; }

TEST_CASE("Alice has her known addresses") {
    CHECK(encode_ss58(alice_key()) == alice);
    CHECK(encode_ss58(alice_key(), 0) == "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5");   // Polkadot
    CHECK(encode_ss58(alice_key(), 2) == "HNZata7iMYWmk5RvZRTiAsSDhV8366zq2YGb3tLH5Upf74F");    // Kusama
    const auto read = account_from_ss58(alice);
    REQUIRE(read);
    CHECK(hex(read->b) == alice_hex);
    CHECK(ss58_of(*read) == alice);
}

TEST_CASE("every prefix comes back, and so does a key of zeros") {
    for (unsigned prefix = 0; prefix <= most_ss58_prefix; ++prefix) {
        const auto key = prefix % 2 == 0 ? alice_key() : std::array<std::uint8_t, 32>{};
        const auto read = decode_ss58(encode_ss58(key, std::uint16_t(prefix)));
        if (!read || read->prefix != prefix || read->public_key != key) FAIL("prefix " << prefix);
    }
}

TEST_CASE("any character changed, lost or added is refused") {
    for (std::size_t i = 0; i < alice.size(); ++i) {
        std::string other = alice;
        other[i] = other[i] == 'z' ? 'y' : 'z';
        CHECK_FALSE(decode_ss58(other));
        CHECK_FALSE(decode_ss58(alice.substr(0, i)));
        CHECK_FALSE(decode_ss58(alice.substr(0, i) + "1" + alice.substr(i)));
        CHECK_FALSE(decode_ss58(alice.substr(0, i) + "0" + alice.substr(i + 1)));
    }
    CHECK_FALSE(decode_ss58(alice + " "));
    CHECK_FALSE(decode_ss58(std::string(100'000, '2')));
}

TEST_CASE("an address of another network is no account here") {
    const auto read = account_from_ss58(encode_ss58(alice_key(), 0));
    REQUIRE_FALSE(read);
    CHECK(read.error().text().find("network 0") != std::string::npos);
}

}  // namespace
}  // namespace rf
