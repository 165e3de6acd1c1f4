#include "actors/miner/axon_reply.hpp"

#include <algorithm>

#include "actors/miner/axon_json.hpp"
#include "actors/miner/axon_walk.hpp"

namespace rf {
namespace {

using taken = json_walk::taken;
using maybe_text = std::optional<std::string_view>;

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The bytes of the first `most` characters of UTF-8.
std::size_t bytes_of(std::string_view text, std::size_t most) {
    if (text.size() <= most) return text.size();
    std::size_t characters = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (!continues(text[i]) && ++characters > most) return i;
    }
    return text.size();
}

std::size_t decoded_bytes(std::string_view base64) {
    while (base64.ends_with('=')) base64.remove_suffix(1);
    return base64.size() / 4 * 3 + base64.size() % 4 * 3 / 4;
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n\f\v") == text.npos; }

class task_reader {
  public:
    explicit task_reader(const reply_limits& limits)
        : limits_(limits), walk_({limits.depth, limits.values}) {}

    bool read(std::string_view body) {
        return walk_.document(body,
                              [this](std::string_view key, json_walk::value v) { return member(key, v); });
    }

    task_reply reply;
    // As they came, for the hash; valid until the next document.
    maybe_text task_id, answer;
    std::string_view steps;
    [[nodiscard]] std::string why() const {
        return where_.empty() ? walk_.why() : where_ + ": " + walk_.why();
    }

  private:
    taken member(std::string_view key, json_walk::value v) {
        if (key == "task_id") return as(walk_.text(v, task_id), key);
        if (key == "reasoning_steps") return as(read_steps(v), key);
        if (key == "final_answer") {
            if (!walk_.text(v, answer)) return as(false, key);
            cut(answer, reply.final_answer, limits_.answer_chars, key);
            return taken::handled;
        }
        if (key == "proof_status") return as(cut_text(v, reply.proof_status, limits_.step_chars, key), key);
        if (key == "proof_artifact") return as(artifact(v, reply.proof_artifact, true, key), key);
        if (key == "code_artifact") return as(artifact(v, reply.code_artifact, false, key), key);
        if (key == "submission_hash")
            return as(cut_text(v, reply.submission_hash, limits_.step_chars, key), key);
        return taken::not_wanted;
    }

    taken as(bool read, std::string_view name) {
        if (read) return taken::handled;
        if (where_.empty()) where_ = name;
        return taken::failed;
    }

    bool read_steps(json_walk::value v) {
        bool null = false;
        if (!walk_.is_null(v, null) || null) return null;
        const char* const begin = walk_.begin_of(v);
        std::size_t count = 0;
        const bool read = walk_.array(v, [&](json_walk::value each) {
            reply_step step;
            const bool kept = ++count <= limits_.steps;
            if (!walk_.object(each, [&](std::string_view key, json_walk::value m) {
                    return kept ? step_member(key, m, step, count) : taken::not_wanted;
                })) {
                return false;
            }
            if (kept) reply.steps.push_back(std::move(step));
            return true;
        });
        if (!read) return false;
        // Behind a member something always follows: a comma, or the end of the object.
        steps = {begin, std::size_t(walk_.now() - begin)};
        if (count > limits_.steps) {
            reply.truncated.push_back(std::to_string(count) + " steps cut to " +
                                      std::to_string(limits_.steps));
        }
        return true;
    }

    taken step_member(std::string_view key, json_walk::value v, reply_step& step, std::size_t number) {
        if (key == "confidence") return as(walk_.real(v, step.confidence), "a step's confidence");
        std::string* const to = key == "reasoning" ? &step.reasoning
                                : key == "evidence" ? &step.evidence
                                : key == "formal_proof_fragment" ? &step.formal_proof_fragment : nullptr;
        if (to == nullptr) return taken::not_wanted;
        return as(cut_text(v, *to, limits_.step_chars, key, number), key);
    }

    bool cut_text(json_walk::value v, std::string& to, std::size_t most, std::string_view name,
                  std::size_t step = 0) {
        maybe_text text;
        if (!walk_.text(v, text)) return false;
        cut(text, to, most, name, step);
        return true;
    }

    void cut(maybe_text text, std::string& to, std::size_t most, std::string_view name,
             std::size_t step = 0) {
        if (!text) return;
        const std::size_t bytes = bytes_of(*text, most);
        to = text->substr(0, bytes);
        if (bytes == text->size()) return;
        const std::string place = step == 0 ? std::string() : " of step " + std::to_string(step);
        reply.truncated.push_back(std::string(name) + place + " cut to " + std::to_string(most) +
                                  " characters");
    }

    // Half an artifact proves nothing, so one too large is dropped whole.
    bool artifact(json_walk::value v, std::string& to, bool base64, std::string_view name) {
        maybe_text text;
        if (!walk_.text(v, text)) return false;
        if (!text) return true;
        const std::size_t size = base64 ? decoded_bytes(*text) : text->size();
        const std::size_t most = base64 ? limits_.proof_bytes : limits_.code_bytes;
        if (size <= most) to = *text;
        else reply.truncated.push_back(std::string(name) + " of " + std::to_string(size) + " bytes dropped");
        return true;
    }

    const reply_limits& limits_;
    json_walk walk_;
    std::string where_;  // the member that is wrong
};

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
    task_reader reader(limits);
    if (!reader.read(received.body)) {
        return judged(schema::Outcome::MALFORMED, reader.why());
    }
    classified_reply out{schema::Outcome::ANSWERED, joined(reader.reply.truncated), std::nullopt};
    if (reader.task_id && *reader.task_id != task_id) {
        out = judged(schema::Outcome::WRONG_TASK, "the answer is of another task");
    } else if (is_blank(reader.answer.value_or(""))) {
        out = judged(schema::Outcome::EMPTY_ANSWER, "no final_answer");
    } else {
        const auto expected = submission_hash(task_id, reader.steps, reader.answer.value_or(""));
        if (!expected) return judged(schema::Outcome::MALFORMED, "reasoning_steps: " + expected.error().what);
        if (reader.reply.submission_hash.empty()) {
            out = judged(schema::Outcome::BAD_HASH, "no submission_hash");
        } else if (reader.reply.submission_hash != *expected) {
            out =
                judged(schema::Outcome::BAD_HASH, "submission_hash is not that of the steps and the answer");
        }
    }
    out.reply = std::move(reader.reply);
    return out;
}

result<bool> read_health_reply(const received_reply& received) {
    constexpr std::size_t most_bytes = 64 * 1024;
    if (const auto judged_already = judge_envelope(received, most_bytes)) {
        return fault{fault_kind::unavailable, judged_already->detail, "health reply", ""};
    }
    json_walk walk({16, 4096});
    std::optional<std::string_view> said;
    const auto take = [&](std::string_view key, json_walk::value v) {
        if (key != "status") return taken::not_wanted;
        return walk.text(v, said) ? taken::handled : taken::failed;
    };
    if (!walk.document(received.body, take))
        return fault{fault_kind::invalid, walk.why(), "health reply", ""};
    return said == "ready";
}

}  // namespace rf
