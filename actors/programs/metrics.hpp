// metrics: what Prometheus scrapes, as a projection of the events.
//
// reasonforge_validator_* are the names of the platform's own list; rf_* tell
// the health of log, actors, chain and process. Labels are bounded: a domain, a
// difficulty, an outcome, an alarm, a kind of actor; miners by uid only where
// the operator wants them. docs/configuration.md lists them all.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "actors/watcher.hpp"

namespace rf {

struct metrics_settings {
    std::function<std::uint64_t()> free_bytes;  // asked at each scrape; empty: not shown
    double tao_per_block = 0;                   // what the chain emits, where that is known; 0: not shown
    bool miners = false;                        // a series a seat
};

class validator_metrics : public watcher {
  public:
    static std::unique_ptr<validator_metrics> make(const metrics_settings& settings);
    virtual void show_miners(bool wanted) = 0;
    virtual void alarm_not_delivered() = 0;
    virtual std::string text() = 0;  // in Prometheus' text format; from any thread
};

}  // namespace rf
