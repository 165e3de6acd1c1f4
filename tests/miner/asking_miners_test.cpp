// The asker and the reference miners, each with the other, over real sockets.
#include <map>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>

#include "tests/miner/asker_world.hpp"

using namespace rf;
using namespace rf::testing;
using schema::Outcome;
using std::chrono::milliseconds;

namespace {

account miner_number(std::size_t i) {
    return key_number(std::uint8_t(100 + i)).who();
}

}  // namespace

TEST_CASE("every behaviour ends as the outcome that names it") {
    const std::map<behaviour, Outcome> expected{{behaviour::elite, Outcome::ANSWERED},
                                                {behaviour::strong, Outcome::ANSWERED},
                                                {behaviour::mid, Outcome::ANSWERED},
                                                {behaviour::weak, Outcome::ANSWERED},
                                                {behaviour::adversarial, Outcome::ANSWERED},
                                                {behaviour::silent, Outcome::TIMEOUT},
                                                {behaviour::slow, Outcome::TIMEOUT},
                                                {behaviour::drip, Outcome::TIMEOUT},
                                                {behaviour::oversized, Outcome::OVERSIZED},
                                                {behaviour::garbage, Outcome::MALFORMED},
                                                {behaviour::wrong_hash, Outcome::BAD_HASH},
                                                {behaviour::wrong_task, Outcome::WRONG_TASK},
                                                {behaviour::copycat, Outcome::ANSWERED},
                                                {behaviour::http_500, Outcome::HTTP_ERROR},
                                                {behaviour::redirect, Outcome::REDIRECTED},
                                                {behaviour::half_open, Outcome::TIMEOUT},
                                                {behaviour::refuse, Outcome::REFUSED_BY_MINER},
                                                {behaviour::empty, Outcome::EMPTY_ANSWER},
                                                {behaviour::forger, Outcome::ANSWERED}};
    REQUIRE(expected.size() == all_behaviours().size());
    std::vector<behaviour> acts;
    for (const auto& e : all_behaviours()) acts.push_back(e.what);
    const auto server = served(serving(acts));
    asker_here asker;
    std::mutex lock;
    std::map<std::size_t, miner_reply> replies;
    std::promise<void> all;
    // Whoever answers has long for it, whatever else this machine does.
    const auto time_ms = [&](std::size_t i) {
        return expected.at(acts[i]) == Outcome::TIMEOUT ? 400u : 8'000u;
    };
    for (int again = 0; again < 2; ++again) {  // a second question finds the first one's connections
        replies.clear();
        all = {};
        for (std::size_t i = 0; i < acts.size(); ++i) {
            asker.port.send(asker.port.prepare(task_number(std::uint8_t(5 + again), time_ms(i)),
                                               miner_number(i), endpoint_of(*server, i)),
                            [&, i](miner_reply r) {
                                const std::lock_guard guard(lock);
                                replies[i] = std::move(r);
                                if (replies.size() == acts.size()) all.set_value();
                            });
        }
        all.get_future().get();
        for (std::size_t i = 0; i < acts.size(); ++i) {
            CAPTURE(behaviour_name(acts[i]));
            CAPTURE(replies[i].detail);
            CHECK(int(replies[i].outcome) == int(expected.at(acts[i])));
            CHECK(replies[i].latency_ns < 1'000'000ull * (time_ms(i) + 900));
        }
    }
}

TEST_CASE("a copycat sends another's reasoning under its own name") {
    const auto server = served(serving({behaviour::strong, behaviour::copycat}));
    asker_here asker;
    const auto reasoning = [&](std::size_t i) {
        const auto r = asker.ask(endpoint_of(*server, i), task_number(3), miner_number(i));
        REQUIRE(r.outcome == Outcome::ANSWERED);
        const std::string body(chars(r.body));
        const auto from = body.find("\"reasoning_steps\"");
        return body.substr(from, body.find("\"final_answer\"") - from);
    };
    CHECK(reasoning(0) == reasoning(1));
}

TEST_CASE("256 miners are asked many questions at once over few connections") {
    std::vector<behaviour> acts(100, behaviour::elite);
    auto settings = serving(acts);
    for (int i = 0; i < 156; ++i) {
        std::array<std::uint8_t, 32> mini{};
        mini[0] = std::uint8_t(i);
        mini[1] = 1;
        settings.miners.push_back({hotkey_of(expand(mini_secret(mini))), 0, behaviour::mid});
    }
    settings.least_bytes = 4'096;
    settings.threads = 2;
    const auto miners = settings.miners;
    const auto server = served(std::move(settings));
    asker_settings chosen = near_settings();
    chosen.http.sockets = 300;
    chosen.http.sockets_each = 2;
    asker_here asker(chosen);
    std::promise<void> all;
    std::atomic<int> left = 256 * 4, answered = 0;
    for (std::uint8_t task = 0; task < 4; ++task) {
        const auto question = task_number(task, 9'000);
        for (std::size_t i = 0; i < 256; ++i) {
            asker.port.send(asker.port.prepare(question, miners[i].key.who(), endpoint_of(*server, i)),
                            [&](const miner_reply& r) {
                                answered += r.outcome == Outcome::ANSWERED;
                                if (--left == 0) all.set_value();
                            });
        }
    }
    all.get_future().get();
    CHECK(answered == 256 * 4);
}

TEST_CASE("nothing calls back once the asker has stopped, in the midst of traffic") {
    const auto server =
        served(serving({behaviour::elite, behaviour::drip, behaviour::oversized, behaviour::slow}));
    for (int round = 0; round < 6; ++round) {
        std::atomic<bool> stopped = false;
        std::atomic<int> after = 0;
        asker_here asker;
        for (std::size_t i = 0; i < 40; ++i) {
            asker.port.send(
                asker.port.prepare(task_number(1, 300), miner_number(i % 4), endpoint_of(*server, i % 4)),
                [&](const miner_reply&) { after += stopped; });
            asker.port.check_health(miner_number(i % 4), endpoint_of(*server, i % 4),
                                    [&](const miner_health_answer&) { after += stopped; });
        }
        std::this_thread::sleep_for(milliseconds(4 * round));
        asker.port.stop();
        stopped = true;
        asker.port.notify(miner_number(0), "no endpoint", {}, [&](bool) { after += stopped; });
        CHECK(after == 0);
    }
}

TEST_CASE("a miner that stops while it is asked has disconnected") {
    auto settings = serving({behaviour::slow});
    auto server = served(std::move(settings));
    asker_here asker;
    std::promise<miner_reply> replied;
    asker.port.send(asker.port.prepare(task_number(1, 5'000), miner_number(0), endpoint_of(*server, 0)),
                    [&](miner_reply r) { replied.set_value(std::move(r)); });
    std::this_thread::sleep_for(milliseconds(30));
    server->stop();
    CHECK(replied.get_future().get().outcome == Outcome::DISCONNECTED);
}
