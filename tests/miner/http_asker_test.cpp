#include "actors/miner/http_asker.hpp"

#include <mutex>
#include <thread>

#include <doctest/doctest.h>

#include "tests/miner/asker_world.hpp"
#include "tests/miner/raw_miner.hpp"

using namespace rf;
using namespace rf::testing;
using schema::Outcome;
using std::chrono::milliseconds;

namespace {

miner_reply reply_to(const std::string& said) {
    raw_miner miner([&](raw_connection& c, int) {
        c.read_request();
        c.say(said);
    });
    asker_here asker;
    return asker.ask(miner.endpoint());
}

std::string header_of(const std::string& request, const std::string& name) {
    const auto at = request.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto from = at + name.size() + 4;
    return request.substr(from, request.find("\r\n", from) - from);
}

}  // namespace

TEST_CASE("a question goes out as the axon's wire has it") {
    std::string request;
    raw_miner miner([&](raw_connection& c, int) {
        request = c.read_request();
        c.say(response("503 Busy", "{}"));
    });
    asker_here asker;
    auto q = asker.port.prepare(task_number(7, 12'000), some_miner(), miner.endpoint());
    std::promise<void> replied;
    asker.port.send(q, [&](const miner_reply&) { replied.set_value(); });
    replied.get_future().get();
    CHECK(request.starts_with("POST /ReasoningTask HTTP/1.1\r\nHost: " + miner.endpoint() + "\r\n"));
    CHECK(header_of(request, "name") == "ReasoningTask");
    CHECK(header_of(request, "timeout") == "12.0");
    CHECK(header_of(request, "bt_header_axon_port") == std::to_string(miner.port()));
    CHECK(header_of(request, "bt_header_axon_ip") == "127.0.0.1");
    CHECK(header_of(request, "bt_header_dendrite_hotkey") == validator_key().address);
    CHECK(header_of(request, "computed_body_hash") == hex(q.body_hash));
    CHECK(header_of(request, "bt_header_dendrite_signature").size() == 130);
    CHECK(header_of(request, "Content-Type") == "application/json");
    const auto nonce = std::stoll(header_of(request, "bt_header_dendrite_nonce"));
    CHECK(std::abs(clock_here().utc_ns() - nonce) < 2'000'000'000);
}

TEST_CASE("every question has an id of its own, and one body hash a task") {
    asker_here asker;
    const auto task = task_number(1);
    const auto a = asker.port.prepare(task, some_miner(), "127.0.0.1:1");
    const auto b = asker.port.prepare(task, some_miner(), "127.0.0.1:1");
    CHECK(a.request_id != b.request_id);
    CHECK(a.body_hash == b.body_hash);
    CHECK(asker.port.prepare(task_number(2), some_miner(), "127.0.0.1:1").body_hash != a.body_hash);
}

TEST_CASE("a status that is no answer is named for what it is") {
    for (const std::string status :
         {"301 Moved", "302 Found", "304 Not Modified", "307 Temporary", "308 Permanent"}) {
        CAPTURE(status);
        const auto r = reply_to(response(status, "", "text/plain", "Location: http://127.0.0.1:1/\r\n"));
        CHECK(r.outcome == Outcome::REDIRECTED);
        CHECK(r.http_status == std::stoi(status));
    }
    for (const std::string status : {"401 Unauthorized", "403 Forbidden", "429 Many", "503 Unavailable"}) {
        CAPTURE(status);
        const auto r = reply_to(response(status, R"({"message": "not you"})"));
        CHECK(r.outcome == Outcome::REFUSED_BY_MINER);
        CHECK(r.detail.find("not you") != std::string::npos);
    }
    for (const std::string status :
         {"204 No Content", "400 Bad", "404 Not Found", "418 Teapot", "500 Error"}) {
        CAPTURE(status);
        CHECK(reply_to("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").outcome ==
              Outcome::HTTP_ERROR);
    }
}

TEST_CASE("a long refusal is kept in bounds, and is text") {
    const auto r =
        reply_to(response("403 Forbidden", R"({"message": ")" + std::string(5'000, 'x') + R"("})"));
    CHECK(r.outcome == Outcome::REFUSED_BY_MINER);
    CHECK(!r.detail.empty());
    CHECK(r.detail.size() <= 300);
}

TEST_CASE("an answer in another type, encoding or syntax is malformed") {
    CHECK(reply_to(response("200 OK", "{}", "text/html")).outcome == Outcome::MALFORMED);
    CHECK(reply_to(response("200 OK", "{}", "application/json", "Content-Encoding: gzip\r\n")).outcome ==
          Outcome::MALFORMED);
    for (const std::string body : {"", "{", "null", "[]", "{} {}", "{\"task_id\": 5}", "{\"a\": \xff}"}) {
        CAPTURE(body);
        const auto r = reply_to(response("200 OK", body));
        CHECK(r.outcome == Outcome::MALFORMED);
        CHECK(chars(r.body) == body);
    }
}

TEST_CASE("a large reply is judged beside the clock, and as well") {
    const auto r = reply_to(response("200 OK", "[" + std::string(200'000, ' ') + "]"));
    CHECK(r.outcome == Outcome::MALFORMED);
    CHECK(r.body.size() == 200'002);
}

TEST_CASE("an endpoint that may not be dialled counts as a failed connection") {
    asker_settings strict;
    asker_here asker(strict);
    for (const std::string endpoint :
         {"127.0.0.1:80", "10.0.0.1:80", "localhost:80", "8.8.8.8", "", "[::1]:80"}) {
        CAPTURE(endpoint);
        const auto r = asker.ask(endpoint);
        CHECK(r.outcome == Outcome::CONNECT_FAILED);
        CHECK(r.latency_ns == 0);
        CHECK(!r.detail.empty());
        CHECK(!asker.health(endpoint).ready);
        CHECK(!asker.tell(endpoint, {}));
    }
}

TEST_CASE("a repeated request has the id on record, and a later nonce") {
    std::mutex lock;
    std::vector<std::string> requests;
    raw_miner miner([&](raw_connection& c, int number) {
        for (int i = 0; i < 2; ++i) {
            const std::string request = c.read_request();
            const std::lock_guard guard(lock);
            requests.push_back(request);
            if (number == 0 && i == 1) return;  // as it is used again
            c.say(response("503 Busy", "{}"));
        }
    });
    asker_here asker;
    asker.ask(miner.endpoint());
    CHECK(asker.ask(miner.endpoint()).outcome == Outcome::REFUSED_BY_MINER);
    const std::lock_guard guard(lock);
    REQUIRE(requests.size() == 3);
    const auto field = [&](std::size_t i, const char* name) {
        return header_of(requests[i], std::string("bt_header_dendrite_") + name);
    };
    CHECK(field(0, "uuid") != field(1, "uuid"));
    CHECK(field(2, "uuid") == field(1, "uuid"));
    CHECK(std::stoull(field(2, "nonce")) > std::stoull(field(1, "nonce")));
    CHECK(field(2, "signature") != field(1, "signature"));
}

TEST_CASE("a question that waited long for a socket is signed anew when it goes") {
    std::vector<std::string> requests;
    std::promise<void> begun, go_on;
    raw_miner miner([&](raw_connection& c, int) {
        requests.push_back(c.read_request());
        begun.set_value();
        go_on.get_future().get();
        c.say(response("503 Busy", "{}"));
        requests.push_back(c.read_request());
        c.say(response("503 Busy", "{}"));
    });
    asker_settings s = near_settings();
    s.http.sockets_each = 1;
    asker_here asker(s);
    std::promise<void> first, second;
    asker.port.send(asker.port.prepare(task_number(1), some_miner(), miner.endpoint()),
                    [&](const miner_reply&) { first.set_value(); });
    begun.get_future().get();
    asker.port.send(asker.port.prepare(task_number(1), some_miner(), miner.endpoint()),
                    [&](const miner_reply&) { second.set_value(); });
    const auto asked_ns = clock_here().utc_ns();
    clock_here().ahead_ns += 3'000'000'000;
    go_on.set_value();
    first.get_future().get();
    second.get_future().get();
    REQUIRE(requests.size() == 2);
    CHECK(std::stoll(header_of(requests[1], "bt_header_dendrite_nonce")) >= asked_ns + 3'000'000'000);
}
