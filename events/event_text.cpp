#include "events/event_text.hpp"

#include <cstdint>

namespace rf {

std::string bounded_text(std::string_view from, std::size_t most) {
    std::string out;
    for (std::size_t i = 0; i < from.size();) {
        const auto lead = std::uint8_t(from[i]);
        const std::size_t size = lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3
                                 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
        bool whole = size != 0 && i + size <= from.size() && lead != 0;
        for (std::size_t k = 1; whole && k < size; ++k) whole = (std::uint8_t(from[i + k]) & 0xc0) == 0x80;
        if (out.size() + (whole ? size : 1) > most) break;
        if (whole) out.append(from.substr(i, size));
        else out += '?';
        i += whole ? size : 1;
    }
    return out;
}

}  // namespace rf
