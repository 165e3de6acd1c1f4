// result: a value, or the fault that stands in its place.
//
// A refusal is a value, never an exception: it says what is wrong, where, and
// what to do. A broken invariant is not a refusal: `require` stops the
// process, in release too, because a validator that guesses is worse than one
// that stops.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace rf {

enum class fault_kind {
    invalid,      // the input breaks a rule; the same input will be refused again
    damaged,      // stored bytes are not what was written
    missing,      // something that must be there is not
    foreign,      // it is not ours at all
    too_new,      // written by a later format than this program knows
    busy,         // another process holds it
    unavailable,  // the world failed: a disk, a system call
    refused,      // well formed, but not allowed now
    truncated,    // what was acknowledged is gone from the end
    empty         // nothing was written there yet
};

struct fault {
    fault_kind kind = fault_kind::invalid;
    std::string what;    // one sentence, no full stop
    std::string where;   // file, event number, field; empty where there is none
    std::string advice;  // what the reader can do; may be empty

    [[nodiscard]] std::string text() const {
        std::string out = where.empty() ? what : where + ": " + what;
        if (!advice.empty()) out += " (" + advice + ")";
        return out;
    }
};

[[noreturn]] inline void stop_process(std::string_view why, const char* file, int line) {
    std::fprintf(stderr, "invariant broken: %.*s (%s:%d)\n", int(why.size()), why.data(), file, line);
    std::abort();
}
#define RF_REQUIRE(condition) \
    ((condition) ? void(0) : ::rf::stop_process(#condition, __FILE__, __LINE__))

template <class T>
class [[nodiscard]] result {
  public:
    result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    result(fault f) : held_(std::in_place_index<1>, std::move(f)) {}

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }

    T& value() & { RF_REQUIRE(ok()); return *std::get_if<0>(&held_); }
    const T& value() const& { RF_REQUIRE(ok()); return *std::get_if<0>(&held_); }
    T&& value() && { RF_REQUIRE(ok()); return std::move(*std::get_if<0>(&held_)); }
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    const fault& error() const { RF_REQUIRE(!ok()); return *std::get_if<1>(&held_); }

  private:
    std::variant<T, fault> held_;
};

struct nothing {};
using status = result<nothing>;
inline status done() { return nothing{}; }

inline fault with_place(fault f, std::string_view place) {
    f.where = f.where.empty() ? std::string(place) : std::string(place) + ", " + f.where;
    return f;
}

}  // namespace rf
