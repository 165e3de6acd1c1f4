// logging_sink: where lines go, without ever making the journal wait.
//
// Lines are queued and written by a thread of their own. If a terminal or disk
// is too slow for them the oldest go missing, not the newest, and no fact does:
// facts are in the log.
#pragma once

#include <memory>

#include "actors/ports/clock.hpp"
#include "actors/programs/logging.hpp"
#include "actors/watcher.hpp"

namespace rf {

struct line_output {
    bool json = true;
    std::string file;  // empty: standard output; "-": nowhere
    line_level level = line_level::info;
};

class line_watcher : public watcher {
  public:
    static result<std::unique_ptr<line_watcher>> open(const line_output& to, const clock_port& clock,
                                                      account_name name);
    virtual void write(log_line line) = 0;      // from any thread
    virtual void set_level(line_level least) = 0;
    virtual status reopen() = 0;                // the file, after somebody moved it away
};

}  // namespace rf
