// wire: numbers, vectors and texts as SCALE writes them, for extrinsics and
// stored inputs. A reader never reads past its bytes: it fails once and stays
// failed, and what it gave after that is zero.
#pragma once

#include <bit>
#include <string>

#include "events/account.hpp"

namespace rf::embedded {

class wire_writer {
  public:
    template <class Unsigned>
    wire_writer& number(Unsigned v) {
        for (std::size_t i = 0; i < sizeof v; ++i) out.push_back(std::uint8_t(std::uint64_t(v) >> (8 * i)));
        return *this;
    }
    wire_writer& real(double v) { return number(std::bit_cast<std::uint64_t>(v)); }
    wire_writer& raw(byte_view v) {
        out.insert(out.end(), v.begin(), v.end());
        return *this;
    }
    wire_writer& length(std::size_t n) {  // SCALE's compact, up to 2^30 - 1
        if (n < 64) return number(std::uint8_t(n << 2));
        if (n < 1u << 14) return number(std::uint16_t(n << 2 | 1));
        return number(std::uint32_t(n << 2 | 2));
    }
    wire_writer& text(std::string_view s) { return length(s.size()).raw(view(s)); }
    wire_writer& list(const std::vector<std::uint16_t>& v) {
        length(v.size());
        for (const auto each : v) number(each);
        return *this;
    }
    byte_vec out;
};

class wire_reader {
  public:
    explicit wire_reader(byte_view from) : left_(from) {}

    template <class Unsigned>
    Unsigned number() {
        std::uint64_t v = 0;
        const byte_view b = raw(sizeof(Unsigned));
        for (std::size_t i = 0; i < b.size(); ++i) v |= std::uint64_t(b[i]) << (8 * i);
        return Unsigned(v);
    }
    double real() { return std::bit_cast<double>(number<std::uint64_t>()); }
    byte_view raw(std::size_t n) {
        if (n > left_.size()) ok_ = false;
        if (!ok_) return {};
        const byte_view taken = left_.first(n);
        left_ = left_.subspan(n);
        return taken;
    }
    // Only the shortest form counts, so that equal values have equal bytes.
    std::size_t length() {
        const auto first = number<std::uint8_t>();
        const unsigned mode = first & 3;
        if (mode == 0) return first >> 2;
        if (mode == 3) return fail();
        std::size_t v = first;
        for (unsigned i = 1; i < (mode == 1 ? 2u : 4u); ++i) v |= std::size_t(number<std::uint8_t>()) << (8 * i);
        v >>= 2;
        return v < (mode == 1 ? 64u : 1u << 14) ? fail() : v;
    }
    std::string text(std::size_t most) {
        const std::size_t n = length();
        return n > most ? (fail(), std::string()) : std::string(chars(raw(n)));
    }
    std::vector<std::uint16_t> list(std::size_t most) {
        const std::size_t n = length();
        std::vector<std::uint16_t> v;
        if (n > most || n * 2 > left_.size()) return fail(), v;
        v.reserve(n);
        for (std::size_t i = 0; i < n; ++i) v.push_back(number<std::uint16_t>());
        return v;
    }
    hash32 hash() { return as_hash(raw(32)).value_or(hash32{}); }
    account who() {
        const auto type = number<std::uint8_t>();
        const std::size_t size = type == 1 ? 32 : type == 2 ? 20 : fail();
        byte_vec both{type};
        const byte_view b = raw(size);
        both.insert(both.end(), b.begin(), b.end());
        const auto a = as_account(both);
        if (!a) fail();
        return a.value_or(account{});
    }
    std::size_t fail() {
        ok_ = false;
        return 0;
    }
    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool finished() const { return ok_ && left_.empty(); }

  private:
    byte_view left_;
    bool ok_ = true;
};

}  // namespace rf::embedded
