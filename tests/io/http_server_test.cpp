#include "actors/io/http_server.hpp"

#include <doctest/doctest.h>

#include <boost/asio.hpp>
#include <chrono>
#include <thread>
#include <vector>

using namespace rf;
namespace asio = boost::asio;
using tcp = asio::ip::tcp;

namespace {

http_page page_at(const std::string& path) {
    if (path == "/metrics") return {200, "text/plain", "one 1\n"};
    return {404, "text/plain", "no such page\n"};
}

std::unique_ptr<http_server> serve(http_server_limits limits = {}) {
    auto server = http_server::start("127.0.0.1:0", limits, page_at);
    REQUIRE(server);
    return std::move(*server);
}

struct client {
    asio::io_context world;
    tcp::socket socket{world};
    explicit client(std::uint16_t port) { socket.connect({asio::ip::address_v4::loopback(), port}); }
    void say(const std::string& text) {
        boost::system::error_code ignored;
        asio::write(socket, asio::buffer(text), ignored);
    }
    // Until the server closes.
    std::string hear() {
        std::string out;
        boost::system::error_code failed;
        asio::read(socket, asio::dynamic_buffer(out), failed);
        return out;
    }
    std::string hear_until(const std::string& end) {
        std::string out;
        boost::system::error_code failed;
        asio::read_until(socket, asio::dynamic_buffer(out), end, failed);
        return out;
    }
};

std::string ask(std::uint16_t port, const std::string& request) {
    client c(port);
    c.say(request);
    return c.hear();
}

double seconds_of(const std::function<void()>& body) {
    const auto begun = std::chrono::steady_clock::now();
    body();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

TEST_CASE("a page is served, with its length and type") {
    const auto server = serve();
    const std::string got = ask(server->port(), "GET /metrics?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(got.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(got.find("Content-Type: text/plain\r\n") != got.npos);
    CHECK(got.find("Content-Length: 6\r\n") != got.npos);
    CHECK(got.ends_with("\r\n\r\none 1\n"));
}

TEST_CASE("HEAD has the length and no body") {
    const auto server = serve();
    const std::string got = ask(server->port(), "HEAD /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    CHECK(got.find("Content-Length: 6\r\n") != got.npos);
    CHECK(got.ends_with("\r\n\r\n"));
}

TEST_CASE("a connection is kept, up to its number of requests") {
    http_server_limits two;
    two.requests_each = 2;
    const auto server = serve(two);
    client c(server->port());
    c.say("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(c.hear_until("one 1\n").find(" 200 ") != std::string::npos);
    c.say("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\nGET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string rest = c.hear();
    CHECK(rest.find("Connection: close") != rest.npos);
    CHECK(rest.find("200") == rest.rfind("200"));
}

TEST_CASE("what is not GET or HEAD, not HTTP, too long or not there is answered as such") {
    const auto server = serve();
    CHECK(ask(server->port(), "POST /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").find(" 405 ") !=
          std::string::npos);
    CHECK(ask(server->port(), "GET /metrics HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabcde").find(" 413 ") !=
          std::string::npos);
    CHECK(ask(server->port(), "\x16\x03\x01 hello\r\n\r\n").find(" 400 ") != std::string::npos);
    CHECK(ask(server->port(), "GET /other HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").find(" 404 ") !=
          std::string::npos);
    CHECK(ask(server->port(), "GET / HTTP/1.1\r\nA: " + std::string(9000, 'a') + "\r\n\r\n").find(" 431 ") !=
          std::string::npos);
}

TEST_CASE("a POST is taken where somebody takes it, up to its bound") {
    http_server_limits small;
    small.body_bytes = 10;
    const auto echo = [](const std::string& path, const std::string& body) -> http_page {
        return {path == "/say" ? 200u : 404u, "text/plain", body + "!"};
    };
    auto started = http_server::start("127.0.0.1:0", small, page_at, echo);
    REQUIRE(started);
    const std::uint16_t port = (*started)->port();
    const auto post = [&](const std::string& path, const std::string& body) {
        return ask(port, "POST " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                             std::to_string(body.size()) + "\r\n\r\n" + body);
    };
    CHECK(post("/say?x=1", "0123456789").ends_with("\r\n\r\n0123456789!"));
    CHECK(post("/other", "").find(" 404 ") != std::string::npos);
    CHECK(post("/say", "01234567890").find(" 413 ") != std::string::npos);
    CHECK(ask(port, "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").ends_with("one 1\n"));
    CHECK(ask(port, "PUT /say HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n").find("Allow: GET, HEAD, POST") !=
          std::string::npos);
}

TEST_CASE("who drips or says nothing is cut at the deadline") {
    http_server_limits fast;
    fast.timeout_ms = 200;
    const auto server = serve(fast);
    const double silent = seconds_of([&] { client(server->port()).hear(); });
    CHECK(silent >= 0.15);
    CHECK(silent < 2);
    client drip(server->port());
    const double dripping = seconds_of([&] {
        boost::system::error_code failed;
        for (int i = 0; i < 100 && !failed; ++i) {
            asio::write(drip.socket, asio::buffer("a", 1), failed);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
        CHECK(failed);
    });
    CHECK(dripping < 1.5);
}

TEST_CASE("one connection more than allowed is closed at once, and a free place is given again") {
    http_server_limits few;
    few.connections = 2;
    const auto server = serve(few);
    {
        client a(server->port()), b(server->port());
        a.say("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
        b.say("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n");
        CHECK(a.hear_until("one 1\n").find("200") != std::string::npos);
        CHECK(b.hear_until("one 1\n").find("200") != std::string::npos);
        CHECK(client(server->port()).hear().empty());
    }
    std::string got;
    for (int i = 0; i < 100 && got.empty(); ++i) {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
        got = ask(server->port(), "GET /metrics HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    }
    CHECK(got.find(" 200 ") != got.npos);
}

TEST_CASE("an address that is none, or is taken, is refused") {
    CHECK_FALSE(http_server::start("localhost:1", {}, page_at));
    CHECK_FALSE(http_server::start("127.0.0.1", {}, page_at));
    CHECK_FALSE(http_server::start("127.0.0.1:70000", {}, page_at));
    CHECK_FALSE(http_server::start("::1:80", {}, page_at));
    const auto server = serve();
    const auto second = http_server::start("127.0.0.1:" + std::to_string(server->port()), {}, page_at);
    REQUIRE_FALSE(second);
    CHECK(second.error().kind == fault_kind::unavailable);
}
