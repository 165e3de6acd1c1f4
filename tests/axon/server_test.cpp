#include "actors/miner/axon_server.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "events/ss58.hpp"

namespace rf {
namespace {

using schema::Outcome;

constexpr std::int64_t now = 1'718'107'200'000'000'000;
constexpr std::int64_t second = 1'000'000'000;

hotkey key(const char* suri) {
    auto made = hotkey_from_suri(suri);
    REQUIRE(made);
    return *made;
}
const hotkey& validator() {
    static const hotkey k = key("//Alice");
    return k;
}
const hotkey& miner() {
    static const hotkey k = key("//Bob");
    return k;
}

task_question the_task() {
    task_question t;
    t.id = {1, 2, 3};
    t.problem = "What is 2+2? \u00e9";
    t.domain = "mathematics";
    t.difficulty = 5;
    t.timeout_ms = 30'000;
    t.context = "sums";
    return t;
}

axon_envelope envelope(std::int64_t nonce = now,
                       const std::string& uuid = "20ece000-27ea-11ef-bfff-ffffffffffff") {
    axon_envelope e;
    e.miner_ip = e.caller_ip = "127.0.0.1";
    e.miner_port = 8091;
    e.miner_address = miner().address;
    e.nonce = std::uint64_t(nonce);
    e.uuid = uuid;
    return e;
}

axon_request request(std::int64_t nonce = now,
                     const std::string& uuid = "20ece000-27ea-11ef-bfff-ffffffffffff") {
    return make_axon_request(reasoning_synapse(the_task()), envelope(nonce, uuid), validator(), {});
}

axon_result<axon_call> read(const axon_request& r) {
    std::vector<header_view> headers;
    for (const auto& h : r.headers) headers.push_back({h.name, h.value});
    return read_axon_call(r.target, headers);
}

axon_call call_of(const axon_request& r) {
    auto call = read(r);
    REQUIRE(std::holds_alternative<axon_call>(call));
    return std::get<axon_call>(call);
}

axon_gate gate(axon_gate_settings settings = {}, caller_standing standing = {true, 1000}) {
    const account known = validator().who();
    return axon_gate(miner().who(), settings, [known, standing](const account& who) {
        return who == known ? std::optional<caller_standing>(standing) : std::nullopt;
    });
}

template <class T>
unsigned code_of(const axon_result<T>& r) {
    const auto* refusal = std::get_if<axon_refusal>(&r);
    return refusal == nullptr ? 200 : refusal->http_status;
}
template <class T>
std::string message_of(const axon_result<T>& r) {
    const auto* refusal = std::get_if<axon_refusal>(&r);
    return refusal == nullptr ? "" : refusal->message;
}

unsigned admitted(const axon_call& call, std::int64_t at = now) { return code_of(gate().admit(call, at)); }

TEST_CASE("a call that our own client makes is read, admitted and understood") {
    const axon_request r = request();
    const axon_call call = call_of(r);
    CHECK(call.kind == axon_synapse_kind::reasoning_task);
    CHECK(call.timeout_s == 12);
    CHECK(call.caller_address == validator().address);
    axon_gate g = gate();
    const auto result = g.admit(call, now);
    REQUIRE(std::holds_alternative<admitted_call>(result));
    CHECK(std::get<admitted_call>(result).caller == validator().who());
    CHECK(std::get<admitted_call>(result).priority == 1000);
    const auto question = read_axon_body(call, r.body);
    REQUIRE(code_of(question) == 200);
    const auto& asked = std::get<asked_task>(std::get<axon_question>(question));
    CHECK(asked.task_id == uuid_text(the_task().id));
    CHECK(asked.problem == the_task().problem);
    CHECK(asked.difficulty == 5);
    CHECK(asked.timeout_seconds == 30);
    CHECK(asked.context == "sums");
    CHECK_FALSE(asked.constraints.has_value());
}

TEST_CASE("the same call is not admitted twice, a newer one under its uuid is") {
    axon_gate g = gate();
    const axon_call call = call_of(request());
    CHECK(code_of(g.admit(call, now)) == 200);
    CHECK(code_of(g.admit(call, now)) == 401);
    CHECK(code_of(g.admit(call_of(request(now - 1)), now)) == 401);
    CHECK(code_of(g.admit(call_of(request(now + 1)), now)) == 200);
    CHECK(code_of(g.admit(call_of(request(now, "another")), now)) == 200);
    // Nor later, however wide its window says it is: the timeout is not signed.
    axon_call wide = call;
    wide.timeout_s = 1e12;
    for (std::int64_t later = 0; later < 200; ++later) {
        CHECK(code_of(g.admit(wide, now + later * second)) == 401);
    }
}

TEST_CASE("what is remembered is bounded, and forgotten in time") {
    axon_gate_settings settings;
    settings.most_remembered = 2;
    axon_gate g = gate(settings);
    CHECK(code_of(g.admit(call_of(request(now, "one")), now)) == 200);
    CHECK(code_of(g.admit(call_of(request(now, "two")), now)) == 200);
    CHECK(code_of(g.admit(call_of(request(now, "three")), now)) == 503);
    const std::int64_t later = now + 65 * second;
    CHECK(code_of(g.admit(call_of(request(later, "three")), later)) == 200);
    // One that is not signed takes no place.
    axon_call unsigned_call = call_of(request(later, "four"));
    unsigned_call.signature[7] = unsigned_call.signature[7] == '0' ? '1' : '0';
    CHECK(code_of(g.admit(unsigned_call, later)) == 401);
    CHECK(code_of(g.admit(call_of(request(later, "four")), later)) == 200);
}

TEST_CASE("a nonce is accepted from the delay and the timeout ago to a little in the future") {
    CHECK(admitted(call_of(request(now - 16 * second + 1))) == 200);  // 4 s and a timeout of 12 s
    CHECK(admitted(call_of(request(now - 16 * second))) == 401);
    CHECK(admitted(call_of(request(now + 4 * second))) == 200);
    CHECK(admitted(call_of(request(now + 4 * second + 1))) == 401);
    axon_call wide = call_of(request(now - 3600 * second));
    wide.timeout_s = 1'000'000;
    CHECK(admitted(wide) == 401);
    wide.timeout_s = 1e300;
    CHECK(admitted(wide) == 401);
    axon_call never = call_of(request());
    never.nonce = UINT64_MAX;
    CHECK(admitted(never) == 401);
    CHECK(code_of(gate().admit(call_of(request()), -5)) == 401);
}

TEST_CASE("a call without signature, version, nonce or uuid, or with another's, is refused with 401") {
    const auto refused = [](const std::function<void(axon_call&)>& change) {
        axon_call call = call_of(request());
        change(call);
        return admitted(call) == 401;
    };
    CHECK_FALSE(refused([](axon_call&) {}));
    CHECK(refused([](axon_call& c) { c.signature.clear(); }));
    CHECK(refused([](axon_call& c) { c.signature = c.signature.substr(2); }));
    CHECK(refused([](axon_call& c) { c.signature.back() = c.signature.back() == '0' ? '1' : '0'; }));
    CHECK(refused([](axon_call& c) { c.signature = "0x" + std::string(128, '0'); }));
    CHECK(refused([](axon_call& c) { c.version.reset(); }));
    CHECK(refused([](axon_call& c) { c.version = 7'001'999; }));
    CHECK(refused([](axon_call& c) { c.nonce.reset(); }));
    CHECK(refused([](axon_call& c) { *c.nonce += 1; }));
    CHECK(refused([](axon_call& c) { c.uuid.clear(); }));
    CHECK(refused([](axon_call& c) { c.uuid += "0"; }));
    CHECK(refused([](axon_call& c) { c.body_hash[0] = c.body_hash[0] == '0' ? '1' : '0'; }));
    CHECK(refused([](axon_call& c) { c.addressed_to = validator().address; }));
    CHECK(refused([](axon_call& c) { c.addressed_to.clear(); }));
}

TEST_CASE("a call to another miner cannot be sent on to this one") {
    axon_envelope e = envelope();
    e.miner_address = key("//Charlie").address;
    axon_request r = make_axon_request(reasoning_synapse(the_task()), e, validator(), {});
    axon_call call = call_of(r);
    CHECK(admitted(call) == 401);
    call.addressed_to = miner().address;
    CHECK(admitted(call) == 401);
}

TEST_CASE("who is not registered, has no permit or too little stake is refused with 403") {
    const axon_call call = call_of(request());
    CHECK(code_of(gate({}, {false, 1000}).admit(call, now)) == 403);
    axon_gate_settings settings;
    settings.least_stake = 1001;
    CHECK(code_of(gate(settings).admit(call, now)) == 403);
    settings.least_stake = 0;
    settings.permit_needed = false;
    CHECK(code_of(gate(settings, {false, 0}).admit(call, now)) == 200);
    axon_call stranger = call;
    stranger.caller_address = key("//Eve").address;
    const auto refused = gate().admit(stranger, now);
    CHECK(code_of(refused) == 403);
    CHECK(message_of(refused) == "Forbidden. Key is blacklisted: Unregistered hotkey.");
    stranger.caller_address = "0";
    CHECK(code_of(gate().admit(stranger, now)) == 403);
}

TEST_CASE("headers are read whatever their case, once, and within bounds") {
    const axon_request r = request();
    std::vector<header_view> headers;
    for (const auto& h : r.headers) headers.push_back({h.name, h.value});
    headers.push_back({"Host", "127.0.0.1"});
    headers.push_back({"BT_HEADER_AXON_PORT", "9"});
    CHECK(code_of(read_axon_call(r.target, headers)) == 200);
    CHECK(code_of(read_axon_call("/reasoningtask", headers)) == 404);
    CHECK(code_of(read_axon_call("/ReasoningTask/x", headers)) == 404);
    CHECK(code_of(read_axon_call("", headers)) == 404);
    auto more = headers;
    more.push_back({"Bt_Header_Dendrite_Nonce", "5"});
    CHECK(code_of(read_axon_call(r.target, more)) == 500);
    const auto with = [&](std::string_view name, std::string_view value) {
        auto changed = headers;
        for (auto& h : changed) {
            if (h.name == name) h.value = value;
        }
        return code_of(read_axon_call(r.target, changed));
    };
    for (const char* bad : {"abc", "-1", "1.5", "", " 1", "0x5", "99999999999999999999"}) {
        CHECK(with("bt_header_dendrite_nonce", bad) == 500);
        CHECK(with("bt_header_dendrite_version", bad) == 500);
    }
    for (const char* bad : {"abc", "-1", "inf", "nan", "", "1e999", "12s"})
        CHECK(with("timeout", bad) == 500);
    CHECK(with("bt_header_dendrite_uuid", std::string(257, 'x')) == 500);
    CHECK(with("bt_header_axon_ip", std::string(16 * 1024, 'x')) == 400);
    const std::vector<header_view> many(65, header_view{"a", "b"});
    CHECK(code_of(read_axon_call(r.target, many)) == 400);
}

TEST_CASE("a body that is not the signed one is refused, and one that cannot be read") {
    const axon_request r = request();
    const axon_call call = call_of(r);
    const auto with = [&](const std::string& from, const std::string& to) {
        std::string body = r.body;
        const std::size_t at = body.find(from);
        REQUIRE(at != body.npos);
        return code_of(read_axon_body(call, body.replace(at, from.size(), to)));
    };
    CHECK(with("\"difficulty\": 5", "\"difficulty\": 6") == 500);
    CHECK(with("2+2", "2+3") == 500);
    CHECK(with("\"context\": \"sums\"", "\"context\": \"other\"") == 200);  // the SDK does not hash it
    CHECK(with("\"difficulty\": 5", "\"difficulty\": 11") == 422);
    CHECK(with("\"difficulty\": 5", "\"difficulty\": 5.5") == 422);
    CHECK(with("\"difficulty\": 5", "\"difficulty\": null") == 422);
    CHECK(with("\"difficulty\": 5", "\"difficulty\": 5, \"difficulty\": 5") == 422);
    CHECK(with("\"timeout_seconds\": 30", "\"timeout_seconds\": -1") == 422);
    CHECK(with("}", "") == 422);
    CHECK(code_of(read_axon_body(call, "")) == 422);
    CHECK(code_of(read_axon_body(call, "{}")) == 422);
}

TEST_CASE("the other synapses are read as they are sent") {
    const auto sent = [](const axon_synapse& s) {
        const auto r = make_axon_request(s, envelope(), validator(), {});
        const auto call = call_of(r);
        CHECK(admitted(call) == 200);
        auto read = read_axon_body(call, r.body);
        REQUIRE(code_of(read) == 200);
        return std::get<axon_question>(std::move(read));
    };
    CHECK(std::holds_alternative<asked_health>(sent(health_synapse())));
    const auto told = std::get<told_result>(sent(result_synapse({7, 3, 0.5, 2})));
    CHECK(told.epoch == 7);
    CHECK(told.uid == 3);
    CHECK(told.score == 0.5);
    CHECK(told.rank == 2);
    CHECK_FALSE(std::get<told_result>(sent(result_synapse({7, 3, 0.5, 0}))).rank.has_value());
    const auto query = std::get<task_query>(sent(query_synapse("t-1", 1.5)));
    CHECK(query.task_id == "t-1");
    CHECK(query.start_time_s == 1.5);
    CHECK_FALSE(std::get<task_query>(sent(query_synapse({}, {}))).task_id.has_value());
}

TEST_CASE("what the miner answers is what the validator reads, honest or not") {
    const axon_request r = request();
    const axon_call call = call_of(r);
    const auto asked = std::get<asked_task>(std::get<axon_question>(read_axon_body(call, r.body)));
    solved_task solved;
    solved.steps = {{"two and two \u00e9 \"\\\n\x01", "sums", "", 0.9}, {"so", "", "rfl", 1}};
    solved.final_answer = "4 \U0001f600";
    solved.proof_status = "VERIFIED";
    solved.time_taken_ms = 12;
    const auto judge = [&](const solved_task& s) {
        const auto response = answer_task(call, asked, s, 0.25);
        CHECK(response.http_status == 200);
        CHECK(response.headers.front().value == "application/json");
        return classify_task_reply({200, response.headers.front().value, "", response.body}, asked.task_id);
    };
    const auto honest = judge(solved);
    CHECK(honest.detail == "");
    REQUIRE(honest.outcome == Outcome::ANSWERED);
    REQUIRE(honest.reply->steps.size() == 2);
    CHECK(honest.reply->steps[0].reasoning == solved.steps[0].reasoning);
    CHECK(honest.reply->steps[0].confidence == 0.9);
    CHECK(honest.reply->steps[1].formal_proof_fragment == "rfl");
    CHECK(honest.reply->final_answer == solved.final_answer);
    solved_task lie = solved;
    lie.submission_hash = std::string(64, '0');
    CHECK(judge(lie).outcome == Outcome::BAD_HASH);
    lie = solved;
    lie.task_id = "another";
    CHECK(judge(lie).outcome == Outcome::WRONG_TASK);
    const auto health = answer_health(call, "ready", {"code"}, 0);
    CHECK(*read_health_reply({200, "application/json", "", health.body}));
}

TEST_CASE("a refusal is told as the SDK tells it") {
    const auto forbidden = answer_refusal({403, "Forbidden. Key is blacklisted: x."});
    CHECK(forbidden.http_status == 403);
    CHECK(forbidden.body == R"({"message":"Forbidden. Key is blacklisted: x."})");
    CHECK(answer_refusal({422, "bad \"json\""}).body == R"({"detail":"bad \"json\""})");
    CHECK(answer_query(call_of(request()), {"t", {}}, {"{\"a\":1}", "{}"}, 0)
              .body.find(R"("tasks":[{"a":1},{}])") != std::string::npos);
}

}  // namespace
}  // namespace rf
