// epoch_range: epochs as they are asked for on a command line, A..B.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rf {

struct epoch_range {
    std::uint32_t first = 0, last = 0;
};

// From 1, A not after B.
inline std::optional<epoch_range> parse_range(std::string_view text) {
    epoch_range r;
    const auto dots = text.find("..");
    if (dots == std::string_view::npos) return std::nullopt;
    const char* end = text.data() + text.size();
    const auto a = std::from_chars(text.data(), text.data() + dots, r.first);
    const auto b = std::from_chars(text.data() + dots + 2, end, r.last);
    const bool whole = a.ptr == text.data() + dots && b.ptr == end && a.ec == std::errc{} && b.ec == std::errc{};
    if (!whole || r.first == 0 || r.last < r.first) return std::nullopt;
    return r;
}

}  // namespace rf
