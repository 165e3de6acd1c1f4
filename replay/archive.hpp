// archive: values to flat bytes and back, for snapshots only.
//
// One `visit` function a type says its fields once, for both directions.
// Integers are little-endian, doubles raw bits, lists a u32 count and their
// elements. Reading is bounded by the bytes there are; a short or overlong
// input makes the reader `failed`, never undefined.
#pragma once

#include <bit>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "events/bytes.hpp"

namespace rf {

class archive_writer {
  public:
    static constexpr bool reading = false;
    byte_vec bytes;
    bool failed = false;

    void raw(const void* from, std::size_t n) {
        const auto* p = static_cast<const std::uint8_t*>(from);
        bytes.insert(bytes.end(), p, p + n);
    }
};

class archive_reader {
  public:
    static constexpr bool reading = true;
    explicit archive_reader(byte_view from) : rest(from) {}
    byte_view rest;
    bool failed = false;

    void raw(void* to, std::size_t n) {
        if (n == 0) return;  // an empty string has no address to copy to
        if (failed || rest.size() < n) {
            failed = true;
            std::memset(to, 0, n);
            return;
        }
        std::memcpy(to, rest.data(), n);
        rest = rest.subspan(n);
    }
};

template <class A>
void visit(A& a, bool& v) {
    std::uint8_t byte = v;
    a.raw(&byte, 1);
    if (byte > 1) a.failed = true;
    v = byte == 1;
}
template <class A, class T>
void visit(A& a, T& v) requires(std::is_arithmetic_v<T> || std::is_enum_v<T>) {
    static_assert(std::endian::native == std::endian::little);
    a.raw(&v, sizeof v);
}
template <class A, std::size_t N>
void visit(A& a, std::array<std::uint8_t, N>& v) { a.raw(v.data(), N); }
template <class A>
void visit(A& a, std::array<double, 7>& v) { a.raw(v.data(), sizeof v); }
template <class A>
void visit(A& a, hash32& v) { a.raw(v.b.data(), 32); }

template <class A>
std::uint32_t visit_count(A& a, std::size_t now, std::size_t least_bytes_each) {
    std::uint32_t n = std::uint32_t(now);
    visit(a, n);
    if constexpr (A::reading) {
        if (std::uint64_t(n) * least_bytes_each > a.rest.size()) a.failed = true;
        if (a.failed) n = 0;
    }
    return n;
}
template <class A>
void visit(A& a, std::string& v) {
    v.resize(visit_count(a, v.size(), 1));
    a.raw(v.data(), v.size());
}

template <class A, class T>
void visit(A& a, std::optional<T>& v);
template <class A, class T, class U>
void visit(A& a, std::pair<T, U>& v);
template <class A, class... T>
void visit(A& a, std::variant<T...>& v);

template <class A, class T>
void visit(A& a, std::vector<T>& v) {
    v.resize(visit_count(a, v.size(), 1));
    if constexpr (std::is_arithmetic_v<T>) {
        a.raw(v.data(), v.size() * sizeof(T));
    } else {
        for (T& each : v) visit(a, each);
    }
}
template <class A, class T>
void visit(A& a, std::optional<T>& v) {
    bool there = v.has_value();
    visit(a, there);
    if constexpr (A::reading) {
        if (there) v.emplace();
        else v.reset();
    }
    if (there && v) visit(a, *v);
}
template <class A, class T, class U>
void visit(A& a, std::pair<T, U>& v) {
    visit(a, v.first);
    visit(a, v.second);
}

template <std::size_t I = 0, class V>
void emplace_alternative(V& v, std::size_t index) {
    if constexpr (I < std::variant_size_v<V>) {
        if (I == index) v.template emplace<I>();
        else emplace_alternative<I + 1>(v, index);
    }
}
template <class A, class... T>
void visit(A& a, std::variant<T...>& v) {
    std::uint8_t index = std::uint8_t(v.index());
    visit(a, index);
    if constexpr (A::reading) {
        if (index >= sizeof...(T)) a.failed = true;
        else emplace_alternative(v, index);
    }
    std::visit(
        [&a](auto& held) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(held)>, std::monostate>) visit(a, held);
        },
        v);
}

}  // namespace rf
