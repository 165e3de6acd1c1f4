#include "actors/keys/sr25519.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "actors/keys/suri.hpp"
#include "events/ss58.hpp"
#include "tests/keys/vectors.hpp"

namespace rf {
namespace {

template <std::size_t N>
std::array<std::uint8_t, N> array_of(byte_view v) {
    RF_REQUIRE(v.size() == N);
    std::array<std::uint8_t, N> out;
    std::copy(v.begin(), v.end(), out.begin());
    return out;
}

sr25519_public public_of(simdjson::dom::element row) { return array_of<32>(hex_of(row, "public")); }

bool verifies(simdjson::dom::element row, const char* signature) {
    return verify(public_of(row), hex_of(row, "message"), hex_of(row, signature));
}

TEST_CASE("a seed gives the public key, the stored secret and the address that others give it") {
    int seen = 0;
    for (auto row : the_vectors().all["vectors"]) {
        const auto pair = expand(mini_secret(array_of<32>(hex_of(row, "seed"))));
        CHECK(pair.public_key == public_of(row));
        CHECK(hex(ed25519_form(pair)) == text_of(row, "secret_ed25519_form"));
        CHECK(encode_ss58(pair.public_key) == text_of(row, "ss58_42"));
        const auto again = pair_from_ed25519_form(hex_of(row, "secret_ed25519_form"));
        REQUIRE(again);
        CHECK(again->public_key == pair.public_key);
        CHECK(again->key.array() == pair.key.array());
        ++seen;
    }
    CHECK(seen == (the_vectors().complete ? 200 : 6));
}

TEST_CASE("signatures of schnorrkel and of scure verify, and ours do for the same messages") {
    for (auto row : the_vectors().all["vectors"]) {
        CHECK(verifies(row, "signature"));
        CHECK(verifies(row, "signature_wasm_schnorrkel"));
        const auto pair = expand(mini_secret(array_of<32>(hex_of(row, "seed"))));
        hash32 random;
        random.b[0] = 7;
        const auto ours = sign(pair, hex_of(row, "message"), random);
        CHECK(verify(pair.public_key, hex_of(row, "message"), ours));
    }
}

TEST_CASE("of what was tampered with exactly that verifies which the others accept") {
    int seen = 0;
    for (auto row : the_vectors().all["vectors"]) {
        for (auto each : row["tampered"]) {
            CAPTURE(text_of(each, "kind"));
            bool expected = true;
            RF_REQUIRE(each["expect"].get(expected) == simdjson::SUCCESS);
            CHECK(verifies(each, "signature") == expected);
            ++seen;
        }
    }
    CHECK(seen >= 60);
}

TEST_CASE("the identity as public key is refused, though schnorrkel lets anybody sign for it") {
    int seen = 0;
    for (auto row : the_vectors().all["edge"]) {
        CHECK_FALSE(verifies(row, "signature"));
        CHECK_FALSE(is_public_key(public_of(row)));
        ++seen;
    }
    CHECK(seen == 1);
}

TEST_CASE("a path of junctions gives the pair that others derive") {
    int seen = 0;
    for (auto row : the_vectors().all["derivations"]) {
        CAPTURE(text_of(row, "suri"));
        const auto key = key_from_suri(text_of(row, "suri"));
        REQUIRE(key);
        CHECK(key->pair.public_key == public_of(row));
        CHECK(encode_ss58(key->pair.public_key) == text_of(row, "ss58_42"));
        CHECK(hex(byte_view(ed25519_form(key->pair)).first(32)) == text_of(row, "secret_key32_ed25519_form"));
        CHECK(verifies(row, "signature"));
        CHECK(verify(key->pair.public_key, view("m"), sign(key->pair, view("m"), {})));
        bool hard_only = true;
        for (auto junction : row["junctions"])
            hard_only = junction["hard"].get_bool().value() ? hard_only : false;
        if (hard_only) CHECK(key->seed.has_value());
        ++seen;
    }
    CHECK(seen == (the_vectors().complete ? 24 : 9));
}

TEST_CASE("a soft child's public key is found without the secret") {
    const auto parent = key_from_suri("//Alice");
    REQUIRE(parent);
    const auto child = key_from_suri("//Alice/soft");
    REQUIRE(child);
    const auto found = derive_soft(parent->pair.public_key, chain_code_of("soft"));
    REQUIRE(found);
    CHECK(*found == child->pair.public_key);
    CHECK_FALSE(derive_soft(sr25519_public{}, chain_code_of("soft")).has_value());
}

TEST_CASE("other randomness gives another signature, other messages need another") {
    const auto key = key_from_suri("//Alice");
    REQUIRE(key);
    hash32 random;
    const auto one = sign(key->pair, view("text"), random);
    random.b[31] = 1;
    const auto two = sign(key->pair, view("text"), random);
    CHECK(one != two);
    CHECK(verify(key->pair.public_key, view("text"), two));
    // With broken randomness two messages still have two commitments.
    const auto three = sign(key->pair, view("tex"), random);
    CHECK_FALSE(std::equal(two.begin(), two.begin() + 32, three.begin()));
}

TEST_CASE("a signature of another length, or any bit of it changed, does not verify") {
    const auto key = key_from_suri("//Bob");
    REQUIRE(key);
    const auto signature = sign(key->pair, view("text"), {});
    const auto& who = key->pair.public_key;
    CHECK_FALSE(verify(who, view("text"), byte_view(signature).first(63)));
    CHECK_FALSE(verify(who, view("text"), byte_view()));
    for (std::size_t bit = 0; bit < 512; ++bit) {
        auto changed = signature;
        changed[bit / 8] ^= std::uint8_t(1u << bit % 8);
        CHECK_FALSE(verify(who, view("text"), changed));
    }
}

TEST_CASE("a stored pair with a scalar that is none is refused") {
    byte_vec secret(64, 0);
    CHECK_FALSE(pair_from_scalar(secret));           // zero
    CHECK_FALSE(pair_from_ed25519_form(secret));
    secret[0] = 1;
    CHECK_FALSE(pair_from_ed25519_form(secret));     // no multiple of 8
    CHECK(pair_from_scalar(secret));
    std::fill_n(secret.begin(), 32, std::uint8_t(0xff));
    CHECK_FALSE(pair_from_scalar(secret));           // above the order
    CHECK_FALSE(pair_from_scalar(byte_view(secret).first(63)));
}

}  // namespace
}  // namespace rf
