// scale: reading and writing SCALE, the encoding of Substrate chains.
//
//   fixed numbers   little-endian
//   compact         the low two bits of the first byte say how long it is:
//                   00 one byte, 01 two, 10 four, 11 the upper six bits + 4 more bytes
//   vector, text    compact count, then the parts
//   option          00, or 01 and the value
//
// A reader never reads past its bytes and believes no length: it fails once,
// says where, and what it gives from then on is zero. Only the shortest form
// of a compact counts, so that equal values have equal bytes.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "events/bytes.hpp"
#include "events/result.hpp"

namespace rf::subtensor {

__extension__ typedef unsigned __int128 uint128;

class scale_reader {
  public:
    explicit scale_reader(byte_view all) : all_(all) {}

    template <class Unsigned>
    Unsigned number() {
        return Unsigned(wide(sizeof(Unsigned)));
    }
    uint128 wide(std::size_t bytes);  // little-endian; at most 16 bytes
    // A compact number that fits into so many bytes.
    uint128 compact(std::size_t bytes = 16);
    // The count before a vector's parts, each of which takes at least so many bytes.
    std::size_t length(std::size_t least_each = 1);
    byte_view raw(std::size_t bytes);
    byte_view sized();        // a vector of bytes
    std::string_view text();  // UTF-8, or it fails
    bool boolean();
    bool option() { return boolean(); }

    void fail(std::string why);
    [[nodiscard]] bool ok() const { return why_.empty(); }
    [[nodiscard]] std::size_t at() const { return at_; }
    [[nodiscard]] std::size_t left() const { return all_.size() - at_; }
    [[nodiscard]] byte_view between(std::size_t from, std::size_t to) const {
        return all_.subspan(from, to - from);
    }
    [[nodiscard]] fault error() const;
    // Well read, and to the last byte.
    [[nodiscard]] status finish();

  private:
    byte_view all_;
    std::size_t at_ = 0;
    std::size_t failed_at_ = 0;
    std::string why_;
};

class scale_writer {
  public:
    template <class Unsigned>
    scale_writer& number(Unsigned v) {
        return wide(v, sizeof v);
    }
    scale_writer& wide(uint128 v, std::size_t bytes);
    scale_writer& compact(uint128 v);
    scale_writer& raw(byte_view v);
    scale_writer& sized(byte_view v) { return compact(v.size()).raw(v); }
    byte_vec out;
};

// The number of bytes a number needs; none for zero.
std::size_t bytes_needed(uint128 v);

}  // namespace rf::subtensor
