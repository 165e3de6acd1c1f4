// health: whether this process is alive and whether it can do its work.
//
// /health: the log can be written and the journal answers. The journal is given
// an order at least every five seconds, when the disk is looked at; the page
// only looks at when it last carried one out, so it never waits itself. /ready: also that the log
// is folded, the chain connected and its metagraph read.
#pragma once

#include <mutex>

#include "actors/ports/clock.hpp"
#include "actors/watcher.hpp"

namespace rf {

constexpr std::uint64_t journal_patience_ns = 10'000'000'000;  // five until the order, five for it

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
    explicit health_watcher(const clock_port& clock) : clock_(clock) {}
    void saw(event_reader event, const projection& after) override;
    void worked() override;
    void set_folded();
    void set_broken();
    void set_stopping();
    [[nodiscard]] health_facts facts() const;

  private:
    const clock_port& clock_;
    mutable std::mutex guard_;
    health_facts facts_;
    std::uint64_t answered_ns_ = 0;  // 0: not yet
};

}  // namespace rf
