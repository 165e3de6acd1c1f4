#include "actors/miner/http_pool.hpp"

#include <algorithm>
#include <mutex>
#include <thread>

#include <doctest/doctest.h>

#include "tests/miner/asking.hpp"

using namespace rf;
using namespace rf::testing;
using schema::Outcome;
using std::chrono::milliseconds;

namespace {

void answers_all(raw_connection& c, int) {
    while (!c.read_request().empty()) c.say(response("200 OK", "{}"));
}

}  // namespace

TEST_CASE("a connection is kept and used again") {
    raw_miner miner(answers_all);
    http_pool pool({}, world);
    for (int i = 0; i < 20; ++i) REQUIRE(ask(pool, miner).outcome == Outcome::ANSWERED);
    CHECK(miner.connections() == 1);
}

TEST_CASE("a connection that says close is not kept") {
    raw_miner miner([](raw_connection& c, int) {
        c.read_request();
        c.say(response("200 OK", "{}", "application/json", "Connection: close\r\n"));
        c.wait_for_end();
    });
    http_pool pool({}, world);
    for (int i = 0; i < 3; ++i) CHECK(ask(pool, miner).outcome == Outcome::ANSWERED);
    CHECK(miner.connections() == 3);
}

TEST_CASE("bytes that nobody asked for are never taken for an answer") {
    SUBCASE("sent along with an answer") {
        raw_miner miner([](raw_connection& c, int) {
            while (!c.read_request().empty()) c.say(response("200 OK", "{}") + response("200 OK", "forged"));
        });
        http_pool pool({}, world);
        CHECK(chars(ask(pool, miner).body) == "{}");
        CHECK(chars(ask(pool, miner).body) == "{}");
        CHECK(miner.connections() == 2);
    }
    SUBCASE("sent while nothing was asked") {
        raw_miner miner([](raw_connection& c, int) {
            while (!c.read_request().empty()) {
                c.say(response("200 OK", "{}"));
                c.wait(milliseconds(20));
                c.say(response("200 OK", "forged"));
            }
        });
        http_pool pool({}, world);
        CHECK(chars(ask(pool, miner).body) == "{}");
        std::this_thread::sleep_for(milliseconds(60));
        CHECK(chars(ask(pool, miner).body) == "{}");
        CHECK(miner.connections() == 2);
    }
}

TEST_CASE("a kept connection that the peer has closed meanwhile is replaced unseen") {
    raw_miner miner([](raw_connection& c, int) {
        c.read_request();
        c.say(response("200 OK", "{}"));
    });
    http_pool pool({}, world);
    for (int i = 0; i < 3; ++i) {
        CHECK(ask(pool, miner).outcome == Outcome::ANSWERED);
        std::this_thread::sleep_for(milliseconds(20));
    }
    CHECK(miner.connections() == 3);
}

TEST_CASE("a kept connection that closes as it is used is tried once more, with a request made anew") {
    raw_miner miner([](raw_connection& c, int number) {
        c.read_request();
        if (number == 2) return;
        c.say(response("200 OK", number == 0 ? "first" : "second"));
        c.read_request();  // and closes without a word
    });
    http_pool pool({}, world);
    CHECK(chars(ask(pool, miner).body) == "first");
    int made = 0;
    http_order order = order_to(miner.endpoint());
    order.request = [&] {
        ++made;
        return question;
    };
    CHECK(chars(ask(pool, order).body) == "second");
    CHECK(made == 2);
    CHECK(ask(pool, order).outcome == Outcome::DISCONNECTED);  // the third closes even when fresh
    CHECK(made == 4);
}

TEST_CASE("one that closed a kept connection on purpose has gained no time") {
    raw_miner miner([](raw_connection& c, int number) {
        c.read_request();
        c.say(response("200 OK", "{}"));
        if (number > 0) return;
        c.read_request();
        c.wait(milliseconds(80));  // thinks about it, then closes
    });
    http_pool pool({}, world);
    CHECK(ask(pool, miner).outcome == Outcome::ANSWERED);
    const auto a = ask(pool, miner);
    CHECK(a.outcome == Outcome::ANSWERED);
    CHECK(a.latency_ns >= 80'000'000);
}

TEST_CASE("a kept connection that broke off in the middle is not tried again") {
    raw_miner miner([](raw_connection& c, int) {
        c.read_request();
        c.say(response("200 OK", "{}"));
        c.read_request();
        c.say("HTTP");
    });
    http_pool pool({}, world);
    CHECK(ask(pool, miner).outcome == Outcome::ANSWERED);
    CHECK(ask(pool, miner).outcome == Outcome::DISCONNECTED);
    CHECK(miner.connections() == 1);
}

