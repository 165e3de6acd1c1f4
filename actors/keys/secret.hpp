// secret: bytes and texts that are wiped when they go.
//
// Copies are wiped as well, each when it goes. Nothing prints them by itself.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/bytes.hpp"

namespace rf {

// Overwrites, and the compiler may not leave it out.
void wipe(void* at, std::size_t size);

template <std::size_t N>
class secret_bytes {
  public:
    secret_bytes() = default;
    explicit secret_bytes(const std::array<std::uint8_t, N>& from) : b_(from) {}
    secret_bytes(const secret_bytes&) = default;
    secret_bytes& operator=(const secret_bytes&) = default;
    ~secret_bytes() { wipe(b_.data(), N); }

    [[nodiscard]] std::uint8_t* data() { return b_.data(); }
    [[nodiscard]] const std::uint8_t* data() const { return b_.data(); }
    [[nodiscard]] static constexpr std::size_t size() { return N; }
    [[nodiscard]] const std::array<std::uint8_t, N>& array() const { return b_; }
    operator byte_view() const { return {b_.data(), N}; }

  private:
    std::array<std::uint8_t, N> b_{};
};

// A text that is moved, never copied, so that no copy is forgotten.
class secret_text {
  public:
    secret_text() = default;
    explicit secret_text(std::string text) : text_(std::move(text)) {}
    secret_text(secret_text&& other) noexcept : text_(std::move(other.text_)) { other.clear(); }
    secret_text& operator=(secret_text&& other) noexcept;
    secret_text(const secret_text&) = delete;
    secret_text& operator=(const secret_text&) = delete;
    ~secret_text() { clear(); }

    // Grows within what was reserved, so that no old copy stays behind.
    void append(std::string_view more);
    [[nodiscard]] std::string_view view() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }
    void clear();

  private:
    std::string text_;
};

}  // namespace rf
