#include "events/sha256_pairs.hpp"

#include <algorithm>

#include "events/result.hpp"
#include "events/sha256.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace rf {
namespace {

void one_by_one(std::uint8_t prefix, std::span<const byte_view> messages, std::span<hash32> out) {
    for (std::size_t i = 0; i < messages.size(); ++i) out[i] = sha256({byte_view(&prefix, 1), messages[i]});
}

#if defined(__x86_64__)

#define RF_SHA_CODE __attribute__((target("sha,sse4.1,ssse3")))

alignas(16) constexpr std::uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

// A message in blocks of 64 bytes: the first holds the prefix, the last one or
// two the padding; those between are read where they lie.
struct padded {
    alignas(16) std::uint8_t first[64];
    alignas(16) std::uint8_t last[128];
    const std::uint8_t* bytes;
    std::size_t whole, blocks;  // blocks without padding, and all

    void set(std::uint8_t prefix, byte_view message) {
        const std::size_t length = message.size() + 1;
        bytes = message.data();
        whole = length / 64;
        blocks = (length + 9 + 63) / 64;
        const std::size_t tail = length % 64, padding = (blocks - whole) * 64;
        first[0] = prefix;
        if (whole > 0) std::copy_n(bytes, 63, first + 1);
        else last[0] = prefix;
        const std::size_t kept = whole > 0 ? tail : tail - 1;
        std::copy_n(bytes + (message.size() - kept), kept, last + (tail - kept));
        last[tail] = 0x80;
        std::fill(last + tail + 1, last + padding - 8, std::uint8_t(0));
        put_be64(last + padding - 8, std::uint64_t(length) * 8);
    }
    [[nodiscard]] const std::uint8_t* block(std::size_t i) const {
        if (i >= whole) return last + 64 * (i - whole);
        return i == 0 ? first : bytes + 64 * i - 1;
    }
};

// The state as the instructions want it: words A B E F, and C D G H.
struct state {
    __m128i abef, cdgh;
};

RF_SHA_CODE state first_state() {
    return {_mm_set_epi32(0x6a09e667, int(0xbb67ae85), 0x510e527f, int(0x9b05688c)),
            _mm_set_epi32(0x3c6ef372, int(0xa54ff53a), 0x1f83d9ab, 0x5be0cd19)};
}

// One block of each lane. Four rounds a step; the schedule is a ring of the
// last sixteen words.
template <std::size_t lanes>
RF_SHA_CODE inline void compress(state* s, const std::array<const std::uint8_t*, lanes>& blocks) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i words[lanes][4];
    state before[lanes];
    for (std::size_t l = 0; l < lanes; ++l) before[l] = s[l];
#pragma GCC unroll 16
    for (std::size_t step = 0; step < 16; ++step) {
        const __m128i k = _mm_load_si128(reinterpret_cast<const __m128i*>(round_constants + 4 * step));
#pragma GCC unroll 2
        for (std::size_t l = 0; l < lanes; ++l) {
            __m128i* w = words[l];
            __m128i& now = w[step % 4];
            if (step < 4) {
                const auto* at = reinterpret_cast<const __m128i*>(blocks[l] + 16 * step);
                now = _mm_shuffle_epi8(_mm_loadu_si128(at), swap);
            } else {
                const __m128i near = _mm_alignr_epi8(w[(step + 3) % 4], w[(step + 2) % 4], 4);
                now = _mm_add_epi32(_mm_sha256msg1_epu32(now, w[(step + 1) % 4]), near);
                now = _mm_sha256msg2_epu32(now, w[(step + 3) % 4]);
            }
            const __m128i added = _mm_add_epi32(now, k);
            s[l].cdgh = _mm_sha256rnds2_epu32(s[l].cdgh, s[l].abef, added);
            s[l].abef = _mm_sha256rnds2_epu32(s[l].abef, s[l].cdgh, _mm_shuffle_epi32(added, 0x0e));
        }
    }
    for (std::size_t l = 0; l < lanes; ++l) {
        s[l].abef = _mm_add_epi32(s[l].abef, before[l].abef);
        s[l].cdgh = _mm_add_epi32(s[l].cdgh, before[l].cdgh);
    }
}

RF_SHA_CODE void put(const state& s, hash32& out) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    const __m128i feba = _mm_shuffle_epi32(s.abef, 0x1b), dchg = _mm_shuffle_epi32(s.cdgh, 0xb1);
    const __m128i dcba = _mm_blend_epi16(feba, dchg, 0xf0), hgfe = _mm_alignr_epi8(dchg, feba, 8);
    auto* to = reinterpret_cast<__m128i*>(out.b.data());
    _mm_storeu_si128(to, _mm_shuffle_epi8(dcba, swap));
    _mm_storeu_si128(to + 1, _mm_shuffle_epi8(hgfe, swap));
}

RF_SHA_CODE void two(std::uint8_t prefix, byte_view a, byte_view b, hash32& out_a, hash32& out_b) {
    padded message[2];
    message[0].set(prefix, a);
    message[1].set(prefix, b);
    state s[2] = {first_state(), first_state()};
    const std::size_t both = std::min(message[0].blocks, message[1].blocks);
    for (std::size_t i = 0; i < both; ++i) compress<2>(s, {message[0].block(i), message[1].block(i)});
    for (std::size_t l = 0; l < 2; ++l) {
        for (std::size_t i = both; i < message[l].blocks; ++i) compress<1>(s + l, {message[l].block(i)});
    }
    put(s[0], out_a);
    put(s[1], out_b);
}

bool find_instructions() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return false;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

#endif

}  // namespace

#if defined(__x86_64__)

bool has_sha256_pairs() {
    static const bool found = find_instructions();
    return found;
}

void sha256_prefixed(std::uint8_t prefix, std::span<const byte_view> messages, std::span<hash32> out) {
    RF_REQUIRE(messages.size() == out.size());
    const std::size_t paired = has_sha256_pairs() ? messages.size() / 2 * 2 : 0;
    for (std::size_t i = 0; i < paired; i += 2) two(prefix, messages[i], messages[i + 1], out[i], out[i + 1]);
    one_by_one(prefix, messages.subspan(paired), out.subspan(paired));
}

#else

bool has_sha256_pairs() { return false; }

void sha256_prefixed(std::uint8_t prefix, std::span<const byte_view> messages, std::span<hash32> out) {
    RF_REQUIRE(messages.size() == out.size());
    one_by_one(prefix, messages, out);
}

#endif

}  // namespace rf
