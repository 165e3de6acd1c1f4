#include "replay/answers/task_reply.hpp"

#include <algorithm>

#include "replay/answers/json_walk.hpp"

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

class task_reader {
  public:
    explicit task_reader(const reply_limits& limits)
        : limits_(limits), walk_({limits.depth, limits.values}) {}

    bool read(std::string_view body) {
        return walk_.document(body,
                              [this](std::string_view key, json_walk::value v) { return member(key, v); });
    }

    task_reply reply;
    task_reply_text came;
    [[nodiscard]] std::string why() const {
        return where_.empty() ? walk_.why() : where_ + ": " + walk_.why();
    }

  private:
    taken member(std::string_view key, json_walk::value v) {
        if (key == "task_id") return as(walk_.text(v, came.task_id), key);
        if (key == "reasoning_steps") return as(read_steps(v), key);
        if (key == "final_answer") {
            if (!walk_.text(v, came.final_answer)) return as(false, key);
            cut(came.final_answer, reply.final_answer, limits_.answer_chars, key);
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
        came.steps = {begin, std::size_t(walk_.now() - begin)};
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

}  // namespace

result<task_reply> read_task_reply(std::string_view body, const reply_limits& limits, task_reply_text& came) {
    task_reader reader(limits);
    if (!reader.read(body)) return fault{fault_kind::invalid, reader.why(), "a task's reply", ""};
    came = reader.came;
    return std::move(reader.reply);
}

std::optional<task_reply> read_answer(byte_view body) {
    const reply_limits limits;
    if (body.size() > limits.body_bytes) return std::nullopt;
    task_reply_text came;
    auto reply = read_task_reply(chars(body), limits, came);
    if (!reply) return std::nullopt;
    return std::move(*reply);
}

}  // namespace rf
