#include "actors/miner/axon_reply.hpp"

#include <doctest/doctest.h>

#include "actors/miner/axon_json.hpp"
#include "actors/miner/axon_python.hpp"

namespace rf {
namespace {

using schema::Outcome;

const std::string task = "20ece000-27ea-11ef-bfff-ffffffffffff";

std::string quoted(std::string_view text) {
    std::string out;
    put_plain_text(out, text);
    return out;
}

// A reply as an honest miner builds it, of steps and answer; `more` are members.
std::string reply_of(const std::string& steps, const std::string& answer, const std::string& more = "") {
    const auto hash = submission_hash(task, steps, answer);
    REQUIRE(hash);
    return R"({"name":"ReasoningTask","timeout":12.0,"task_id":)" + quoted(task) + R"(,"reasoning_steps":)" +
           steps + R"(,"final_answer":)" + quoted(answer) + R"(,"submission_hash":)" + quoted(*hash) + more +
           "}";
}

classified_reply judge(const std::string& body, const reply_limits& limits = {}) {
    return classify_task_reply({200, "application/json", "", body}, task, limits);
}

const std::string two_steps =
    R"([{"step_id":0,"reasoning":"first \u00e9","evidence":"because",)"
    R"("confidence":0.9,"formal_proof_fragment":null},)"
    R"({"step_id":1,"reasoning":"then","confidence":1,"formal_proof_fragment":"rfl"}])";

TEST_CASE("an honest reply is answered, with all it holds") {
    const auto c = judge(reply_of(two_steps, "42",
                                  R"(,"proof_status":"VERIFIED","proof_artifact":"cHJvb2Y=",)"
                                  R"("code_artifact":null,"time_taken_ms":1)"));
    CHECK(c.outcome == Outcome::ANSWERED);
    CHECK(c.detail.empty());
    REQUIRE(c.reply);
    REQUIRE(c.reply->steps.size() == 2);
    CHECK(c.reply->steps[0].reasoning == "first \u00e9");
    CHECK(c.reply->steps[0].evidence == "because");
    CHECK(c.reply->steps[0].confidence == 0.9);
    CHECK(c.reply->steps[0].formal_proof_fragment.empty());
    CHECK(c.reply->steps[1].evidence.empty());
    CHECK(c.reply->steps[1].confidence == 1.0);
    CHECK(c.reply->steps[1].formal_proof_fragment == "rfl");
    CHECK(c.reply->final_answer == "42");
    CHECK(c.reply->proof_status == "VERIFIED");
    CHECK(c.reply->proof_artifact == "cHJvb2Y=");
    CHECK(c.reply->code_artifact.empty());
}

TEST_CASE("space between values, and no steps at all, change nothing") {
    CHECK(judge(reply_of("null", "4")).outcome == Outcome::ANSWERED);
    CHECK(judge(reply_of("[]", "4")).outcome == Outcome::ANSWERED);
    const std::string spaced = "[ { \"reasoning\" :\t\"x\" , \"n\" : [ 1 , 2.50 ] } \n]  ";
    CHECK(judge(reply_of(spaced, "4")).outcome == Outcome::ANSWERED);
    CHECK(judge(" \n" + reply_of("[]", "4") + "\r\n ").outcome == Outcome::ANSWERED);
    // Numbers of any size are hashed as they are written.
    CHECK(judge(reply_of("[{\"n\":123456789012345678901234567890,\"m\":-0,\"f\":1e2}]", "4")).outcome ==
          Outcome::ANSWERED);
    CHECK(judge(reply_of("[{\"n\":1" + std::string(400, '0') + "}]", "4")).outcome == Outcome::ANSWERED);
}

TEST_CASE("the status alone decides where it is not 200") {
    const std::string body = reply_of("[]", "4");
    const auto outcome = [&](unsigned status) {
        return classify_task_reply({status, "", "", body}, task).outcome;
    };
    for (const unsigned status : {300u, 302u, 307u, 308u}) CHECK(outcome(status) == Outcome::REDIRECTED);
    for (const unsigned status : {401u, 403u, 429u, 503u})
        CHECK(outcome(status) == Outcome::REFUSED_BY_MINER);
    for (const unsigned status : {0u, 100u, 201u, 204u, 400u, 404u, 408u, 422u, 500u, 502u, 600u}) {
        CHECK(outcome(status) == Outcome::HTTP_ERROR);
    }
    CHECK_FALSE(classify_task_reply({500, "", "", body}, task).reply.has_value());
    // What the body says of its status, and of time, is not looked at.
    CHECK(judge(reply_of("[]", "4", R"(,"axon":{"status_code":500},"time_taken_ms":-5)")).outcome ==
          Outcome::ANSWERED);
}

TEST_CASE("another content type or encoding is malformed, none is taken as it should be") {
    const std::string body = reply_of("[]", "4");
    const auto outcome = [&](std::string_view type, std::string_view encoding) {
        return classify_task_reply({200, type, encoding, body}, task).outcome;
    };
    CHECK(outcome("", "") == Outcome::ANSWERED);
    CHECK(outcome("Application/JSON ; charset=utf-8", "identity") == Outcome::ANSWERED);
    CHECK(outcome("text/html", "") == Outcome::MALFORMED);
    CHECK(outcome("application/jsonp", "") == Outcome::MALFORMED);
    CHECK(outcome("application/json", "gzip") == Outcome::MALFORMED);
}

TEST_CASE("an answer of another task, none, or under another hash is told apart") {
    const std::string body = reply_of(two_steps, "42");
    const auto with = [&](std::string from, const std::string& to) {
        std::string other = body;
        const std::size_t at = other.find(from);
        REQUIRE(at != other.npos);
        return judge(other.replace(at, from.size(), to));
    };
    CHECK(with(task, "another").outcome == Outcome::WRONG_TASK);
    CHECK(with("\"task_id\":\"" + task + "\"", "\"task_id\":null").outcome == Outcome::ANSWERED);
    CHECK(with("\"task_id\":\"" + task + "\",", "").outcome == Outcome::ANSWERED);
    CHECK(with("\"42\"", "\"43\"").outcome == Outcome::BAD_HASH);
    CHECK(with("then", "thus").outcome == Outcome::BAD_HASH);
    CHECK(with("\"submission_hash\":\"", "\"submission_hash\":\"0").outcome == Outcome::BAD_HASH);
    CHECK(with("submission_hash", "other_hash").outcome == Outcome::BAD_HASH);
    CHECK(with("\"42\"", "null").outcome == Outcome::EMPTY_ANSWER);
    CHECK(with("final_answer", "other_answer").outcome == Outcome::EMPTY_ANSWER);
    CHECK(judge(reply_of("[]", "")).outcome == Outcome::EMPTY_ANSWER);
    CHECK(judge(reply_of("[]", " \n\t")).outcome == Outcome::EMPTY_ANSWER);
    CHECK(with("\"42\"", "\"43\"").reply.has_value());
}

TEST_CASE("what is not such an object is malformed, and says where") {
    const std::string good = reply_of(two_steps, "42");
    for (const std::string& body : {std::string(),
                                    std::string("null"),
                                    std::string("[]"),
                                    std::string("\"x\""),
                                    std::string("5"),
                                    std::string("{"),
                                    good + "x",
                                    good + "{}",
                                    good + ",",
                                    "[" + good + "]",
                                    good.substr(0, good.size() - 1),
                                    good.substr(1),
                                    reply_of("[]", "4", ",\"a\":NaN"),
                                    reply_of("[]", "4", ",\"a\":Infinity"),
                                    reply_of("[]", "4", ",\"a\":1e999"),
                                    reply_of("[]", "4", ",\"a\":01"),
                                    reply_of("[]", "4", ",\"a\":1."),
                                    reply_of("[]", "4", ",\"a\":+1"),
                                    reply_of("[]", "4", ",\"a\":tru"),
                                    reply_of("[]", "4", ",\"a\":nulls"),
                                    reply_of("[]", "4", ",\"a\":[1,]"),
                                    reply_of("[]", "4", ",\"a\":[1 2]"),
                                    reply_of("[]", "4", ",\"a\":{\"b\" 1}"),
                                    reply_of("[]", "4", ",\"a\":[1}"),
                                    reply_of("[]", "4", ",\"a\":\"\\ud800\""),
                                    reply_of("[]", "4", ",\"a\":\"\\x\""),
                                    reply_of("[]", "4", ",\"a\":\"\xff\""),
                                    reply_of("[]", "4", ",\"a\":\"\n\""),
                                    reply_of("[]", "4", ",\"a\":"),
                                    reply_of("[]", "4", ",\"\xff\":1")}) {
        CAPTURE(body);
        const auto c = judge(body);
        CHECK(c.outcome == Outcome::MALFORMED);
        CHECK_FALSE(c.detail.empty());
        CHECK_FALSE(c.reply.has_value());
    }
}

TEST_CASE("a member of a wrong type is malformed") {
    const auto outcome = [](const std::string& members) { return judge("{" + members + "}").outcome; };
    for (const char* value : {"1", "true", "[]", "{}", "1.5"}) {
        for (const char* name : {"task_id", "final_answer", "proof_status", "proof_artifact", "code_artifact",
                                 "submission_hash"}) {
            CAPTURE(name);
            CHECK(outcome("\"" + std::string(name) + "\":" + value) == Outcome::MALFORMED);
        }
    }
    for (const char* steps : {"1", "\"x\"", "{}", "[1]", "[null]", "[[]]", "[\"x\"]", "[{\"reasoning\":1}]",
                              "[{\"evidence\":[]}]", "[{\"confidence\":\"high\"}]", "[{\"confidence\":true}]",
                              "[{\"formal_proof_fragment\":{}}]"}) {
        CAPTURE(steps);
        CHECK(outcome("\"reasoning_steps\":" + std::string(steps)) == Outcome::MALFORMED);
    }
    CHECK(judge(R"({"reasoning_steps":[{"confidence":"high"}]})").detail.find("confidence") !=
          std::string::npos);
}

TEST_CASE("a key that comes twice is malformed, in the reply, in a step, anywhere, also among many") {
    CHECK(judge(reply_of("[]", "4", ",\"final_answer\":\"5\"")).outcome == Outcome::MALFORMED);
    CHECK(judge(reply_of("[{\"a\":1,\"a\":2}]", "4")).outcome == Outcome::MALFORMED);
    CHECK(judge(reply_of("[]", "4", ",\"x\":[{\"y\":{\"a\":1,\"\\u0061\":2}}]")).outcome ==
          Outcome::MALFORMED);
    std::string many;
    for (int i = 0; i < 100; ++i) many += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
    CHECK(judge(reply_of("[]", "4", many)).outcome == Outcome::ANSWERED);
    CHECK(judge(reply_of("[]", "4", many + ",\"k7\":0")).outcome == Outcome::MALFORMED);
    CHECK(judge(reply_of("[]", "4", ",\"x\":{\"a\":{\"a\":{}}}")).outcome == Outcome::ANSWERED);
}

TEST_CASE("depth, number of values and size are bounded") {
    const auto deep = [](int levels) {
        return reply_of(
            "[]", "4",
            ",\"x\":" + std::string(std::size_t(levels), '[') + std::string(std::size_t(levels), ']'));
    };
    CHECK(judge(deep(15)).outcome == Outcome::ANSWERED);
    CHECK(judge(deep(16)).outcome == Outcome::MALFORMED);
    CHECK(judge(deep(100'000)).outcome == Outcome::MALFORMED);
    std::string row = "0";
    for (int i = 0; i < 70'000; ++i) row += ",0";
    CHECK(judge(reply_of("[]", "4", ",\"x\":[" + row + "]")).outcome == Outcome::MALFORMED);
    reply_limits small;
    small.body_bytes = 100;
    CHECK(judge(reply_of("[]", std::string(200, 'x')), small).outcome == Outcome::OVERSIZED);
}

TEST_CASE("what is too long is cut at whole characters, noted, and still hashed as it came") {
    std::string step, snowmen;
    for (int i = 0; i < 10'001; ++i) snowmen += "\u2603";
    for (int i = 0; i < 73; ++i)
        step += std::string(i == 0 ? "" : ",") + "{\"reasoning\":\"" + (i == 1 ? snowmen : "x") + "\"}";
    const auto c = judge(reply_of("[" + step + "]", std::string(50'001, 'a')));
    CHECK(c.outcome == Outcome::ANSWERED);
    REQUIRE(c.reply);
    CHECK(c.reply->steps.size() == 50);
    CHECK(c.reply->steps[1].reasoning == snowmen.substr(0, 30'000));
    CHECK(c.reply->final_answer.size() == 50'000);
    CHECK(c.reply->truncated.size() == 3);
    CHECK(c.detail.find("73 steps cut to 50") != std::string::npos);
    CHECK(c.detail.find("reasoning of step 2") != std::string::npos);
}

TEST_CASE("an artifact that is too large is dropped whole") {
    reply_limits limits;
    limits.proof_bytes = 3;
    limits.code_bytes = 4;
    const auto c =
        judge(reply_of("[]", "4", R"(,"proof_artifact":"QUJDRA==","code_artifact":"abcd")"), limits);
    CHECK(c.outcome == Outcome::ANSWERED);
    CHECK(c.reply->proof_artifact.empty());
    CHECK(c.reply->code_artifact == "abcd");
    CHECK(c.detail == "proof_artifact of 4 bytes dropped");
    CHECK(judge(reply_of("[]", "4", R"(,"proof_artifact":"QUJD")"), limits).reply->proof_artifact == "QUJD");
}

TEST_CASE("a large reply leaves nothing that disturbs the next one") {
    const std::string large = reply_of("[{\"reasoning\":\"" + std::string(1'000'000, 'x') + "\"}]", "4");
    for (int i = 0; i < 3; ++i) {
        CHECK(judge(large).outcome == Outcome::ANSWERED);
        CHECK(judge("{").outcome == Outcome::MALFORMED);
        CHECK(judge(reply_of(two_steps, "42")).outcome == Outcome::ANSWERED);
    }
}

TEST_CASE("a health reply says ready or it does not") {
    const auto ready = [](std::string_view body, unsigned status = 200) {
        return read_health_reply({status, "application/json", "", body});
    };
    CHECK(*ready(R"({"status":"ready","supported_domains":["code"]})"));
    CHECK_FALSE(*ready(R"({"status":"busy"})"));
    CHECK_FALSE(*ready(R"({"status":null})"));
    CHECK_FALSE(*ready("{}"));
    CHECK_FALSE(ready(R"({"status":1})").ok());
    CHECK_FALSE(ready("ready").ok());
    CHECK_FALSE(ready(R"({"status":"ready"})", 503).ok());
}

}  // namespace
}  // namespace rf
