#include <doctest/doctest.h>

#include "replay/tasks/prompt.hpp"

namespace {

using namespace rf;

task_content example() {
    task_content c;
    c.problem = "What is 6 * 7?\n\"Quoted\", \xc3\xa9 and \x01";
    c.constraints = "Answer with one integer.";
    c.truth = {truth_kind::integer, "42", "", false, "13"};
    return c;
}

byte_vec bytes(std::string_view text) {
    return {text.begin(), text.end()};
}
byte_vec salted(std::string_view text) {
    byte_vec out(32, 7);
    out.insert(out.end(), text.begin(), text.end());
    return out;
}

}  // namespace

TEST_CASE("a prompt comes back as it was written") {
    const auto c = example();
    const auto read = decode_prompt(encode_prompt(c, "mathematics", 4, 60'250));
    REQUIRE(read.ok());
    CHECK(read->problem == c.problem);
    CHECK(read->domain == "mathematics");
    CHECK(read->difficulty == 4);
    CHECK(read->timeout_ms == 60'250);
    CHECK(read->context == std::nullopt);
    CHECK(read->constraints == c.constraints);
}

TEST_CASE("a prompt is JSON with these fields in this order") {
    task_content c;
    c.problem = "What?";
    CHECK(chars(encode_prompt(c, "code", 10, 1500)) ==
          R"({"problem":"What?","domain":"code","difficulty":10,"timeout_seconds":1.5,)"
          R"("context":null,"constraints":null})");
    CHECK(chars(encode_prompt(c, "code", 1, 1)).find("\"timeout_seconds\":0.001,") != std::string_view::npos);
    CHECK(chars(encode_prompt(c, "code", 1, 60'000)).find("\"timeout_seconds\":60,") !=
          std::string_view::npos);
}

TEST_CASE("every timeout comes back exactly") {
    task_content c;
    c.problem = "What?";
    for (std::uint32_t ms : {1u, 9u, 10u, 999u, 1000u, 1001u, 33'333u, 86'400'000u, 3'999'999'999u}) {
        const auto read = decode_prompt(encode_prompt(c, "code", 1, ms));
        REQUIRE(read.ok());
        CHECK(read->timeout_ms == ms);
    }
}

TEST_CASE("a truth comes back behind its salt") {
    const auto c = example();
    hash32 salt;
    salt.b[5] = 77;
    const byte_vec blob = encode_truth(salt, c.truth);
    CHECK(as_hash(byte_view(blob).first(32)) == salt);
    const auto read = decode_truth(blob);
    REQUIRE(read.ok());
    CHECK(*read == c.truth);
}

TEST_CASE("what is not exactly a prompt or a truth is refused by field") {
    auto refused = [](std::string_view text, std::string_view by) {
        const auto read = decode_prompt(bytes(text));
        REQUIRE_FALSE(read.ok());
        CHECK_MESSAGE(read.error().text().find(by) != std::string::npos, read.error().text());
    };
    refused("", "not JSON");
    refused("[]", "not an object");
    refused(
        R"({"problem":1,"domain":"code","difficulty":1,"timeout_seconds":1,"context":null,"constraints":null})",
        "field problem: is not a text");
    refused(
        R"({"problem":"a","domain":"code","difficulty":256,"timeout_seconds":1,"context":null,"constraints":null})",
        "field difficulty");
    refused(R"({"problem":"a","domain":"code","difficulty":1,"timeout_seconds":1,"context":null})",
            "field constraints");
    refused(
        R"({"problem":"a","problem":"b","domain":"code","difficulty":1,"timeout_seconds":1,"context":null,)"
        R"("constraints":null})",
        "field problem: comes twice");
    refused(
        R"({"problem":"a","domain":"code","difficulty":1,"timeout_seconds":1,"context":null,"constraints":null,)"
        R"("answer":"42"})",
        "field answer");
    refused(
        R"( {"problem":"a","domain":"code","difficulty":1,"timeout_seconds":1,"context":null,"constraints":null})",
        "one form");
    refused(
        R"({"problem":"a","domain":"code","difficulty":1,"timeout_seconds":1.0,"context":null,"constraints":null})",
        "one form");
    refused(std::string(5000, '['), "not JSON");
    refused(std::string(most_prompt_bytes + 1, ' '), "longer than");

    CHECK_FALSE(decode_truth(byte_vec(31, 0)).ok());
    CHECK_FALSE(decode_truth(byte_vec(32, 0)).ok());
    CHECK_FALSE(
        decode_truth(salted(R"({"kind":"guess","value":"1","tolerance":"","percent":false,"tempting":""})"))
            .ok());
    CHECK_FALSE(
        decode_truth(salted(R"({"kind":"text","value":"1","tolerance":"","percent":0,"tempting":""})")).ok());
    CHECK(decode_truth(salted(R"({"kind":"text","value":"1","tolerance":"","percent":false,"tempting":""})"))
              .ok());
}
