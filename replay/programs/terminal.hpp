// terminal: a progress bar where somebody watches, nothing where nobody does.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace rf {

// Draws on stderr, at most ten times a second, and clears itself.
class progress_bar {
  public:
    explicit progress_bar(std::string what, bool wanted = true);
    ~progress_bar();
    progress_bar(const progress_bar&) = delete;
    progress_bar& operator=(const progress_bar&) = delete;
    void operator()(std::uint64_t done, std::uint64_t of);

  private:
    std::string what_;
    bool shown_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point begun_, last_;
};

// Text from a file or a peer, safe to print: control characters become '?'.
std::string printable(std::string_view text);

}  // namespace rf
