#include "actors/programs/health.hpp"

#include <doctest/doctest.h>

#include "actors/programs/webhook_watcher.hpp"

using namespace rf;

namespace {

constexpr std::uint64_t second = 1'000'000'000;

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
    const health_watcher w;
    CHECK(render_health(w.facts(0)).well);
    const health_page ready = render_ready(w.facts(0));
    CHECK_FALSE(ready.well);
    CHECK(ready.json ==
          "{\"status\":\"failing\",\"reasons\":[\"the log is being folded\",\"the chain is not connected\","
          "\"no metagraph was read\"],\"alarms\":[],\"epoch\":0,\"block\":0,\"log_size\":0}\n");
}

TEST_CASE("at work it is both, and says where it stands") {
    health_watcher w;
    event_draft any;
    w.set_folded();
    w.journal_answered(10 * second);
    w.saw(any.reader(), at_work());
    CHECK(render_ready(w.facts(11 * second)).json ==
          "{\"status\":\"ok\",\"reasons\":[],\"alarms\":[],\"epoch\":4,\"block\":77,\"log_size\":1000}\n");
    CHECK(render_health(w.facts(11 * second)).well);
}

TEST_CASE("a journal that does not answer for five seconds is no longer alive") {
    health_watcher w;
    w.set_folded();
    w.journal_answered(10 * second);
    CHECK(render_health(w.facts(15 * second)).well);
    const health_page late = render_health(w.facts(17 * second));
    CHECK_FALSE(late.well);
    CHECK(late.json.find("the journal has not answered for 7 s") != std::string::npos);
    w.journal_answered(17 * second);
    CHECK(render_health(w.facts(18 * second)).well);
}

TEST_CASE("a lost chain makes it not ready, a broken log not alive") {
    health_watcher w;
    event_draft any;
    w.set_folded();
    projection p = at_work();
    p.chain.connected = false;
    p.alarms = {"chain_lost"};
    w.saw(any.reader(), p);
    CHECK(render_health(w.facts(0)).well);
    CHECK_FALSE(render_ready(w.facts(0)).well);
    CHECK(render_ready(w.facts(0)).json.find("\"alarms\":[\"chain_lost\"]") != std::string::npos);
    w.set_broken();
    CHECK_FALSE(render_health(w.facts(0)).well);
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
