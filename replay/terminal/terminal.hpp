// terminal: a progress bar where somebody watches, nothing where nobody does.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "events/result.hpp"

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

// Text from a file or a peer, safe to print: what is a control character or
// no UTF-8 becomes '?'.
std::string printable(std::string_view text);

// A longer text with its middle left out: what somebody gave must not bury what is said of it.
std::string shortened(std::string_view text, std::size_t most = 200);

// A fault's text, printable, and each part of it shortened.
std::string fault_text(const fault& f);

// Called first: with a standard descriptor closed, a data file would get its
// number, and the next message would be written into the log.
void guard_standard_files();

// Called last: what could not be written must not pass for a success. Where it
// was not, a message on stderr, and `unwritten` in place of a `code` of 0, and of
// 1: that says what was found, and nobody was told what.
int finish_output(const char* program, int code, int unwritten);

}  // namespace rf
