#include "replay/programs/terminal.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace rf {

progress_bar::progress_bar(std::string what, bool wanted)
    : what_(std::move(what)), shown_(wanted && isatty(2)), begun_(std::chrono::steady_clock::now()), last_(begun_) {}

progress_bar::~progress_bar() {
    if (drawn_) std::fprintf(stderr, "\r\033[K");
}

void progress_bar::operator()(std::uint64_t done, std::uint64_t of) {
    if (!shown_ || of == 0) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - begun_ < std::chrono::milliseconds(300) || now - last_ < std::chrono::milliseconds(100)) return;
    last_ = now;
    drawn_ = true;
    const double part = std::min(1.0, double(done) / double(of));
    const double seconds = std::chrono::duration<double>(now - begun_).count();
    constexpr int width = 30;
    const int full = int(part * width);
    std::fprintf(stderr, "\r%s [%s%s] %3d %%  %llu of %llu, %.0f s left \033[K", what_.c_str(),
                 std::string(std::size_t(full), '#').c_str(), std::string(std::size_t(width - full), '.').c_str(),
                 int(part * 100), static_cast<unsigned long long>(done), static_cast<unsigned long long>(of),
                 part > 0 ? seconds / part - seconds : 0.0);
    std::fflush(stderr);
}

std::string printable(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
    return out;
}

}  // namespace rf
