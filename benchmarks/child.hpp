// child: another process: one that will be killed, or one that is Python.
#pragma once

#include <string>
#include <vector>

namespace rf::bench {

class child {
  public:
    explicit child(const std::vector<std::string>& command);  // searched in PATH
    ~child();                                                 // kills it if it still runs
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    // The next line it prints; stops the benchmark if there is none.
    std::string read_line();
    void kill_now();
    void wait_for_success();

  private:
    int process_ = 0;
    int output_ = -1;
    std::string name_;
};

}  // namespace rf::bench
