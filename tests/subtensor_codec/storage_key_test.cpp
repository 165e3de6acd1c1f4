#include "actors/chain/subtensor/storage_key.hpp"

#include <doctest/doctest.h>

#include "actors/chain/subtensor/hashers.hpp"
#include "tests/subtensor_codec/small_runtime.hpp"

namespace rf::subtensor {
namespace {

const char* alice = "d43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d";

template <class Hash>
std::string hex_of(const Hash& h) {
    return hex(byte_view(h.data(), h.size()));
}

TEST_CASE("the hashers give the published digests") {
    CHECK(hex_of(twox_64({})) == "99e9d85137db46ef");  // XXH64's own test: ef46db3751d8e999
    CHECK(hex_of(twox_128(view("System"))) == "26aa394eea5630e07c48ae0c9558cef7");
    CHECK(hex_of(twox_128(view("Account"))) == "b99d880ec681799c0cf30e8886371da9");
    const auto twice = twox_128(view("abc"));
    const auto four = twox_256(view("abc"));
    CHECK(hex_of(twice).substr(0, 16) == hex_of(twox_64(view("abc"))));
    CHECK(hex_of(four).substr(0, 32) == hex_of(twice));
    CHECK(hex_of(four).substr(32, 16) != hex_of(four).substr(48, 16));
    CHECK(hex_of(blake2_128(*from_hex(alice))) == "de1e86a9a8c739864cf3cc5ec2bea59f");
    // RFC 7693 has 512 bits only; this is b2sum -l 256 of nothing.
    CHECK(hex(blake2_256({})) == "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST_CASE("keys that every Substrate chain has come out as they are known") {
    const metadata& m = small_runtime();
    CHECK(hex(*storage_key(m, "System", "Events", {})) ==
          "26aa394eea5630e07c48ae0c9558cef780d41e5e16056765bc8461851072c9d7");
    CHECK(hex(*storage_key(m, "System", "Number", {})) ==
          "26aa394eea5630e07c48ae0c9558cef702a5c1b19ab7a04f536c519aca4983ac");
    CHECK(hex(*storage_key(m, "System", "Account", {bytes_of(*from_hex(alice))})) ==
          std::string("26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9") +
              "de1e86a9a8c739864cf3cc5ec2bea59f" + alice);
}

TEST_CASE("a map of two keys hashes each as it says, and fewer keys are a prefix") {
    const metadata& m = small_runtime();
    const std::string prefix = hex_of(twox_128(view("SubnetModule"))) + hex_of(twox_128(view("Uids")));
    CHECK(hex(*storage_key(m, "Subnet", "Uids", {})) == prefix);
    CHECK(hex(*storage_key(m, "Subnet", "Uids", {number_of(258)})) == prefix + "0201");
    const value who = bytes_of(*from_hex(alice));
    const auto whole = storage_key(m, "Subnet", "Uids", {number_of(258), who});
    REQUIRE(whole);
    CHECK(hex(*whole) == prefix + "0201de1e86a9a8c739864cf3cc5ec2bea59f" + alice);
    CHECK_FALSE(storage_key(m, "Subnet", "Uids", {number_of(258), who, who}).ok());
    CHECK(storage_key(m, "Subnet", "Uids", {number_of(65536)}).error().text() ==
          "Subnet.Uids, key 0: a number does not fit into 2 bytes");
    CHECK_FALSE(storage_key(m, "Subnet", "Uids", {who}).ok());
}

TEST_CASE("keys are read back where the hasher keeps them") {
    const metadata& m = small_runtime();
    const auto place = find_storage(m, "Subnet", "Hashed");
    REQUIRE(place);
    const auto key = storage_key(m, *place, {number_of(1), number_of(2), number_of(3)});
    REQUIRE(key);
    CHECK(key->size() == 32 + 8 + 2 + 16 + 16);
    const auto back = read_storage_key(m, *place, *key);
    REQUIRE(back);
    REQUIRE(back->size() == 3);
    CHECK((*back)[0]->number == 1);
    CHECK_FALSE((*back)[1].has_value());
    CHECK_FALSE((*back)[2].has_value());
    byte_vec wrong = *key;
    wrong[41] ^= 1;  // the key that the hash before it is of
    CHECK_FALSE(read_storage_key(m, *place, wrong).ok());
    wrong = *key;
    wrong[0] ^= 1;
    CHECK(read_storage_key(m, *place, wrong).error().what == "it is another item's key");
    for (std::size_t n = 0; n < key->size(); ++n) {
        CHECK_FALSE(read_storage_key(m, *place, byte_view(*key).first(n)).ok());
    }
}

TEST_CASE("one hasher takes a tuple whole") {
    const metadata& m = small_runtime();
    const value pair = list_of({number_of(1), bytes_of(*from_hex(alice))});
    const auto key = storage_key(m, "Subnet", "Whole", {pair});
    REQUIRE(key);
    const byte_vec bytes = *from_hex(std::string("0100") + alice);
    CHECK(hex(*key).substr(64) == hex(blake2_256(bytes)));
    const auto longest = storage_key(m, "Subnet", "Long", {number_of(1)});
    REQUIRE(longest);
    CHECK(hex(*longest).substr(64) == hex_of(twox_256(byte_vec{1, 0})));
}

TEST_CASE("where nothing is stored the metadata says what that means") {
    const metadata& m = small_runtime();
    const auto tempo = read_stored(m, *find_storage(m, "Subnet", "Tempo")->entry, std::nullopt);
    REQUIRE(tempo);
    REQUIRE(tempo->has_value());
    CHECK((*tempo)->number == 100);
    const auto uid = read_stored(m, *find_storage(m, "Subnet", "Uids")->entry, std::nullopt);
    REQUIRE(uid);
    CHECK_FALSE(uid->has_value());
    const auto& number = *find_storage(m, "System", "Number")->entry;
    CHECK(read_stored(m, number, std::nullopt).error().kind == fault_kind::missing);
    const byte_vec stored{7, 0, 0, 0};
    CHECK((*read_stored(m, number, byte_view(stored)))->number == 7);
    CHECK_FALSE(read_stored(m, number, byte_view(stored).first(3)).ok());
}

}  // namespace
}  // namespace rf::subtensor
