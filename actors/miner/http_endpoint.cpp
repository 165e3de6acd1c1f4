#include "actors/miner/http_endpoint.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <span>

#include <arpa/inet.h>

namespace rf {
namespace {

enum class reach : std::uint8_t { never, ours };

struct range {
    std::array<std::uint8_t, 16> prefix;
    unsigned bits;
    reach what;
};

// IANA's special-purpose registries, as far as a miner could name them.
constexpr range v4_ranges[] = {
    {{0}, 8, reach::never},          // this network, 0.0.0.0
    {{224}, 4, reach::never},        // multicast
    {{240}, 4, reach::never},        // reserved, and broadcast
    {{10}, 8, reach::ours},          //
    {{100, 64}, 10, reach::ours},    // shared by a carrier
    {{127}, 8, reach::ours},         // loopback
    {{169, 254}, 16, reach::ours},   // link-local; the clouds' metadata services
    {{172, 16}, 12, reach::ours},    //
    {{192, 0, 0}, 24, reach::ours},  // protocol assignments
    {{192, 168}, 16, reach::ours},   //
    {{198, 18}, 15, reach::ours},    // benchmarks of devices
};
constexpr range v6_ranges[] = {
    {{0xff}, 8, reach::never},                                             // multicast
    {{0}, 128, reach::never},                                              // ::
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, reach::ours},  // ::1
    {{0}, 96, reach::ours},                                                // v4-compatible, long withdrawn
    {{0, 0x64, 0xff, 0x9b}, 32, reach::ours},  // translated to v4, whatever it holds
    {{0x20, 0x01, 0, 0}, 32, reach::ours},     // Teredo: a v4 address inside
    {{0x20, 0x02}, 16, reach::ours},           // 6to4: a v4 address inside
    {{0xfc}, 7, reach::ours},                  // unique local
    {{0xfe, 0x80}, 10, reach::ours},           // link-local
    {{0xfe, 0xc0}, 10, reach::ours},           // site-local, withdrawn
};

bool lies_in(const std::array<std::uint8_t, 16>& address, const range& r) {
    unsigned left = r.bits;
    for (std::size_t i = 0; left > 0; ++i) {
        const unsigned here = std::min(left, 8u);
        const auto mask = std::uint8_t(0xff << (8 - here));
        if ((address[i] & mask) != (r.prefix[i] & mask)) return false;
        left -= here;
    }
    return true;
}

fault bad(std::string what, std::string_view where, std::string advice = "") {
    constexpr std::size_t most_shown = 64;  // a stranger's text
    return {fault_kind::invalid, std::move(what), std::string(where.substr(0, most_shown)),
            std::move(advice)};
}

std::optional<std::uint16_t> read_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

std::optional<http_endpoint> read_literal(std::string_view host, bool v6) {
    char zero_ended[INET6_ADDRSTRLEN] = {};
    if (host.empty() || host.size() >= sizeof zero_ended) return std::nullopt;
    std::copy(host.begin(), host.end(), zero_ended);
    http_endpoint e;
    e.v6 = v6;
    if (::inet_pton(v6 ? AF_INET6 : AF_INET, zero_ended, e.address.data()) != 1) return std::nullopt;
    constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (v6 && std::equal(mapped.begin(), mapped.end(), e.address.begin())) {
        e.v6 = false;
        std::copy(e.address.begin() + 12, e.address.end(), e.address.begin());
        std::fill(e.address.begin() + 4, e.address.end(), std::uint8_t(0));
    }
    return e;
}

}  // namespace

result<http_endpoint> read_endpoint(std::string_view text, bool allow_private) {
    const std::size_t colon = text.rfind(':');
    const char* form = "an endpoint is 192.0.2.7:8091 or [2001:db8::7]:8091; names are not looked up";
    if (colon == std::string_view::npos) return bad("no port in this endpoint", text, form);
    std::string_view host = text.substr(0, colon);
    const bool v6 = host.starts_with('[') && host.ends_with(']');
    if (v6) host = host.substr(1, host.size() - 2);
    auto found = read_literal(host, v6);
    if (!found) return bad("not a literal address", text, form);
    const auto port = read_port(text.substr(colon + 1));
    if (!port) return bad("a port is 1 to 65535", text, form);
    found->port = *port;

    const std::span<const range> ranges = found->v6 ? std::span<const range>(v6_ranges) : v4_ranges;
    for (const range& r : ranges) {
        if (!lies_in(found->address, r)) continue;
        if (r.what == reach::never) return bad("no miner can listen at this address", text);
        if (!allow_private) {
            return bad("an address of our own networks", text, "allow_private permits it, for development");
        }
        break;
    }
    return *found;
}

}  // namespace rf
