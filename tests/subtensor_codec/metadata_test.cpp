#include "actors/chain/subtensor/metadata.hpp"

#include <doctest/doctest.h>

#include "tests/subtensor_codec/small_runtime.hpp"

namespace rf::subtensor {
namespace {

TEST_CASE("what a runtime has is found by its name") {
    const metadata& m = small_runtime();
    CHECK(m.version == 14);
    REQUIRE(m.pallets.size() == 2);
    const pallet* subnet = find_pallet(m, "Subnet");
    REQUIRE(subnet != nullptr);
    CHECK(subnet == find_pallet(m, std::uint8_t(7)));
    CHECK(subnet->storage_prefix == "SubnetModule");
    const auto uids = find_storage(m, "Subnet", "Uids");
    REQUIRE(uids);
    CHECK(uids->entry->hashers == std::vector<hasher>{hasher::identity, hasher::blake2_128_concat});
    CHECK(find_storage(m, "Subnet", "Nothing").error().text() ==
          "Subnet.Nothing: this runtime stores no such item");
    CHECK(find_storage(m, "Nobody", "Uids").error().kind == fault_kind::missing);
    CHECK(find_pallet(m, "subnet") == nullptr);
    const auto* error = find_variant(m.types.at(*subnet->errors), std::uint8_t(0));
    REQUIRE(error != nullptr);
    CHECK(error->name == "TooFast");
    CHECK(error->docs == "Weights were set a moment ago.");
    const auto* prefix = find_constant(*find_pallet(m, "System"), "SS58Prefix");
    REQUIRE(prefix != nullptr);
    CHECK(prefix->value == byte_vec{42, 0});
    REQUIRE(m.extrinsic.extensions.size() == 9);
    CHECK(m.extrinsic.extensions[4].identifier == "CheckMortality");
    CHECK(m.extrinsic.address == small_type("address"));
    CHECK(m.extrinsic.call == small_type("call"));
    CHECK(m.extrinsic.signature == small_type("signature"));
}

TEST_CASE("version 15 says the same, and what the runtime can be asked") {
    const auto m = read_metadata(small_runtime_bytes({.version = 15}));
    REQUIRE_MESSAGE(m, m.error().text());
    CHECK(m->extrinsic.address == small_type("address"));
    CHECK(m->extrinsic.call == small_type("call"));
    const auto* f = find_method(*m, "SubnetInfoRuntimeApi", "get_axon");
    REQUIRE(f != nullptr);
    REQUIRE(f->inputs.size() == 1);
    CHECK(f->inputs[0].name == "netuid");
    CHECK(f->inputs[0].type == small_type("u16"));
    CHECK(f->output == small_type("axon"));
    CHECK(find_method(*m, "SubnetInfoRuntimeApi", "get_nothing") == nullptr);
    REQUIRE(m->custom.size() == 1);
    CHECK(m->custom[0].value == byte_vec{42});
}

TEST_CASE("the answer of the runtime's own function is an option with a length") {
    const byte_vec bytes = small_runtime_bytes({.version = 15});
    scale_writer w;
    w.number(std::uint8_t(1)).sized(bytes);
    const auto m = read_metadata_option(w.out);
    REQUIRE(m);
    CHECK(m->version == 15);
    CHECK(read_metadata_option(byte_vec{0}).error().kind == fault_kind::missing);
    CHECK_FALSE(read_metadata_option(byte_vec{2}).ok());
    CHECK_FALSE(read_metadata_option(bytes).ok());
}

TEST_CASE("other versions and other bytes are refused, saying what they are") {
    byte_vec bytes = small_runtime_bytes();
    bytes[4] = 13;
    CHECK(read_metadata(bytes).error().kind == fault_kind::invalid);
    bytes[4] = 16;
    CHECK(read_metadata(bytes).error().kind == fault_kind::too_new);
    CHECK(read_metadata(bytes).error().what == "version 16; 14 and 15 are known");
    bytes[0] = 'M';
    CHECK(read_metadata(bytes).error().what == "it does not begin with \"meta\"");
    CHECK_FALSE(read_metadata({}).ok());
    CHECK_FALSE(read_metadata(byte_vec(most_metadata_bytes + 1)).ok());
    byte_vec more = small_runtime_bytes();
    more.push_back(0);
    CHECK_FALSE(read_metadata(more).ok());
}

TEST_CASE("types that hold themselves, or nothing many times, are told empty or not in no time") {
    const metadata& m = small_runtime();
    CHECK(m.types.is_empty(small_type("nothing")));
    CHECK(m.types.is_empty(small_type("empty")));
    CHECK(m.types.is_empty(small_type("[nothing; many]")));
    CHECK(m.types.is_empty(small_type("compact nothing")));
    CHECK_FALSE(m.types.is_empty(small_type("endless")));
    CHECK_FALSE(m.types.is_empty(small_type("empties")));
    CHECK_FALSE(m.types.is_empty(small_type("tree")));
    CHECK_FALSE(m.types.is_empty(small_type("u8")));
}

}  // namespace
}  // namespace rf::subtensor
