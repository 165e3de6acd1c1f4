// health: whether this process is alive and whether it can do its work.
//
// /health: the log can be written and the journal answers. A watchdog asks the
// journal something every second; who reads the page only looks at when the
// last answer came, so the page itself never waits. /ready: also that the log
// is folded, the chain connected and its metagraph read.
#pragma once

#include <mutex>

#include "actors/watcher.hpp"

namespace rf {

constexpr std::uint64_t journal_patience_ns = 5'000'000'000;

struct health_facts {
    bool folded = false;                // the log, at the start
    std::uint64_t journal_silent_ns = 0;
    bool broken = false;                // the log could not be written
    bool stopping = false;
    bool chain_connected = false, metagraph_read = false;
    std::uint32_t epoch = 0;            // the open one, or the last sealed
    std::uint64_t block = 0, log_size = 0;
    std::vector<std::string> alarms;
};

struct health_page {
    bool well = false;
    std::string json;
};
health_page render_health(const health_facts& f);  // /health
health_page render_ready(const health_facts& f);   // /ready

// Collects the facts; asked from other threads.
class health_watcher final : public watcher {
  public:
    void saw(event_reader event, const projection& after) override;
    void journal_answered(std::uint64_t steady_ns);
    void set_folded();
    void set_broken();
    void set_stopping();
    [[nodiscard]] health_facts facts(std::uint64_t steady_ns) const;

  private:
    mutable std::mutex guard_;
    health_facts facts_;
    std::uint64_t answered_ns_ = 0;  // 0: it was never asked
};

}  // namespace rf
