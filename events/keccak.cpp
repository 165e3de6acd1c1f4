#include "events/keccak.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace rf {
namespace {

static_assert(std::endian::native == std::endian::little, "lanes are used as bytes");

constexpr std::uint64_t round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b,
    0x0000000080000001, 0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088,
    0x0000000080008009, 0x000000008000000a, 0x000000008000808b, 0x800000000000008b, 0x8000000000008089,
    0x8000000000008003, 0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008};

// rho and pi together: lane `to[i]` becomes its predecessor turned by `by[i]`.
constexpr unsigned by[24] = {1,  3,  6,  10, 15, 21, 28, 36, 45, 55, 2,  14,
                             27, 41, 56, 8,  25, 43, 62, 18, 39, 61, 20, 44};
constexpr unsigned to[24] = {10, 7,  11, 17, 18, 3, 5,  16, 8,  21, 24, 4,
                             15, 23, 19, 13, 12, 2, 20, 14, 22, 9,  6,  1};

constexpr std::size_t rate = 136;  // bytes of SHA3-256's state that take input

}  // namespace

// Unrolled, so that every index and distance is a constant.
#ifdef __clang__
#define RF_UNROLLED _Pragma("clang loop unroll(full)")
#else
#define RF_UNROLLED _Pragma("GCC unroll 25")
#endif

void keccak_f1600(keccak_state& lanes) {
    std::uint64_t* const a = lanes.data();
    for (const std::uint64_t constant : round_constants) {
        std::uint64_t c[5], d[5];
        RF_UNROLLED for (unsigned x = 0; x < 5; ++x) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
        RF_UNROLLED for (unsigned x = 0; x < 5; ++x) d[x] = c[(x + 4) % 5] ^ std::rotl(c[(x + 1) % 5], 1);
        RF_UNROLLED for (unsigned i = 0; i < 25; ++i) a[i] ^= d[i % 5];
        std::uint64_t moving = a[1];
        RF_UNROLLED for (unsigned i = 0; i < 24; ++i) {
            const std::uint64_t next = a[to[i]];
            a[to[i]] = std::rotl(moving, int(by[i]));
            moving = next;
        }
        RF_UNROLLED for (unsigned y = 0; y < 25; y += 5) {
            RF_UNROLLED for (unsigned x = 0; x < 5; ++x) c[x] = a[y + x];
            RF_UNROLLED for (unsigned x = 0; x < 5; ++x) a[y + x] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
        a[0] ^= constant;
    }
}

hash32 sha3_256(std::initializer_list<byte_view> parts) {
    keccak_state lanes{};
    auto* const bytes = reinterpret_cast<std::uint8_t*>(lanes.data());
    std::size_t at = 0;
    for (byte_view part : parts) {
        while (!part.empty()) {
            const std::size_t n = std::min(part.size(), rate - at);
            for (std::size_t i = 0; i < n; ++i) bytes[at + i] ^= part[i];
            part = part.subspan(n);
            at += n;
            if (at == rate) {
                keccak_f1600(lanes);
                at = 0;
            }
        }
    }
    bytes[at] ^= 0x06;
    bytes[rate - 1] ^= 0x80;
    keccak_f1600(lanes);
    hash32 out;
    std::memcpy(out.b.data(), bytes, out.b.size());
    return out;
}

}  // namespace rf
