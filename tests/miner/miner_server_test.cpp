#include "actors/miner/server/miner_server.hpp"

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

// A call as the codec makes it, with whatever the test does to it.
struct raw_call {
    axon_envelope envelope;
    axon_request request;

    raw_call(const miner_server& s, const axon_synapse& synapse, const hotkey& caller = validator_key()) {
        envelope.miner_ip = "127.0.0.1";
        envelope.miner_port = s.ports()[0];
        envelope.miner_address = key_number(100).address;
        envelope.caller_ip = "127.0.0.1";
        envelope.nonce = std::uint64_t(clock_here().utc_ns());
        envelope.uuid = uuid_text(make_uuid(clock_here().utc_ns(), entropy_here().hash()));
        envelope.timeout_s = 2;
        request = make_axon_request(synapse, envelope, caller, entropy_here().hash());
    }
    [[nodiscard]] std::string text(const std::string& method = "POST") const {
        std::string out = method + " " + request.target + " HTTP/1.1\r\nHost: x\r\n";
        for (const auto& h : request.headers) out += std::string(h.name) + ": " + h.value + "\r\n";
        return out +
               "Content-Type: application/json\r\nContent-Length: " + std::to_string(request.body.size()) +
               "\r\n\r\n" + request.body;
    }
    void change(std::string_view header, const std::string& value) {
        for (auto& h : request.headers) {
            if (h.name == header) h.value = value;
        }
    }
    void drop(std::string_view header) {
        std::erase_if(request.headers, [&](const auto& h) { return h.name == header; });
    }
};

