#include "actors/keys/sr25519.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

namespace rf {
namespace {

using scalar = secret_bytes<32>;
using point = std::array<std::uint8_t, 32>;
static_assert(crypto_core_ristretto255_BYTES == 32 && crypto_core_ristretto255_SCALARBYTES == 32);

void start_sodium() {
    static const int started = sodium_init();
    RF_REQUIRE(started >= 0);
}

scalar challenge_scalar(transcript& t, std::string_view label) {
    secret_bytes<64> wide;
    t.challenge(label, wide.data(), wide.size());
    scalar out;
    crypto_core_ristretto255_scalar_reduce(out.data(), wide.data());
    return out;
}

// libsodium returns -1 where the product is the identity; its encoding is zero.
point times_base(const scalar& s) {
    point out{};
    if (crypto_scalarmult_ristretto255_base(out.data(), s.data()) != 0) out.fill(0);
    return out;
}

scalar multiply_add(const scalar& a, const scalar& b, const scalar& c) {
    scalar product, out;
    crypto_core_ristretto255_scalar_mul(product.data(), a.data(), b.data());
    crypto_core_ristretto255_scalar_add(out.data(), product.data(), c.data());
    return out;
}

scalar add(const scalar& a, const scalar& b) {
    scalar out;
    crypto_core_ristretto255_scalar_add(out.data(), a.data(), b.data());
    return out;
}

sr25519_pair pair_of(const scalar& key, const secret_bytes<32>& nonce) {
    sr25519_pair out;
    out.key = key;
    out.nonce = nonce;
    out.public_key = times_base(key);
    return out;
}

transcript derivation_transcript(const chain_code& code) {
    transcript t("SchnorrRistrettoHDKD");
    t.append("sign-bytes", "");
    t.append("chain-code", code);
    return t;
}

scalar soft_scalar(const sr25519_public& parent, const chain_code& code) {
    transcript t = derivation_transcript(code);
    t.append("public-key", parent);
    return challenge_scalar(t, "HDKD-scalar");
}

fault bad_secret(std::string what) {
    return {fault_kind::invalid, std::move(what), "secret key", "take the key from its source again"};
}

}  // namespace

sr25519_pair expand(const mini_secret& mini) {
    start_sodium();
    secret_bytes<64> h;
    crypto_hash_sha512(h.data(), mini.data(), mini.size());
    std::uint8_t* const b = h.data();
    b[0] &= 248;
    b[31] = std::uint8_t((b[31] & 63) | 64);
    auto out = pair_from_ed25519_form(h);
    RF_REQUIRE(out.ok());
    return std::move(out).value();
}

result<sr25519_pair> pair_from_ed25519_form(byte_view secret64) {
    if (secret64.size() != 64) return bad_secret("a secret key in this form has 64 bytes");
    if ((secret64[0] & 7) != 0) return bad_secret("the scalar is no multiple of 8, as this form wants it");
    secret_bytes<64> plain;
    std::copy(secret64.begin(), secret64.end(), plain.data());
    std::uint8_t low = 0;
    for (std::size_t i = 32; i-- > 0;) {
        const std::uint8_t whole = plain.data()[i];
        plain.data()[i] = std::uint8_t(whole >> 3 | low);
        low = std::uint8_t(whole << 5);
    }
    return pair_from_scalar(plain);
}

result<sr25519_pair> pair_from_scalar(byte_view secret64) {
    start_sodium();
    if (secret64.size() != 64) return bad_secret("a secret key in this form has 64 bytes");
    scalar key;
    secret_bytes<32> nonce;
    std::copy_n(secret64.begin(), 32, key.data());
    std::copy_n(secret64.begin() + 32, 32, nonce.data());
    if (!is_canonical_scalar(key.data())) return bad_secret("the scalar is not below the group's order");
    if (sodium_is_zero(key.data(), 32)) return bad_secret("the scalar is zero");
    return pair_of(key, nonce);
}

secret_bytes<64> ed25519_form(const sr25519_pair& pair) {
    secret_bytes<64> out;
    std::uint8_t high = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        const std::uint8_t b = pair.key.data()[i];
        out.data()[i] = std::uint8_t(b << 3 | high);
        high = std::uint8_t(b >> 5);
    }
    std::memcpy(out.data() + 32, pair.nonce.data(), 32);
    return out;
}

sr25519_signature sign(const sr25519_pair& pair, byte_view message, const hash32& random) {
    start_sodium();
    transcript t = signing_transcript(message, pair.public_key);
    transcript hidden = t;
    hidden.append("nonce", pair.nonce);
    hidden.append("random", random);
    const scalar r = challenge_scalar(hidden, "witness");
    const point commitment = times_base(r);
    t.append("sign:R", commitment);
    const scalar s = multiply_add(challenge_scalar(t, "sign:c"), pair.key, r);
    sr25519_signature out;
    std::copy(commitment.begin(), commitment.end(), out.begin());
    std::copy_n(s.data(), 32, out.begin() + 32);
    out[63] |= 0x80;
    return out;
}

mini_secret derive_hard(const sr25519_pair& parent, const chain_code& code) {
    transcript t = derivation_transcript(code);
    t.append("secret-key", parent.key);
    mini_secret out;
    t.challenge("HDKD-hard", out.data(), out.size());
    return out;
}

sr25519_pair derive_soft(const sr25519_pair& parent, const chain_code& code) {
    start_sodium();
    // Any secret nonce will do.
    transcript t("rf soft nonce");
    t.append("nonce", parent.nonce);
    t.append("chain-code", code);
    secret_bytes<32> nonce;
    t.challenge("nonce", nonce.data(), nonce.size());
    return pair_of(add(parent.key, soft_scalar(parent.public_key, code)), nonce);
}

std::optional<sr25519_public> derive_soft(const sr25519_public& parent, const chain_code& code) {
    start_sodium();
    if (!is_public_key(parent)) return std::nullopt;
    const point shift = times_base(soft_scalar(parent, code));
    sr25519_public out;
    if (crypto_core_ristretto255_add(out.data(), parent.data(), shift.data()) != 0) return std::nullopt;
    return out;
}

}  // namespace rf
