#include "actors/miner/axon_reply.hpp"

#include <algorithm>

#include "actors/miner/axon_json.hpp"
#include "replay/answers/json_walk.hpp"

namespace rf {
namespace {

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f\v") == text.npos; }

bool is_json(std::string_view content_type) {
    constexpr std::string_view wanted = "application/json";
    content_type = content_type.substr(0, std::min(content_type.find(';'), content_type.size()));
    while (content_type.ends_with(' ')) content_type.remove_suffix(1);
    return std::equal(content_type.begin(), content_type.end(), wanted.begin(), wanted.end(),
                      [](char a, char b) { return (a >= 'A' && a <= 'Z' ? char(a + 32) : a) == b; });
}

classified_reply judged(schema::Outcome outcome, std::string detail) {
    return {outcome, std::move(detail), {}};
}

// What can be said without reading the body; nothing if it must be read.
std::optional<classified_reply> judge_envelope(const received_reply& r, std::size_t most_bytes) {
    const std::string status = "HTTP " + std::to_string(r.http_status);
    if (r.http_status >= 300 && r.http_status < 400) return judged(schema::Outcome::REDIRECTED, status);
    if (r.http_status == 401 || r.http_status == 403 || r.http_status == 429 || r.http_status == 503) {
        return judged(schema::Outcome::REFUSED_BY_MINER, status);
    }
    if (r.http_status != 200) return judged(schema::Outcome::HTTP_ERROR, status);
    if (r.body.size() > most_bytes) {
        return judged(schema::Outcome::OVERSIZED, "over " + std::to_string(most_bytes) + " bytes");
    }
    if (!r.content_type.empty() && !is_json(r.content_type)) {
        return judged(schema::Outcome::MALFORMED, "its content type is not application/json");
    }
    if (!r.content_encoding.empty() && r.content_encoding != "identity") {
        return judged(schema::Outcome::MALFORMED, "its content is encoded");
    }
    return std::nullopt;
}

std::string joined(const std::vector<std::string>& notes) {
    constexpr std::size_t told = 3;
    std::string out;
    for (std::size_t i = 0; i < std::min(told, notes.size()); ++i) out += (i == 0 ? "" : "; ") + notes[i];
    return notes.size() <= told ? out : out + "; and " + std::to_string(notes.size() - told) + " more";
}

}  // namespace

classified_reply classify_task_reply(const received_reply& received, std::string_view task_id,
                                     const reply_limits& limits) {
    if (auto judged_already = judge_envelope(received, limits.body_bytes)) return std::move(*judged_already);
    task_reply_text came;
    auto reply = read_task_reply(received.body, limits, came);
    if (!reply) return judged(schema::Outcome::MALFORMED, reply.error().what);
    classified_reply out{schema::Outcome::ANSWERED, joined(reply->truncated), std::nullopt};
    const std::string_view answer = came.final_answer.value_or("");
    if (came.task_id && *came.task_id != task_id) {
        out = judged(schema::Outcome::WRONG_TASK, "the answer is of another task");
    } else if (is_blank(answer)) {
        out = judged(schema::Outcome::EMPTY_ANSWER, "no final_answer");
    } else {
        const auto expected = submission_hash(task_id, came.steps, answer);
        if (!expected) return judged(schema::Outcome::MALFORMED, "reasoning_steps: " + expected.error().what);
        if (reply->submission_hash.empty()) {
            out = judged(schema::Outcome::BAD_HASH, "no submission_hash");
        } else if (reply->submission_hash != *expected) {
            out =
                judged(schema::Outcome::BAD_HASH, "submission_hash is not that of the steps and the answer");
        }
    }
    out.reply = std::move(*reply);
    return out;
}

result<bool> read_health_reply(const received_reply& received) {
    constexpr std::size_t most_bytes = 64 * 1024;
    if (const auto judged_already = judge_envelope(received, most_bytes)) {
        return fault{fault_kind::unavailable, judged_already->detail, "health reply", ""};
    }
    json_walk walk({16, 4096});
    std::optional<std::string_view> said;
    using taken = json_walk::taken;
    const auto take = [&](std::string_view key, json_walk::value v) {
        if (key != "status") return taken::not_wanted;
        return walk.text(v, said) ? taken::handled : taken::failed;
    };
    if (!walk.document(received.body, take))
        return fault{fault_kind::invalid, walk.why(), "health reply", ""};
    return said == "ready";
}

}  // namespace rf
