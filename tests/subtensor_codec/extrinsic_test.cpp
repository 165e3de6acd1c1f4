#include "actors/chain/subtensor/extrinsic.hpp"

#include <doctest/doctest.h>

#include "actors/chain/subtensor/hashers.hpp"
#include "actors/keys/suri.hpp"
#include "tests/subtensor_codec/small_runtime.hpp"

namespace rf::subtensor {
namespace {

sr25519_pair alice() {
    auto key = key_from_suri("//Alice");
    RF_REQUIRE(key.ok());
    return std::move(key->pair);
}

named_values weights(std::size_t n) {
    return {{"version_key", number_of(7)},
            {"dests", numbers_of(std::vector<std::uint16_t>(n, 2))},
            {"weights", numbers_of(std::vector<std::uint16_t>(n, 300))},
            {"netuid", number_of(1)}};
}

runtime_identity runtime() {
    runtime_identity out{240, 1, {}};
    out.genesis.b.fill(0x45);
    return out;
}

signing_choice choice() {
    signing_choice out;
    out.nonce = 5;
    out.tip = 1000000000000;
    out.lifetime = mortal_era(64, 42);
    out.era_block.b.fill(0xbb);
    return out;
}

std::string times(int n, const char* byte) {
    std::string out;
    for (int i = 0; i < n; ++i) out += byte;
    return out;
}

TEST_CASE("a call is built from names, in whatever order they are given") {
    const auto call = build_call(small_runtime(), "Subnet", "set_weights", weights(2));
    REQUIRE(call);
    CHECK(hex(*call) ==
          "0703"
          "0100"
          "0802000200"
          "082c012c01"
          "0700000000000000");
    const auto note = build_call(small_runtime(), "Subnet", "note", {{"who", bytes_of(byte_vec(32, 9))}});
    REQUIRE(note);
    CHECK(hex(*note) == "0705" + times(32, "09") + "00");
}

TEST_CASE("a call that the runtime does not have, or not so, is refused by name") {
    const metadata& m = small_runtime();
    CHECK(build_call(m, "Subnet", "commit_weights", {}).error().text() ==
          "Subnet.commit_weights: this runtime has no such call");
    CHECK(build_call(m, "Nobody", "set_weights", {}).error().kind == fault_kind::missing);
    CHECK(build_call(m, "Subnet", "set_weights", {{"netuid", number_of(1)}}).error().text() ==
          "Subnet.set_weights, dests: this field is not given");
    auto wrong = weights(2);
    wrong[3].second = number_of(65536);
    CHECK(build_call(m, "Subnet", "set_weights", wrong).error().text() ==
          "Subnet.set_weights, netuid: a number does not fit into 2 bytes");
    wrong = weights(2);
    wrong[0].first = "version";
    CHECK_FALSE(build_call(m, "Subnet", "set_weights", wrong).ok());
}

// call | era, nonce, tip, mode | spec, transaction, genesis, era block, no hash
TEST_CASE("what is signed is call, extras and implicit parts in the order of the extensions") {
    const auto call =
        build_call(small_runtime(), "System", "remark_with_event", {{"remark", bytes_of(view("hi"))}});
    REQUIRE(call);
    const auto payload = signing_payload(small_runtime(), *call, runtime(), choice());
    REQUIRE(payload);
    CHECK(hex(*payload) ==
          "0007086869"
          "a502"
          "14"
          "070010a5d4e8"
          "00"
          "f0000000"
          "01000000" +
              times(32, "45") + times(32, "bb") + "00");
    signing_choice immortal = choice();
    immortal.lifetime = {};
    const auto for_ever = signing_payload(small_runtime(), *call, runtime(), immortal);
    REQUIRE(for_ever);
    CHECK(hex(*for_ever) ==
          "0007086869"
          "00"
          "14"
          "070010a5d4e8"
          "00"
          "f0000000"
          "01000000" +
              times(64, "45") + "00");
}

TEST_CASE("a payload of 256 bytes is signed as it is, and one of 257 as its hash") {
    const metadata& m = small_runtime();
    // The parts beside the call take 83 bytes; a remark has four before its text.
    for (const std::size_t size : {256, 257}) {
        const auto call =
            build_call(m, "System", "remark", {{"remark", bytes_of(byte_vec(size - 83 - 4, 'x'))}});
        REQUIRE(call);
        REQUIRE(call->size() == size - 83);
        const auto payload = signing_payload(m, *call, runtime(), choice());
        REQUIRE(payload);
        CHECK(payload->size() == (size == 256 ? 256 : 32));
    }
}

TEST_CASE("an extrinsic is laid out as Substrate takes it, and read back with everything it says") {
    const metadata& m = small_runtime();
    const auto pair = alice();
    const auto call = build_call(m, "Subnet", "set_weights", weights(200));
    REQUIRE(call);
    hash32 random;
    random.b.fill(3);
    const auto bytes = sign_extrinsic(m, pair, *call, runtime(), choice(), random);
    REQUIRE(bytes);
    const auto x = read_extrinsic(m, *bytes);
    REQUIRE_MESSAGE(x, x.error().text());
    CHECK(x->is_signed);
    CHECK(x->call_bytes == *call);
    CHECK(x->choice.nonce == 5);
    CHECK(x->choice.tip == 1000000000000);
    CHECK(x->choice.lifetime == era{64, 42});
    CHECK(signer_of(m, *x) == pair.public_key);
    const auto signature = signature_of(m, *x);
    REQUIRE(signature);
    scale_writer body;
    body.number(std::uint8_t(0x84)).number(std::uint8_t(0)).raw(pair.public_key).number(std::uint8_t(1));
    body.raw(*signature).raw(*from_hex("a50214070010a5d4e800")).raw(*call);
    scale_writer whole;
    whole.sized(body.out);
    CHECK(*bytes == whole.out);
    const auto payload = signing_payload(m, *call, runtime(), choice());
    CHECK(payload->size() == 32);
    CHECK(verify(pair.public_key, *payload, *signature));
    CHECK(*assemble(m, pair.public_key, *signature, *call, choice()) == *bytes);
    CHECK(extrinsic_hash(*bytes) == blake2_256(*bytes));
    const auto item = item_of(m.types, x->call);
    REQUIRE(item);
    CHECK(item->pallet == "Subnet");
    CHECK(item->name == "set_weights");
    CHECK(as_u64(m.types, *field_of(m.types, *item->fields, "version_key")) == 7);
}

TEST_CASE("an unsigned extrinsic is read too; other versions are refused") {
    const metadata& m = small_runtime();
    const auto x = read_extrinsic(m, *from_hex("18"
                                               "04"
                                               "0000086869"));
    REQUIRE_MESSAGE(x, x.error().text());
    CHECK_FALSE(x->is_signed);
    CHECK_FALSE(signer_of(m, *x).has_value());
    CHECK_FALSE(signature_of(m, *x).has_value());
    CHECK(item_of(m.types, x->call)->name == "remark");
    CHECK_FALSE(read_extrinsic(m, *from_hex("18"
                                            "05"
                                            "0000086869"))
                    .ok());
    CHECK_FALSE(read_extrinsic(m, *from_hex("14"
                                            "04"
                                            "0000086869"))
                    .ok());
    CHECK_FALSE(read_extrinsic(m, *from_hex("18"
                                            "04"
                                            "0000086869"
                                            "00"))
                    .ok());
    const auto five = read_metadata(small_runtime_bytes({.version = 15, .extrinsic_version = 5}));
    REQUIRE(five);
    CHECK(assemble(*five, alice().public_key, byte_vec(64), byte_vec{0, 0, 0}, {}).error().kind ==
          fault_kind::too_new);
}

TEST_CASE("an extension nobody knows is no matter while it is empty, and refused by name when it is not") {
    const auto call = byte_vec{0, 0, 0};
    auto m = read_metadata(small_runtime_bytes({.extension = "CheckSomething"}));
    REQUIRE(m);
    CHECK(*signing_payload(*m, call, runtime(), choice()) ==
          *signing_payload(small_runtime(), call, runtime(), choice()));
    m = read_metadata(small_runtime_bytes({.extension = "CheckSomething", .extra = "u8"}));
    REQUIRE(m);
    CHECK(extra_bytes(*m, choice())
              .error()
              .text()
              .starts_with(
                  "signed extension CheckSomething: this signed extension needs bytes that are not known"));
    CHECK_FALSE(signing_payload(*m, call, runtime(), choice()).ok());
    CHECK_FALSE(assemble(*m, alice().public_key, byte_vec(64), call, choice()).ok());
    m = read_metadata(small_runtime_bytes({.extension = "CheckSomething", .implicit = "hash"}));
    REQUIRE(m);
    CHECK(extra_bytes(*m, choice()).ok());
    CHECK(implicit_bytes(*m, runtime(), choice()).error().kind == fault_kind::refused);
    // One that is known, with a part that is not.
    m = read_metadata(small_runtime_bytes({.extension = "CheckGenesis", .extra = "u8", .implicit = "hash"}));
    REQUIRE(m);
    CHECK_FALSE(extra_bytes(*m, choice()).ok());
}

TEST_CASE("a tip that may be paid in an asset is paid in the chain's own") {
    auto m =
        read_metadata(small_runtime_bytes({.extension = "ChargeAssetTxPayment", .extra = "tip in assets"}));
    REQUIRE(m);
    const auto extra = extra_bytes(*m, choice());
    REQUIRE(extra);
    CHECK(hex(*extra) ==
          "a50214070010a5d4e800"
          "070010a5d4e8"
          "00");
}

}  // namespace
}  // namespace rf::subtensor
