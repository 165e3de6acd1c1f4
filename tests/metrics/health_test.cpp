#include "actors/programs/health.hpp"

#include <doctest/doctest.h>

#include "actors/programs/webhook_watcher.hpp"

using namespace rf;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

struct hand_clock final : clock_port {
    std::uint64_t now = 0;
    [[nodiscard]] std::int64_t utc_ns() const override { return 0; }
    [[nodiscard]] std::uint64_t steady_ns() const override { return now; }
};

projection at_work() {
    projection p;
    p.chain.connected = true;
    p.chain.neurons.push_back({});
    p.chain.best = 77;
    p.sealed.epoch = 4;
    p.next = 1000;
    return p;
}

}  // namespace

TEST_CASE("a process that has just begun is alive and not ready") {
    const hand_clock clock;
    const health_watcher w(clock);
    CHECK(render_health(w.facts()).well);
    const health_page ready = render_ready(w.facts());
    CHECK_FALSE(ready.well);
    CHECK(ready.json ==
          "{\"status\":\"failing\",\"reasons\":[\"the log is being folded\",\"the chain is not connected\","
          "\"no metagraph was read\"],\"alarms\":[],\"epoch\":0,\"block\":0,\"log_size\":0}\n");
}

TEST_CASE("at work it is both, and says where it stands") {
    hand_clock clock;
    health_watcher w(clock);
    event_draft any;
    w.set_folded();
    clock.now = 10 * second;
    w.worked();
    w.saw(any.reader(), at_work());
    clock.now = 11 * second;
    CHECK(render_ready(w.facts()).json ==
          "{\"status\":\"ok\",\"reasons\":[],\"alarms\":[],\"epoch\":4,\"block\":77,\"log_size\":1000}\n");
    CHECK(render_health(w.facts()).well);
}

TEST_CASE("a journal that has carried out nothing for ten seconds is no longer alive") {
    hand_clock clock;
    health_watcher w(clock);
    w.set_folded();
    clock.now = 10 * second;
    w.worked();
    clock.now = 20 * second;
    CHECK(render_health(w.facts()).well);
    clock.now = 22 * second;
    const health_page late = render_health(w.facts());
    CHECK_FALSE(late.well);
    CHECK(late.json.find("the journal has not answered for 12 s") != std::string::npos);
    w.worked();
    CHECK(render_health(w.facts()).well);
}

TEST_CASE("a lost chain makes it not ready, a broken log not alive") {
    hand_clock clock;
    health_watcher w(clock);
    event_draft any;
    w.set_folded();
    projection p = at_work();
    p.chain.connected = false;
    p.alarms = {"chain_lost"};
    w.saw(any.reader(), p);
    CHECK(render_health(w.facts()).well);
    CHECK_FALSE(render_ready(w.facts()).well);
    CHECK(render_ready(w.facts()).json.find("\"alarms\":[\"chain_lost\"]") != std::string::npos);
    w.set_broken();
    CHECK_FALSE(render_health(w.facts()).well);
}

TEST_CASE("an alarm for a webhook says which, of what log, and since when") {
    event_draft raised, cleared, other;
    raised.event().setTimeNs(1'767'225'600'250'000'000);
    raised.event().initAlarmRaised().setName("disk_low");
    raised.event().getAlarmRaised().setDetail("900 MiB \"free\"");
    cleared.event().initAlarmCleared().setName("disk_low");
    other.event().initTaskClosed();
    projection p = at_work();
    p.identity.origin = "rf.example/dev";
    CHECK(alarm_json(raised.reader(), p) ==
          "{\"time\":\"2026-01-01T00:00:00.250Z\",\"level\":\"warn\",\"event\":\"alarm_raised\",\"epoch\":4,"
          "\"alarm\":\"disk_low\",\"raised\":true,\"detail\":\"900 MiB \\\"free\\\"\",\"origin\":\"rf.example/dev\"}");
    CHECK(alarm_json(cleared.reader(), p).find("\"raised\":false") != std::string::npos);
    CHECK(alarm_json(other.reader(), p).empty());
}
