#include "actors/world.hpp"

#include "events/sha256.hpp"

namespace rf {
namespace {

hash32 derive(const hash32& master, std::string_view what, std::string_view origin, std::uint32_t epoch) {
    std::uint8_t number[8];
    put_be64(number, epoch);
    const std::uint8_t end[1] = {0};
    return sha256({byte_view(master), view(what), byte_view(end, 1), view(origin), byte_view(end, 1),
                   byte_view(number, 8)});
}

}  // namespace

hash32 secret_of(const hash32& master, std::string_view origin, std::uint32_t epoch) {
    return derive(master, "epoch secret", origin, epoch);
}

hash32 lasting_secret_of(const hash32& master, std::string_view origin, std::uint32_t epoch) {
    return derive(master, "lasting secret", origin, epoch);
}

std::vector<std::uint16_t> salt_of(const hash32& master, std::string_view origin, std::uint32_t epoch) {
    const hash32 h = derive(master, "weights salt", origin, epoch);
    std::vector<std::uint16_t> salt;
    for (std::size_t i = 0; i < 16; i += 2) salt.push_back(std::uint16_t(h.b[i] << 8 | h.b[i + 1]));
    return salt;
}

}  // namespace rf
