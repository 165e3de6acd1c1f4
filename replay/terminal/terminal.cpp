#include "replay/terminal/terminal.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "events/json_text.hpp"

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
    std::string out;
    while (!text.empty()) {
        const auto first = static_cast<unsigned char>(text[0]);
        const std::size_t length = character_bytes(text);
        const bool control = first < 0x20 || first == 0x7f || (first == 0xc2 && length == 2 && text[1] < '\xa0');
        if (length == 0 || control) out += '?';
        else out += text.substr(0, length);
        text.remove_prefix(length == 0 ? 1 : length);
    }
    return out;
}

std::string shortened(std::string_view text, std::size_t most) {
    if (text.size() <= most) return std::string(text);
    const std::size_t tail = most / 4;
    return std::string(text.substr(0, most - tail)) + "[...]" + std::string(text.substr(text.size() - tail));
}

std::string fault_text(const fault& f) {
    // What is said is ours, and may be long; where it is was given.
    return printable(fault{f.kind, shortened(f.what, 500), shortened(f.where), shortened(f.advice, 500)}.text());
}

void guard_standard_files() {
    // A reader that went away, as in `| head -1`, ends us without a word, also
    // where whoever started us ignores the signal.
    std::signal(SIGPIPE, SIG_DFL);
    for (int wanted = 0; wanted <= 2; ++wanted) {
        if (fcntl(wanted, F_GETFD) != -1) continue;
        // The lowest free number is given, so this one gets `wanted`. Opened
        // the wrong way round but for stderr: its use shall fail.
        const int way = wanted == 1 ? O_RDONLY : O_WRONLY;
        if (open("/dev/null", way) != wanted) std::abort();
    }
}

int finish_output(const char* program, int code, int unwritten) {
    std::cout.flush();
    if (std::cout && std::fflush(stdout) == 0 && !std::ferror(stdout)) return code;
    std::cerr << program << ": the output could not be written\n";
    return code == 0 || code == 1 ? unwritten : code;
}

}  // namespace rf
