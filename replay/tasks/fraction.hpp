// fraction: an exact rational number of 64-bit parts, always in lowest terms.
//
// The generator chooses its numbers so that nothing overflows; one that does
// is a broken invariant, not a wrong truth.
#pragma once

#include <cstdint>
#include <string>

#include "events/result.hpp"

namespace rf::reasoning_1 {

class fraction {
  public:
    fraction(std::int64_t whole = 0) : n_(whole) {}
    fraction(std::int64_t n, std::int64_t d) { set(n, d); }

    [[nodiscard]] std::int64_t above() const { return n_; }
    [[nodiscard]] std::int64_t below() const { return d_; }

    friend fraction operator+(const fraction& a, const fraction& b) {
        return of(wide(a.n_) * b.d_ + wide(b.n_) * a.d_, wide(a.d_) * b.d_);
    }
    friend fraction operator-(const fraction& a, const fraction& b) { return a + fraction(-b.n_, b.d_); }
    friend fraction operator*(const fraction& a, const fraction& b) {
        return of(wide(a.n_) * b.n_, wide(a.d_) * b.d_);
    }
    friend fraction operator/(const fraction& a, const fraction& b) {
        return of(wide(a.n_) * b.d_, wide(a.d_) * b.n_);
    }
    friend bool operator==(const fraction&, const fraction&) = default;
    friend bool operator<(const fraction& a, const fraction& b) { return wide(a.n_) * b.d_ < wide(b.n_) * a.d_; }

    // "3/7", or "5" where it is whole.
    [[nodiscard]] std::string text() const {
        return d_ == 1 ? std::to_string(n_) : std::to_string(n_) + "/" + std::to_string(d_);
    }

  private:
    __extension__ using wide = __int128;

    static fraction of(wide n, wide d) {
        fraction out;
        out.set(n, d);
        return out;
    }
    void set(wide n, wide d) {
        RF_REQUIRE(d != 0);
        if (d < 0) n = -n, d = -d;
        wide a = n < 0 ? -n : n, b = d;
        while (b != 0) {
            const wide rest = a % b;
            a = b;
            b = rest;
        }
        if (a > 1) n /= a, d /= a;
        RF_REQUIRE(n >= INT64_MIN && n <= INT64_MAX && d <= INT64_MAX);
        n_ = std::int64_t(n);
        d_ = std::int64_t(d);
    }
    std::int64_t n_ = 0, d_ = 1;
};

}  // namespace rf::reasoning_1
