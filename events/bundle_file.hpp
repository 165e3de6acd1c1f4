// bundle_file: sections of bytes in one file, each compressed and named by its
// hash, so that no byte can change without being told by its place.
//
//      0  16  "rf-bundle 1\n" and four zeros
//     16   4  number of sections
//     20  60  for each: kind 4, codec 4, stored length 8, unpacked length 8,
//             SHA-256 of the stored bytes 32, zero 4
//      .  32  SHA-256 of everything above
//      .   .  the stored bytes of each section, in that order, and nothing after
//
// Integers are big-endian. Codec 0 is none, 1 is zstd (one frame). Reading is
// bounded before anything is unpacked.
#pragma once

#include <functional>
#include <span>

#include "events/bundle.hpp"

namespace rf {

inline void append_be32(byte_vec& to, std::uint32_t v) {
    for (int shift = 24; shift >= 0; shift -= 8) to.push_back(std::uint8_t(v >> shift));
}
inline void append_be64(byte_vec& to, std::uint64_t v) {
    to.resize(to.size() + 8);
    put_be64(to.data() + to.size() - 8, v);
}
inline std::uint32_t get_be32(const std::uint8_t* from) {
    return std::uint32_t(from[0]) << 24 | std::uint32_t(from[1]) << 16 | std::uint32_t(from[2]) << 8 | from[3];
}

struct bundle_section {
    std::uint32_t kind = 0;
    std::string_view name;  // for people
    byte_vec bytes;
};

byte_vec write_sections(std::span<const bundle_section> sections);
// Exactly these kinds in this order. Each is handed to `take` as soon as it is
// unpacked, and is gone when that returns: two are never in memory at once.
using section_taker = std::function<status(std::size_t place, byte_view bytes)>;
status read_sections(byte_view file, std::span<const bundle_section> sections, const section_taker& take);

}  // namespace rf
