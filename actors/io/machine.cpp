#include "actors/io/machine.hpp"

#include <cerrno>
#include <chrono>

#include <sys/random.h>

#include "events/result.hpp"

namespace rf {

std::int64_t machine_clock::utc_ns() const {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::nanoseconds>(now).count();
}

std::uint64_t machine_clock::steady_ns() const {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::uint64_t(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

void machine_entropy::fill(std::uint8_t* to, std::size_t size) {
    while (size > 0) {
        const ssize_t got = ::getrandom(to, size, 0);
        if (got < 0 && errno == EINTR) continue;
        RF_REQUIRE(got > 0);
        to += got;
        size -= std::size_t(got);
    }
}

}  // namespace rf