http_answer said_to(http_pool& pool, const miner_server& s, const std::string& bytes) {
    std::promise<http_answer> answered;
    pool.send({read_endpoint(endpoint_of(s, 0), true).value(), milliseconds(3'000), [&] { return bytes; }},
              [&](http_answer a) { answered.set_value(std::move(a)); });
    return answered.get_future().get();
}

axon_synapse task_synapse(std::uint8_t n = 7) {
    return reasoning_synapse(*task_number(n));
}

}  // namespace

TEST_CASE("only signed, fresh, permitted calls are answered") {
    const auto server = served(serving({behaviour::elite}));
    http_pool pool({}, clock_here());
    const auto status_of = [&](const raw_call& c) { return said_to(pool, *server, c.text()).status; };
    CHECK(status_of({*server, task_synapse()}) == 200);
    CHECK(status_of({*server, task_synapse(), key_number(34)}) == 403);

    raw_call unsigned_call(*server, task_synapse());
    unsigned_call.drop("bt_header_dendrite_signature");
    CHECK(status_of(unsigned_call) == 401);
    raw_call forged(*server, task_synapse());
    forged.change("bt_header_dendrite_signature", "0x" + std::string(128, 'a'));
    CHECK(status_of(forged) == 401);
    raw_call longer(*server, task_synapse());
    longer.change("bt_header_dendrite_nonce", std::to_string(longer.envelope.nonce + 1));
    CHECK(status_of(longer) == 401);

    const raw_call twice(*server, task_synapse());
    CHECK(status_of(twice) == 200);
    CHECK(status_of(twice) == 401);

    raw_call other_body(*server, task_synapse());
    other_body.request.body.replace(other_body.request.body.find("times"), 5, "minus");
    CHECK(status_of(other_body) == 500);
}

TEST_CASE("what is no call of an axon is refused") {
    const auto server = served(serving({behaviour::elite}));
    http_pool pool({}, clock_here());
    raw_call call(*server, task_synapse());
    CHECK(said_to(pool, *server, call.text("GET")).status == 405);
    call.request.target = "/Other";
    CHECK(said_to(pool, *server, call.text()).status == 404);
    CHECK(said_to(pool, *server, "POST / HTTP/1.1\r\nbad header\r\n\r\n").status == 400);
    call.request.target = "/ReasoningTask";
    call.request.body.append(2 << 20, ' ');
    CHECK(said_to(pool, *server, call.text().substr(0, 4'000)).status == 413);
    raw_call wide(*server, task_synapse());
    wide.request.headers.push_back({"x-filler", std::string(80'000, 'x')});
    CHECK(said_to(pool, *server, wide.text()).status == 400);
}

TEST_CASE("the same question has the same answer, and another miner another") {
    const auto server = served(serving({behaviour::strong, behaviour::strong}));
    asker_here asker;
    const auto ask = [&](std::size_t i) {
        const auto r =
            asker.ask(endpoint_of(*server, i), task_number(3), key_number(std::uint8_t(100 + i)).who());
        REQUIRE(r.outcome == Outcome::ANSWERED);
        const std::string body(chars(r.body));
        const auto from = body.find("\"reasoning_steps\"");
        return body.substr(from, body.find("\"final_answer\"") - from);
    };
    const std::string once = ask(0);
    CHECK(once.size() > 500);
    CHECK(ask(0) == once);
    CHECK(ask(1) != once);
}

TEST_CASE("a miner is ready, hears results, and tells what it was asked") {
    const auto server = served(serving({behaviour::mid}));
    asker_here asker;
    const account miner = key_number(100).who();
    CHECK(asker.health(endpoint_of(*server, 0), miner).ready);
    CHECK(asker.tell(endpoint_of(*server, 0), {.epoch = 3, .uid = 1, .score = 0.5, .rank = 2}, miner));
    CHECK(asker.ask(endpoint_of(*server, 0), task_number(9), miner).outcome == Outcome::ANSWERED);
    http_pool pool({}, clock_here());
    const raw_call query(*server, query_synapse(std::nullopt, std::nullopt));
    const auto told = said_to(pool, *server, query.text());
    CHECK(told.status == 200);
    const std::string id = uuid_text(task_number(9)->id);
    CHECK(chars(told.body).find(id) != std::string_view::npos);
    const raw_call of_none(*server, query_synapse("another", std::nullopt));
    CHECK(chars(said_to(pool, *server, of_none.text()).body).find(id) == std::string_view::npos);
}

TEST_CASE("a question for another miner is refused") {
    const auto server = served(serving({behaviour::mid}));
    asker_here asker;
    CHECK(asker.ask(endpoint_of(*server, 0), task_number(9), key_number(101).who()).outcome ==
          Outcome::REFUSED_BY_MINER);
}

TEST_CASE("when it is busy, callers with more stake go first, and the least is sent away") {
    auto settings = serving({behaviour::slow});
    settings.thinks_at_once = 1;
    settings.waiting = 2;
    for (std::uint8_t i = 0; i < 4; ++i)
        settings.callers[key_number(std::uint8_t(40 + i)).who()] = {true, 10.0 * i};
    std::mutex lock;
    std::vector<std::string> served_order;
    settings.log = [&](const served_request& r) {
        const std::lock_guard guard(lock);
        served_order.push_back(r.caller.substr(0, 8) + (r.status == 200 ? "" : " away"));
    };
    const auto server = served(std::move(settings));
    const auto so_far = [&] {
        const std::lock_guard guard(lock);
        return served_order;
    };
    const auto name = [](int i) { return key_number(std::uint8_t(40 + i)).address.substr(0, 8); };
    std::vector<std::unique_ptr<asker_here>> askers;
    for (const int i : {0, 2, 1, 3}) {  // the first sits down; then there are two places for three
        askers.push_back(std::make_unique<asker_here>(near_settings(), key_number(std::uint8_t(40 + i))));
        auto& port = askers.back()->port;
        // Slow: a quarter more than the time allowed. Whoever waits has more patience than that.
        port.send(port.prepare(task_number(1, i == 0 ? 500 : 1'000), key_number(100).who(),
                               endpoint_of(*server, 0)),
                  [](const miner_reply&) {});
        std::this_thread::sleep_for(milliseconds(20));
    }
    for (int i = 0; i < 1'000 && so_far().size() < 4; ++i) std::this_thread::sleep_for(milliseconds(5));
    CHECK(so_far() == std::vector<std::string>{name(1) + " away", name(0), name(2) + " away", name(3)});
}

TEST_CASE("an idle connection is closed, and one that says nothing, too") {
    auto settings = serving({behaviour::elite});
    settings.idle_ms = 100;
    settings.connections = 2;
    const auto server = served(std::move(settings));
    http_limits patient;
    patient.idle_ms = 60'000;
    http_pool pool(patient, clock_here());
    CHECK(said_to(pool, *server, raw_call(*server, task_synapse()).text()).status == 200);
    std::this_thread::sleep_for(milliseconds(300));
    const auto a = said_to(pool, *server, "POST /ReasoningTask HTTP/1.1\r\nContent-");
    CHECK(a.outcome == Outcome::DISCONNECTED);
    CHECK(a.latency_ns < 1'000'000'000);
}

TEST_CASE("a port that is taken is a fault that names it") {
    const auto server = served(serving({behaviour::elite}));
    auto second = serving({behaviour::elite});
    second.miners[0].port = server->ports()[0];
    const auto failed = miner_server::start(std::move(second), clock_here());
    REQUIRE(!failed);
    CHECK(failed.error().where == endpoint_of(*server, 0));
}
