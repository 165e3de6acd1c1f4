#include "actors/programs/webhook_watcher.hpp"

#include "actors/programs/logging.hpp"

namespace rf {

std::string alarm_json(event_reader event, const projection& after) {
    log_line line;  // for its time and its JSON
    const bool raised = event.which() == event_kind::ALARM_RAISED;
    if (!raised && event.which() != event_kind::ALARM_CLEARED) return {};
    std::string name(text_of(raised ? event.getAlarmRaised().getName() : event.getAlarmCleared().getName()));
    std::string detail(raised ? text_of(event.getAlarmRaised().getDetail()) : std::string_view());
    line.level = raised ? line_level::warn : line_level::info;
    line.event = kind_name(event.which());
    line.time_ns = event.getTimeNs();
    line.epoch = after.open ? after.open->facts.epoch : after.sealed.epoch;
    line.fields.push_back({"alarm", std::move(name)});
    line.fields.push_back({"raised", raised});
    line.fields.push_back({"detail", std::move(detail)});
    line.fields.push_back({"origin", after.identity.origin});
    return as_json(line);
}

void webhook_watcher::saw(event_reader event, const projection& after) {
    std::string json = alarm_json(event, after);
    if (json.empty()) return;
    bool dropped = false;
    {
        const std::lock_guard lock(guard_);
        dropped = hook_ && !hook_->post(std::move(json));
    }
    if (dropped) failed_({fault_kind::busy, "an alarm was dropped: too many wait for the webhook", "", ""});
}

status webhook_watcher::point_to(const std::string& url, const webhook_limits& limits) {
    std::unique_ptr<webhook> fresh;
    if (!url.empty()) {
        auto started = webhook::start(url, limits, failed_);
        if (!started) return started.error();
        fresh = std::move(*started);
    }
    const std::lock_guard lock(guard_);
    hook_.swap(fresh);
    return done();
}

}  // namespace rf
