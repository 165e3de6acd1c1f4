#include "actors/supervisor.hpp"

#include <doctest/doctest.h>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include <algorithm>
#include <stdexcept>

#include "tests/actors/stage.hpp"

using namespace rf;
using namespace rf::test;

namespace {

// A connection whose code is broken: it throws when it is connected.
struct throwing_chain : no_chain {
    int throws = 0, connects = 0;
    void connect(chain_listener, chain_answer<chain_identity>) override {
        ++connects;
        if (throws-- > 0) throw std::runtime_error("a bug in a chain connection");
    }
};

struct actors_config : caf::actor_system_config {
    actors_config() { set("scheduler.policy", caf::atom("testing")); }
};

// A validator on the stage's log, driven by hand.
struct driven {
    explicit driven(stage& on, chain_port& chain, int steps) {
        caf::actor_system system{config};
        auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
        validator_world w{on.log, on.clock, on.entropy, on.asker, chain, on.watcher, on.key, hash32{},
                          {}, {}, {}, 1000, false};
        birth born;
        born.genesis = on.genesis;
        auto prepared = prepare_log(w, on.settings, born, std::nullopt);
        REQUIRE(prepared.ok());
        validator it(system, w, on.settings, std::move(*prepared), [this](ending e) { ended = std::move(e); });
        for (int i = 0; i < steps && !ended; ++i) {
            scheduler.run();
            scheduler.advance_time(std::chrono::seconds(1));
            on.clock.steady += 1'000'000'000;
            on.clock.utc += 1'000'000'000;
        }
        it.stop("the test is over");
        scheduler.run();

    }
    actors_config config;
    std::optional<ending> ended;
};

std::size_t count(const stage& s, event_kind kind) {
    return std::size_t(std::count(s.watcher.kinds.begin(), s.watcher.kinds.end(), kind));
}

}  // namespace

TEST_CASE("an actor that fails is started again with what it had, and that is recorded") {
    stage s;
    throwing_chain chain;
    chain.throws = 2;
    driven run(s, chain, 5);
    CHECK(chain.connects == 3);
    CHECK(count(s, event_kind::ACTOR_RESTARTED) == 2);
    REQUIRE(run.ended.has_value());
    CHECK_FALSE(run.ended->broken.has_value());
    CHECK(s.watcher.kinds.back() == event_kind::WRITER_STOPPED);
}

TEST_CASE("one that fails too often within a minute stops the validator, with the reason") {
    stage s;
    throwing_chain chain;
    chain.throws = 1000;
    driven run(s, chain, 5);
    REQUIRE(run.ended.has_value());
    REQUIRE(run.ended->broken.has_value());
    CHECK(run.ended->reason.find("chain failed 6 times") != std::string::npos);
    CHECK(run.ended->reason.find("a bug in a chain connection") != std::string::npos);
}

TEST_CASE("a log that cannot be written stops everything at once") {
    stage s;
    no_chain chain;
    driven first(s, chain, 2);
    CHECK_FALSE(first.ended->broken.has_value());
    const int before = s.log.appends;
    throwing_chain bad;
    bad.throws = 1;
    actors_config config;
    caf::actor_system system{config};
    auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
    validator_world w{s.log, s.clock, s.entropy, s.asker, bad, s.watcher, s.key, hash32{}, {}, {}, {}, 1000, false};
    birth born;
    born.genesis = s.genesis;
    auto prepared = prepare_log(w, s.settings, born, std::nullopt);
    REQUIRE(prepared.ok());
    s.log.fail_next = true;
    std::optional<ending> ended;
    validator it(system, w, s.settings, std::move(*prepared), [&](ending e) { ended = std::move(e); });
    scheduler.run();  // the chain fails, its restart is to be recorded, and cannot be
    REQUIRE(ended.has_value());
    REQUIRE(ended->broken.has_value());
    CHECK(ended->broken->what.find("space") != std::string::npos);
    CHECK(s.log.appends > before);
}
