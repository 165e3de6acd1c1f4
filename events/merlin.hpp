// merlin: transcripts that turn what was said so far into challenges.
//
// Merlin over STROBE-128, as schnorrkel uses them. The state, 200 bytes:
//
//     [1, 168, 1, 0, 1, 96] "STROBEv1.0.2" 0..0, permuted; then meta_ad("Merlin v1.0")
//
// An operation is framed by two bytes, where the last one began and its flags;
// 166 bytes of the state take input. The state is wiped when it goes.
#pragma once

#include <string_view>

#include "events/keccak.hpp"
#include "events/bytes.hpp"

namespace rf {

class transcript {
  public:
    explicit transcript(std::string_view label);
    transcript(const transcript&) = default;
    transcript& operator=(const transcript&) = default;
    ~transcript();

    void append(std::string_view label, byte_view message);
    void append(std::string_view label, std::string_view message) { append(label, view(message)); }
    void challenge(std::string_view label, std::uint8_t* to, std::size_t size);

  private:
    void begin(std::uint8_t flags);
    void frame(std::string_view label, std::size_t size);
    void absorb(byte_view data);
    void absorb(std::uint8_t byte) { absorb({&byte, 1}); }
    void permute();
    [[nodiscard]] std::uint8_t* bytes() { return reinterpret_cast<std::uint8_t*>(lanes_.data()); }

    keccak_state lanes_{};
    std::uint8_t at_ = 0, began_ = 0;
};

}  // namespace rf
