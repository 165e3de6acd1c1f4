#include "events/sr25519_verify.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "events/result.hpp"

namespace rf {
namespace {

using scalar = std::array<std::uint8_t, 32>;
using point = std::array<std::uint8_t, 32>;
static_assert(crypto_core_ristretto255_BYTES == 32 && crypto_core_ristretto255_SCALARBYTES == 32);

}  // namespace

bool is_canonical_scalar(const std::uint8_t* s) {
    // Reducing such a one changes nothing.
    std::array<std::uint8_t, 64> wide{};
    std::memcpy(wide.data(), s, 32);
    scalar reduced;
    crypto_core_ristretto255_scalar_reduce(reduced.data(), wide.data());
    const bool same = sodium_memcmp(reduced.data(), s, 32) == 0;
    sodium_memzero(wide.data(), wide.size());
    sodium_memzero(reduced.data(), reduced.size());
    return same;
}

transcript signing_transcript(byte_view message, const sr25519_public& public_key) {
    static const transcript begun = [] {
        transcript t("SigningContext");
        t.append("", "substrate");
        return t;
    }();
    transcript t = begun;
    t.append("sign-bytes", message);
    t.append("proto-name", "Schnorr-sig");
    t.append("sign:pk", public_key);
    return t;
}

bool verify(const sr25519_public& public_key, byte_view message, byte_view signature) {
    static const int started = sodium_init();
    RF_REQUIRE(started >= 0);
    if (signature.size() != 64 || (signature[63] & 0x80) == 0) return false;
    scalar s;
    std::copy_n(signature.begin() + 32, 32, s.begin());
    s[31] &= 0x7f;
    if (!is_canonical_scalar(s.data()) || !is_public_key(public_key)) return false;
    transcript t = signing_transcript(message, public_key);
    t.append("sign:R", signature.first(32));
    std::array<std::uint8_t, 64> wide{};
    t.challenge("sign:c", wide.data(), wide.size());
    scalar k;
    crypto_core_ristretto255_scalar_reduce(k.data(), wide.data());
    // libsodium returns -1 where a product is the identity; its encoding is zero.
    point k_times_key{}, s_times_base{}, expected;
    if (crypto_scalarmult_ristretto255(k_times_key.data(), k.data(), public_key.data()) != 0) k_times_key.fill(0);
    if (crypto_scalarmult_ristretto255_base(s_times_base.data(), s.data()) != 0) s_times_base.fill(0);
    if (crypto_core_ristretto255_sub(expected.data(), s_times_base.data(), k_times_key.data()) != 0) return false;
    // R is compared as bytes, never decoded.
    return sodium_memcmp(expected.data(), signature.data(), 32) == 0;
}

bool is_public_key(const sr25519_public& public_key) {
    return crypto_core_ristretto255_is_valid_point(public_key.data()) == 1 &&
           !sodium_is_zero(public_key.data(), public_key.size());
}

}  // namespace rf
