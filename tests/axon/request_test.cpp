#include "actors/miner/axon_request.hpp"

#include <doctest/doctest.h>

#include <charconv>

#include "actors/miner/axon_json.hpp"
#include "tests/axon/golden.hpp"

namespace rf {
namespace {

hotkey key_of_seed(const std::string& seed) {
    auto key = hotkey_from_suri("0x" + seed);
    REQUIRE(key);
    return *key;
}

std::uint64_t number(const std::string& text) {
    std::uint64_t n = 0;
    std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
}

// The fields of the example's own task, which no UUID of ours names.
axon_synapse example_synapse(simdjson::dom::element row) {
    const std::string body = golden_text(row, "body");
    const std::string mark = "\"computed_body_hash\": \"\"";
    const std::size_t at = body.find(mark) + mark.size();
    std::vector<std::string> values;
    for (auto each : row["python_str_of_fields"]) values.emplace_back(each.get_string().value());
    simdjson::dom::element headers = row["headers"];
    return {golden_text(headers, "name"), body.substr(at, body.size() - at - 1), hex(axon_body_hash(values))};
}

axon_envelope example_envelope(simdjson::dom::element headers) {
    axon_envelope e;
    e.miner_ip = golden_text(headers, "bt_header_axon_ip");
    e.miner_port = std::uint16_t(number(golden_text(headers, "bt_header_axon_port")));
    e.miner_address = golden_text(headers, "bt_header_axon_hotkey");
    e.caller_ip = golden_text(headers, "bt_header_dendrite_ip");
    e.nonce = number(golden_text(headers, "bt_header_dendrite_nonce"));
    e.uuid = golden_text(headers, "bt_header_dendrite_uuid");
    e.timeout_s = std::strtod(golden_text(headers, "timeout").c_str(), nullptr);
    e.header_size = number(golden_text(headers, "header_size"));
    e.total_size = number(golden_text(headers, "total_size"));
    return e;
}

TEST_CASE("headers and body are the SDK's, byte for byte, but for the signature") {
    int seen = 0;
    for (auto row : golden().wire) {
        simdjson::dom::object headers;
        REQUIRE(row["headers"].get(headers) == simdjson::SUCCESS);
        simdjson::dom::element as_element;
        REQUIRE(row["headers"].get(as_element) == simdjson::SUCCESS);
        const hotkey caller = key_of_seed(golden_text(row, "validator_seed"));
        CHECK(caller.address == golden_text(row, "validator_hotkey"));
        const axon_synapse synapse = example_synapse(row);
        CHECK(synapse.body_hash == golden_text(row, "computed_body_hash"));
        const axon_envelope envelope = example_envelope(as_element);
        const auto request = make_axon_request(synapse, envelope, caller, {});
        CHECK(request.target == "/" + golden_text(as_element, "name"));

        // A signature is randomised: ours in place of the example's.
        const std::string theirs = golden_text(row, "example_signature");
        std::string ours;
        std::size_t at = 0;
        for (auto [name, value] : headers) {
            // The SDK sends this one for required fields; ours have none.
            if (name.starts_with("bt_header_input_obj_")) continue;
            REQUIRE(at < request.headers.size());
            CHECK(request.headers[at].name == name);
            if (name == "bt_header_dendrite_signature") ours = request.headers[at].value;
            else CHECK(request.headers[at].value == value.get_string().value());
            ++at;
        }
        CHECK(at == request.headers.size());
        std::string body = golden_text(row, "body");
        body.replace(body.find(theirs), theirs.size(), ours);
        CHECK(request.body == body);

        const std::string message = axon_sign_message(envelope.nonce, caller.address, envelope.miner_address,
                                                      envelope.uuid, synapse.body_hash);
        CHECK(message == golden_text(row, "sign_message"));
        CHECK(verify(caller.pair.public_key, view(message), *from_hex(ours.substr(2))));
        CHECK(verify(caller.pair.public_key, view(message), *from_hex(theirs.substr(2))));
        ++seen;
    }
    CHECK(seen == 2);
}

TEST_CASE("a task's fields are those of the SDK's example") {
    task_question task;
    task.id = *uuid_from_text("01234567-89ab-cdef-0123-456789abcdef");
    task.problem = "What is 2+2? \u00e9";
    task.domain = "mathematics";
    task.difficulty = 5;
    task.timeout_ms = 30'000;
    std::string expected = example_synapse(golden().wire.at(0)).fields;
    expected.replace(expected.find("\"t-1\""), 5, "\"01234567-89ab-cdef-0123-456789abcdef\"");
    const auto synapse = reasoning_synapse(task);
    CHECK(synapse.fields == expected);
    CHECK(synapse.name == "ReasoningTask");
    CHECK(synapse.body_hash == hex(reasoning_body_hash(task)));
    CHECK(synapse.body_hash ==
          hex(axon_body_hash({"01234567-89ab-cdef-0123-456789abcdef", task.problem, "mathematics", "5"})));
}

TEST_CASE("the other synapses have the fields of their declarations, in that order") {
    // H("") where no field is hashed, as it is written down for the SDK.
    const std::string of_nothing = "a7ffc6f8bf1ed76651c14756a061d662f580ff4de43b49fa82d80a4b80f8434a";
    CHECK(health_synapse().fields == R"(, "required_hash_fields": [], "status": null, )"
                                     R"("supported_domains": null, "model_info": null, "version": null)");
    CHECK(health_synapse().body_hash == of_nothing);
    CHECK(result_synapse({7, 3, 0.5, 2}).fields ==
          R"(, "required_hash_fields": ["epoch_id", "miner_uid"], "epoch_id": 7, "miner_uid": 3, )"
          R"("scores": null, "s_epoch": 0.5, "rank": 2, "total_tao": null)");
    CHECK(result_synapse({7, 3, 0.5, 0}).fields.find("\"rank\": null") != std::string::npos);
    CHECK(result_synapse({7, 3, 0.5, 2}).body_hash == hex(axon_body_hash({"7", "3"})));
    CHECK(query_synapse("t", 1.5).fields == R"(, "task_id": "t", "start_time": 1.5, "tasks": null)");
    CHECK(query_synapse({}, {}).fields == R"(, "task_id": null, "start_time": null, "tasks": null)");
    CHECK(query_synapse({}, {}).body_hash == of_nothing);
}

TEST_CASE("a uuid is of version 1, tells its time, and comes back from its text") {
    // 2024-06-11 12:00:00 UTC, as Python's uuid module numbers it.
    hash32 random;
    random.b.fill(0xff);
    const auto id = make_uuid(1'718'107'200'000'000'000, random);
    const std::string text = uuid_text(id);
    CHECK(text == "20ece000-27ea-11ef-bfff-ffffffffffff");
    CHECK(uuid_from_text(text) == id);
    for (std::size_t i = 0; i < text.size(); ++i) {
        CHECK_FALSE(uuid_from_text(text.substr(0, i)).has_value());
        std::string other = text;
        other[i] = 'g';
        CHECK_FALSE(uuid_from_text(other).has_value());
    }
}

}  // namespace
}  // namespace rf
