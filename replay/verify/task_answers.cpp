#include "replay/verify/task_answers.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "events/event_text.hpp"
#include "replay/answers/task_reply.hpp"
#include "replay/mechanism.hpp"
#include "replay/tasks/prompt.hpp"

namespace rf {
namespace {

// Eq. 11: each domain's checks in the order of its table.
struct domain_checks {
    std::string_view domain;
    std::array<std::string_view, 3> names;
};
constexpr domain_checks tables[] = {
    {"mathematics", {"proof", "steps", "numerical"}},      {"code", {"tests", "static_analysis", "formal"}},
    {"scientific", {"simulation", "statistics", "citations"}}, {"strategic", {"solver", "constraints", "equilibrium"}},
    {"causal", {"docalculus", "bootstrap", "dag"}},        {"ethical", {"coverage", "logic", ""}}};

std::vector<weighed_check> checks_of(std::string_view domain, const parameters& p) {
    std::vector<weighed_check> out;
    for (const auto& table : tables) {
        if (table.domain != domain) continue;
        for (const auto name : table.names)
            if (!name.empty())
                out.push_back({std::string(name),
                               number(p, "checks." + std::string(domain) + "." + std::string(name))});
    }
    return out;
}

expected_answer expected(const task_truth& t) {
    expected_answer out;
    out.kind = answer_kind(t.kind);
    out.value = t.value;
    out.tolerance = t.tolerance;
    out.percent = t.percent;
    out.tempting = t.tempting;
    return out;
}
static_assert(int(answer_kind::set) == int(truth_kind::set) && int(answer_kind::text) == int(truth_kind::text) &&
              int(answer_kind::decimal) == int(truth_kind::decimal));

hash32 blob_name(schema::BlobRef::Reader b) { return as_hash(bytes_of(b.getSha256())).value_or(hash32{}); }

}  // namespace

answered_task opened_task_of(event_reader event) {
    const auto from = event.getTaskOpened();
    answered_task t;
    std::memcpy(t.id.data(), event.getStreamId().begin(), t.id.size());
    t.ordinal = from.getOrdinal();
    t.domain = from.getDomain();
    t.difficulty = from.getDifficulty();
    t.trap = from.getTrap();
    t.truth_is_private = from.getSource() != schema::TaskSource::DRAWN;
    t.timeout_ms = from.getTimeoutMs();
    t.prompt = blob_name(from.getPrompt());
    t.truth = blob_name(from.getTruth());
    return t;
}

void take_reply(answered_task& task, schema::ReplyRecorded::Reader r) {
    std::erase_if(task.answered, [&](const answered_reply& each) { return each.uid == r.getUid(); });
    if (r.getOutcome() != schema::Outcome::ANSWERED) return;  // a void after an answer takes it back
    task.answered.push_back(
        {r.getUid(), *as_account(bytes_of(r.getAccount())), r.getLatencyNs(), blob_name(r.getBody())});
}

result<task_verdicts> verify_answers(const answered_task& from, std::string_view domain, const parameters& p,
                                     const payload_source& payloads, const similarity_history& history) {
    auto prompt_bytes = payloads(from.prompt);
    if (!prompt_bytes) return prompt_bytes.error();
    auto prompt = decode_prompt(*prompt_bytes);
    if (!prompt) return prompt.error();
    auto truth_bytes = payloads(from.truth);
    if (!truth_bytes) return truth_bytes.error();
    auto truth = decode_truth(*truth_bytes);
    if (!truth) return truth.error();

    task_to_verify task;
    task.problem = prompt->problem;
    task.domain = domain;
    task.difficulty = from.difficulty;
    task.timeout_ms = from.timeout_ms;
    task.trap = from.trap;
    task.truth = expected(*truth);
    task.truth.may_be_told = !from.truth_is_private;

    task_verdicts out;
    std::vector<byte_vec> bodies(from.answered.size());
    std::vector<reply_to_verify> replies;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        const answered_reply& r = from.answered[i];
        auto body = payloads(r.body);
        if (!body) {
            out.unread.emplace_back(r.uid, body.error());
            continue;
        }
        // What is longer than a reply may be reads as none, and need not be held.
        if (body->size() <= reply_limits{}.body_bytes) bodies[i] = std::move(*body);
        replies.push_back({r.who, r.uid, r.latency_ns, bodies[i], true});
    }
    std::sort(out.unread.begin(), out.unread.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    out.verdicts = verify_task(task, replies, history, checks_of(domain, p));
    for (verdict& v : out.verdicts)
        for (check_result& c : v.checks) c.note = bounded_text(c.note, most_detail);
    return out;
}

bool knows_checker(std::string_view name, std::uint16_t version) {
    if (version != 1) return false;
    if (name == "time" || name == "similarity") return true;
    return !name.empty() && std::any_of(std::begin(tables), std::end(tables), [&](const domain_checks& t) {
        return std::find(t.names.begin(), t.names.end(), name) != t.names.end();
    });
}

}  // namespace rf
