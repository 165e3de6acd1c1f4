// bytes: spans, owned bytes, fixed hashes, and their two texts: hex and base64.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rf {

using byte_view = std::span<const std::uint8_t>;
using byte_vec = std::vector<std::uint8_t>;

struct hash32 {
    std::array<std::uint8_t, 32> b{};
    friend bool operator==(const hash32&, const hash32&) = default;
    friend auto operator<=>(const hash32&, const hash32&) = default;
    operator byte_view() const { return {b.data(), b.size()}; }
};
static_assert(sizeof(hash32) == 32);  // so that a row of them is a row of bytes

inline byte_view view(std::string_view s) { return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()}; }
inline std::string_view chars(byte_view v) { return {reinterpret_cast<const char*>(v.data()), v.size()}; }

// The 32 bytes of a view that is exactly that long; nothing otherwise.
inline std::optional<hash32> as_hash(byte_view v) {
    if (v.size() != 32) return std::nullopt;
    hash32 h;
    std::memcpy(h.b.data(), v.data(), 32);
    return h;
}

std::string hex(byte_view v);
std::optional<byte_vec> from_hex(std::string_view text);

// Standard base64 with padding, as signed notes use it; decoding is strict.
std::string base64(byte_view v);
std::optional<byte_vec> from_base64(std::string_view text);

// Big-endian, so that stored keys sort as numbers do.
inline void put_be64(std::uint8_t* to, std::uint64_t v) {
    for (int i = 7; i >= 0; --i, v >>= 8) to[i] = std::uint8_t(v);
}
inline std::uint64_t get_be64(const std::uint8_t* from) {
    std::uint64_t v = 0;
    for (int i = 0; i < 8; ++i) v = v << 8 | from[i];
    return v;
}

}  // namespace rf
