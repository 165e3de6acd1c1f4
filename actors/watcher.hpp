// watcher: whoever looks on: log lines, metrics, the live view.
//
// Told each event once, after it is durable and taken in, on the journal's
// thread: so it returns at once, and what it keeps for other threads it guards
// itself. What it shows is a projection like any other; it decides nothing.
#pragma once

#include "replay/projection.hpp"

namespace rf {

class watcher {
  public:
    virtual ~watcher() = default;
    virtual void saw(event_reader event, const projection& after) = 0;
    // A batch is on disk, after so long.
    virtual void appended(std::size_t events, std::uint64_t ns) { (void)events; (void)ns; }
    // Orders were carried out, also those that made no event: the journal lives.
    virtual void worked() {}
    // What is no event: a refused command, a disk filling up. For the log only.
    virtual void note(std::string_view actor, const fault& what) { (void)actor; (void)what; }
};

}  // namespace rf
