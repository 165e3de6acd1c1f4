#include "actors/miner/http_pool.hpp"

#include <cerrno>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include "actors/miner/http_faults.hpp"
#include "tests/miner/asking.hpp"

using namespace rf;
using namespace rf::testing;
using schema::Outcome;
using std::chrono::milliseconds;

namespace {

// What comes of one connection on which a miner reads the question and says this.
http_answer answer_to(const std::string& said, http_limits limits = {}) {
    raw_miner miner([&](raw_connection& c, int) {
        c.read_request();
        c.say(said);
    });
    http_pool pool(limits, world);
    return ask(pool, miner);
}

}  // namespace

TEST_CASE("a whole response is given as it came") {
    const auto a = answer_to(
        "HTTP/1.1 207 Odd\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n"
        "Content-Length: 3\r\n\r\nabc");
    CHECK(a.outcome == Outcome::ANSWERED);
    CHECK(a.status == 207);
    CHECK(a.content_type == "text/plain");
    CHECK(a.content_encoding == "gzip");
    CHECK(chars(a.body) == "abc");
    CHECK(a.latency_ns > 0);
    CHECK(a.latency_ns < 1'000'000'000);
}

TEST_CASE("a chunked body and one that ends with the connection are whole, too") {
    const auto chunked =
        answer_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n");
    CHECK(chars(chunked.body) == "abc");
    CHECK(chars(answer_to("HTTP/1.0 200 OK\r\n\r\nabc").body) == "abc");
}

TEST_CASE("latency counts from the first byte sent to the last received") {
    raw_miner miner([](raw_connection& c, int) {
        c.read_request();
        c.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{");
        c.wait(milliseconds(60));
        c.say("}");
    });
    http_pool pool({}, world);
    const auto a = ask(pool, miner);
    CHECK(a.outcome == Outcome::ANSWERED);
    CHECK(a.latency_ns >= 60'000'000);
}

TEST_CASE("nobody listening is a connection that failed") {
    std::string endpoint;
    {
        raw_miner gone([](raw_connection&, int) {});
        endpoint = gone.endpoint();
    }
    http_pool pool({}, world);
    const auto a = ask(pool, order_to(endpoint));
    CHECK(a.outcome == Outcome::CONNECT_FAILED);
    CHECK(a.latency_ns == 0);
    CHECK(a.detail.find("refused") != std::string::npos);
}

TEST_CASE("silence ends at the deadline") {
    raw_miner miner([](raw_connection& c, int) { c.wait_for_end(); });
    http_pool pool({}, world);
    const auto a = ask(pool, miner, milliseconds(50));
    CHECK(a.outcome == Outcome::TIMEOUT);
    CHECK(a.latency_ns >= 40'000'000);  // the deadline counts from the connecting
    CHECK(a.latency_ns < 500'000'000);
    CHECK(a.detail == "no response within the time");
}

TEST_CASE("a reply that drips is cut at the same deadline") {
    raw_miner miner([](raw_connection& c, int) {
        c.read_request();
        c.say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for (int i = 0; i < 100; ++i) {
            c.say("x");
            c.wait(milliseconds(10));
        }
    });
    http_pool pool({}, world);
    const auto a = ask(pool, miner, milliseconds(80));
    CHECK(a.outcome == Outcome::TIMEOUT);
    CHECK(a.status == 200);
    CHECK(a.body.empty());
    CHECK(a.latency_ns < 500'000'000);
    CHECK(a.detail == "the response was not complete within the time");
}

TEST_CASE("a peer that closes or resets without a word has disconnected") {
    http_pool pool({}, world);
    raw_miner closes([](raw_connection& c, int) { c.read_request(); });
    CHECK(ask(pool, closes).outcome == Outcome::DISCONNECTED);
    CHECK(closes.connections() == 1);  // a fresh connection is not tried again
    raw_miner resets([](raw_connection& c, int) {
        c.read_request();
        c.reset();
    });
    CHECK(ask(pool, resets).outcome == Outcome::DISCONNECTED);
}

TEST_CASE("a peer that closes in the middle of a response has disconnected") {
    for (const std::string said : {"HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n",
                                   "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n123",
                                   "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"}) {
        CAPTURE(said);
        const auto a = answer_to(said);
        CHECK(a.outcome == Outcome::DISCONNECTED);
        CHECK(a.body.empty());
    }
}

TEST_CASE("what is not HTTP is malformed") {
    for (const std::string said :
         {"SSH-2.0-OpenSSH_9.2\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "{\"x\": 1}\r\n\r\n",
          "HTTP/1.1 200 OK\r\nbad header\r\n\r\n"}) {
        CAPTURE(said);
        CHECK(answer_to(said).outcome == Outcome::MALFORMED);
    }
}

TEST_CASE("a body over the limit is oversized, announced or not, and is not read on") {
    http_limits limits;
    limits.body_bytes = 1000;
    CHECK(answer_to("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", limits).outcome == Outcome::OVERSIZED);
    CHECK(answer_to("HTTP/1.1 200 OK\r\nContent-Length: 999999999999999999999\r\n\r\n", limits).outcome ==
          Outcome::MALFORMED);  // no number of 64 bits
    CHECK(answer_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\n" + std::string(0xfff, 'x'),
                    limits)
              .outcome == Outcome::OVERSIZED);
    CHECK(answer_to("HTTP/1.0 200 OK\r\n\r\n" + std::string(1001, 'x'), limits).outcome ==
          Outcome::OVERSIZED);
    const auto just =
        answer_to("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'), limits);
    CHECK(just.outcome == Outcome::ANSWERED);
    CHECK(just.body.size() == 1000);
}

TEST_CASE("headers over 8 KiB are oversized") {
    const std::string filler = "X-Filler: " + std::string(8'192, 'x') + "\r\n";
    CHECK(answer_to(response("200 OK", "{}", "application/json", filler)).outcome == Outcome::OVERSIZED);
    CHECK(answer_to("HTTP/1.1 200 OK\r\nX-Endless: " + std::string(100'000, 'x')).outcome ==
          Outcome::OVERSIZED);
    const std::string fits = "X-Filler: " + std::string(8'000, 'x') + "\r\n";
    CHECK(answer_to(response("200 OK", "{}", "application/json", fits)).outcome == Outcome::ANSWERED);
}

TEST_CASE("an endless chunk extension is cut") {
    CHECK(answer_to("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=" + std::string(500'000, 'y'))
              .outcome == Outcome::OVERSIZED);
}

TEST_CASE("no socket of our own is our fault") {
    raw_miner miner([](raw_connection& c, int) { c.wait_for_end(); });
    http_pool pool({}, world);
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    const rlimit none{3, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
    const auto a = ask(pool, miner);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
    CHECK(a.outcome == Outcome::OWN_NETWORK);
    CHECK(a.detail == "connecting: Too many open files");
}

TEST_CASE("what fails on our side is told from what fails on the miner's") {
    using boost::system::system_category;
    for (const int ours : {ENETUNREACH, ENETDOWN, EADDRNOTAVAIL, EMFILE, ENFILE, ENOBUFS, EPERM}) {
        CAPTURE(ours);
        CHECK(fault_of_connecting({ours, system_category()}) == Outcome::OWN_NETWORK);
        CHECK(fault_of_talking({ours, system_category()}) == Outcome::OWN_NETWORK);
    }
    for (const int theirs : {ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT, ECONNRESET}) {
        CAPTURE(theirs);
        CHECK(fault_of_connecting({theirs, system_category()}) == Outcome::CONNECT_FAILED);
        CHECK(fault_of_talking({theirs, system_category()}) == Outcome::DISCONNECTED);
    }
    // A miner that publishes an address without a route harms itself alone.
    for (const int route : {ENETUNREACH, EADDRNOTAVAIL, EAFNOSUPPORT, EACCES}) {
        CHECK(fault_of_connecting({route, system_category()}, true) == Outcome::CONNECT_FAILED);
        CHECK(fault_of_connecting({EMFILE, system_category()}, true) == Outcome::OWN_NETWORK);
    }
}
