// whole_number: what an option accepts where it wants a number.
//
// Plain decimal digits between two bounds: CLI11 alone would read -1 as the
// largest number and 010 as 8.
#pragma once

#include <CLI/CLI.hpp>
#include <charconv>
#include <cstdint>
#include <string>

namespace rf {

inline CLI::Validator whole_number(std::uint64_t least, std::uint64_t most) {
    const std::string bounds = std::to_string(least) + " to " + std::to_string(most);
    auto check = [least, most, bounds](std::string& text) {
        std::uint64_t n = 0;
        const char* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, n);
        const bool plain = read.ptr == end && read.ec == std::errc() && (text.size() == 1 || text[0] != '0');
        return plain && n >= least && n <= most ? std::string() : "wants a whole number from " + bounds;
    };
    return CLI::Validator(check, least == 0 && most == UINT64_MAX ? "" : bounds);
}

}  // namespace rf