TEST_CASE("idle connections are closed by us first") {
    std::atomic<int> ended = 0;
    raw_miner miner([&](raw_connection& c, int) {
        while (!c.read_request().empty()) c.say(response("200 OK", "{}"));
        ++ended;
    });
    http_limits limits;
    limits.idle_ms = 50;
    http_pool pool(limits, world);
    CHECK(ask(pool, miner).outcome == Outcome::ANSWERED);
    for (int i = 0; i < 200 && ended == 0; ++i) std::this_thread::sleep_for(milliseconds(10));
    CHECK(ended == 1);
}

TEST_CASE("sockets are bounded, each endpoint's too, and the endpoints take turns") {
    std::mutex lock;
    std::vector<int> order;
    int open = 0, most = 0;
    const auto script = [&](int who) {
        return [&, who](raw_connection& c, int) {
            while (!c.read_request().empty()) {
                {
                    const std::lock_guard guard(lock);
                    order.push_back(who);
                    most = std::max(most, ++open);
                }
                c.wait(milliseconds(10));
                {
                    const std::lock_guard guard(lock);
                    --open;
                }
                c.say(response("200 OK", "{}"));
            }
        };
    };
    raw_miner greedy(script(0)), modest(script(1));
    http_limits limits;
    limits.sockets = 2;
    limits.sockets_each = 2;
    http_pool pool(limits, world);
    std::atomic<int> answered = 0;
    const auto count = [&](const http_answer& a) { answered += a.outcome == Outcome::ANSWERED; };
    for (int i = 0; i < 20; ++i) pool.send(order_to(greedy.endpoint()), count);
    for (int i = 0; i < 2; ++i) pool.send(order_to(modest.endpoint()), count);
    for (int i = 0; i < 500 && answered < 22; ++i) std::this_thread::sleep_for(milliseconds(5));
    CHECK(answered == 22);
    CHECK(most <= 2);
    const auto last_modest = std::find(order.rbegin(), order.rend(), 1);
    CHECK(std::distance(last_modest, order.rend()) <= 8);  // not behind the twenty
}

TEST_CASE("a question that never got a socket was never sent, and that is our fault") {
    raw_miner silent([](raw_connection& c, int) { c.wait_for_end(); });
    http_limits limits;
    limits.sockets_each = 1;
    http_pool pool(limits, world);
    std::promise<http_answer> first;
    pool.send(order_to(silent.endpoint(), milliseconds(300)),
              [&](http_answer a) { first.set_value(std::move(a)); });
    const auto second = ask(pool, silent, milliseconds(50));
    CHECK(second.outcome == Outcome::OWN_NETWORK);
    CHECK(second.latency_ns == 0);
    CHECK(first.get_future().get().outcome == Outcome::TIMEOUT);
}

TEST_CASE("too many waiting are refused at once") {
    raw_miner silent([](raw_connection& c, int) { c.wait_for_end(); });
    http_limits limits;
    limits.sockets_each = 1;
    limits.waiting = 1;
    http_pool pool(limits, world);
    pool.send(order_to(silent.endpoint(), milliseconds(500)), [](const http_answer&) {});
    pool.send(order_to(silent.endpoint(), milliseconds(500)), [](const http_answer&) {});
    CHECK(ask(pool, silent, milliseconds(500)).outcome == Outcome::OWN_NETWORK);
}

TEST_CASE("nothing is answered once stop has returned") {
    raw_miner slow([](raw_connection& c, int number) {
        while (!c.read_request().empty()) {
            c.wait(milliseconds(1 + number % 3));
            c.say(response("200 OK", "{}"));
        }
    });
    for (int round = 0; round < 10; ++round) {
        http_limits limits;
        limits.threads = 2;
        limits.sockets = 8;
        http_pool pool(limits, world);
        std::atomic<bool> stopped = false;
        std::atomic<int> after = 0, answers = 0;
        for (int i = 0; i < 500; ++i) {
            pool.send(order_to(slow.endpoint()), [&](const http_answer&) {
                ++answers;
                after += stopped;
            });
        }
        std::this_thread::sleep_for(milliseconds(round));
        pool.stop();
        stopped = true;
        pool.send(order_to(slow.endpoint()), [&](const http_answer&) { ++after; });
        pool.stop();
        CHECK(after == 0);
        CHECK(answers < 500);
    }
}

TEST_CASE("an answer may ask the next question") {
    raw_miner miner(answers_all);
    http_pool pool({}, world);
    std::promise<void> all;
    int left = 50;
    std::function<void(http_answer)> next = [&](const http_answer&) {
        if (--left == 0) return all.set_value();
        pool.send(order_to(miner.endpoint()), next);
    };
    pool.send(order_to(miner.endpoint()), next);
    all.get_future().get();
    CHECK(miner.connections() == 1);
}
