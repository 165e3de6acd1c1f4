// webhook_watcher: alarms as they are raised and cleared, on their way to a webhook.
#pragma once

#include <mutex>

#include "actors/io/webhook.hpp"
#include "actors/watcher.hpp"

namespace rf {

// {"alarm","raised","detail","origin","epoch","time"}; nothing for other events.
std::string alarm_json(event_reader event, const projection& after);

class webhook_watcher final : public watcher {
  public:
    // `failed` is told what was dropped or not delivered.
    explicit webhook_watcher(std::function<void(const fault&)> failed) : failed_(std::move(failed)) {}
    void saw(event_reader event, const projection& after) override;
    // Another address from now on; empty: none.
    status point_to(const std::string& url, const webhook_limits& limits);

  private:
    const std::function<void(const fault&)> failed_;
    std::mutex guard_;
    std::unique_ptr<webhook> hook_;
};

}  // namespace rf
