// http_endpoint: where a miner says that it listens, read and judged.
//
// Whoever registers on a chain chooses this text. So it is a literal address
// (never a name: nothing is looked up), and one that a stranger may make us
// dial: no multicast, nothing unspecified, and our own networks (loopback,
// private, link-local, shared, and what carries such an address inside) only
// where the operator allows it, as a development set-up does.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/result.hpp"

namespace rf {

struct http_endpoint {
    bool v6 = false;
    std::array<std::uint8_t, 16> address{};  // a v4 address is the first four
    std::uint16_t port = 0;
    friend bool operator==(const http_endpoint&, const http_endpoint&) = default;
    friend auto operator<=>(const http_endpoint&, const http_endpoint&) = default;
};

// "192.0.2.7:8091" or "[2001:db8::7]:8091"; a v4 address mapped into v6 is read
// as the v4 address it is.
result<http_endpoint> read_endpoint(std::string_view text, bool allow_private);

}  // namespace rf
