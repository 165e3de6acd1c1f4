#include "events/merlin.hpp"

#include <sodium.h>

#include <algorithm>

#include "events/result.hpp"

namespace rf {
namespace {

constexpr std::uint8_t strobe_rate = 166;
enum flags : std::uint8_t { inbound = 1, about = 2, cipher = 4, meta = 16 };
constexpr std::uint8_t meta_ad = meta | about, ad = about, prf = inbound | about | cipher;

}  // namespace

transcript::transcript(std::string_view label) {
    constexpr std::string_view start("\x01\xa8\x01\x00\x01\x60STROBEv1.0.2", 18);
    std::copy(start.begin(), start.end(), bytes());
    keccak_f1600(lanes_);
    begin(meta_ad);
    absorb(view("Merlin v1.0"));
    append("dom-sep", label);
}

transcript::~transcript() { sodium_memzero(lanes_.data(), sizeof lanes_); }

void transcript::append(std::string_view label, byte_view message) {
    frame(label, message.size());
    begin(ad);
    absorb(message);
}

void transcript::challenge(std::string_view label, std::uint8_t* to, std::size_t size) {
    frame(label, size);
    begin(prf);
    for (std::size_t i = 0; i < size; ++i) {
        to[i] = bytes()[at_];
        bytes()[at_++] = 0;
        if (at_ == strobe_rate) permute();
    }
}

// The label, and in the same operation how much follows, 32 bits little-endian.
void transcript::frame(std::string_view label, std::size_t size) {
    RF_REQUIRE(size <= UINT32_MAX);
    begin(meta_ad);
    absorb(view(label));
    const std::uint8_t length[4] = {std::uint8_t(size), std::uint8_t(size >> 8), std::uint8_t(size >> 16),
                                    std::uint8_t(size >> 24)};
    absorb(length);
}

void transcript::begin(std::uint8_t flags) {
    const std::uint8_t old = began_;
    began_ = std::uint8_t(at_ + 1);
    const std::uint8_t framing[2] = {old, flags};
    absorb(framing);
    if ((flags & cipher) != 0 && at_ != 0) permute();
}

void transcript::absorb(byte_view data) {
    while (!data.empty()) {
        const std::size_t n = std::min<std::size_t>(data.size(), strobe_rate - at_);
        std::uint8_t* const to = bytes() + at_;
        for (std::size_t i = 0; i < n; ++i) to[i] ^= data[i];
        at_ = std::uint8_t(at_ + n);
        data = data.subspan(n);
        if (at_ == strobe_rate) permute();
    }
}

void transcript::permute() {
    bytes()[at_] ^= began_;
    bytes()[at_ + 1] ^= 0x04;
    bytes()[strobe_rate + 1] ^= 0x80;
    keccak_f1600(lanes_);
    at_ = began_ = 0;
}

}  // namespace rf
