// The first byte picks: a miner's reply; a call, as "target\nname: value\n...\n\nbody";
// or JSON as Python takes it. Whatever it is, it is judged the same way twice, what
// simdjson accepts the rewriter accepts too, and its spelling is a fixed point.
#include <algorithm>
#include <string>
#include <vector>

#include "actors/miner/axon_json.hpp"
#include "actors/miner/axon_reply.hpp"
#include "actors/miner/axon_server.hpp"
#include "events/json_text.hpp"
#include "tests/fuzz/target.hpp"

namespace rf {
namespace {

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t n = character_bytes(text);
        if (n == 0) return false;
        text.remove_prefix(n);
    }
    return true;
}

void check_text(const std::string& text, std::size_t most_bytes) {
    RF_REQUIRE(is_utf8(text));
    RF_REQUIRE(text.size() <= most_bytes);
}

void check_reply(std::string_view body) {
    const received_reply received{200, "application/json", "", body};
    const auto one = classify_task_reply(received, "t-1"), two = classify_task_reply(received, "t-1");
    RF_REQUIRE(one.outcome == two.outcome && one.detail == two.detail);
    const reply_limits limits;
    RF_REQUIRE(one.reply.has_value() == (one.outcome != schema::Outcome::MALFORMED));
    if (one.outcome == schema::Outcome::MALFORMED) RF_REQUIRE(!one.detail.empty());
    if (one.reply) {
        RF_REQUIRE(one.reply->steps.size() <= limits.steps);
        check_text(one.reply->final_answer, 4 * limits.answer_chars);
        for (const auto& step : one.reply->steps) {
            check_text(step.reasoning, 4 * limits.step_chars);
            check_text(step.evidence, 4 * limits.step_chars);
            if (step.confidence) RF_REQUIRE(*step.confidence - *step.confidence == 0);
        }
        RF_REQUIRE(canonical_json(body).ok() || body.size() > most_integer_digits);
    }
    (void)read_health_reply(received);
}

void check_call(std::string_view text) {
    std::vector<header_view> headers;
    const auto line = [&] {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view out = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        return out;
    };
    const std::string_view target = line();
    for (std::string_view each = line(); !each.empty(); each = line()) {
        const std::size_t colon = std::min(each.find(": "), each.size());
        headers.push_back({each.substr(0, colon), each.substr(std::min(colon + 2, each.size()))});
    }
    const auto call = read_axon_call(target, headers);
    if (!std::holds_alternative<axon_call>(call)) return;
    const auto& c = std::get<axon_call>(call);
    axon_gate gate(account{}, {}, [](const account&) { return caller_standing{true, 1}; });
    RF_REQUIRE(gate.admit(c, 1).index() == 1);  // nobody signs for this axon
    const auto question = read_axon_body(c, text);
    const auto* read = std::get_if<axon_question>(&question);
    const auto* asked = read == nullptr ? nullptr : std::get_if<asked_task>(read);
    if (asked == nullptr) return;
    solved_task solved;
    solved.steps = {{asked->problem, asked->domain, "", 0.5}};
    solved.final_answer = "x" + asked->problem;
    const auto answer = answer_task(c, *asked, solved, 0);
    const auto judged = classify_task_reply({200, "", "", answer.body}, asked->task_id);
    RF_REQUIRE(judged.outcome == schema::Outcome::ANSWERED);
}

void check_python(std::string_view text) {
    const auto once = canonical_json(text);
    RF_REQUIRE(once.ok() == python_str(text).ok());
    if (!once) return;
    const auto twice = canonical_json(*once);
    RF_REQUIRE(twice.ok() && *twice == *once);
}

}  // namespace
}  // namespace rf

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view text = rf::chars({data + 1, size - 1});
    switch (data[0] % 3) {
        case 0: rf::check_reply(text); break;
        case 1: rf::check_call(text); break;
        default: rf::check_python(text);
    }
    return 0;
}
