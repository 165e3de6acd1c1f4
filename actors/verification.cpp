#include "actors/verification.hpp"

#include <algorithm>

#include "replay/tasks/prompt.hpp"

namespace rf {
namespace {

// How far back a copy is looked for, at most; fewer where these fill the history.
constexpr std::uint32_t epochs_back = 8;

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

question_name name_of(const verify_brief& b, std::size_t at) {
    question_name q;
    q.epoch = b.epoch;
    q.task = b.task.id;
    q.ordinal = b.task.ordinal;
    q.uid = b.task.answered[at].uid;
    q.attempt = b.attempts[at];
    q.who = b.task.answered[at].who;
    return q;
}

std::vector<found_check> found(const std::vector<check_result>& checks) {
    std::vector<found_check> out;
    for (const check_result& c : checks) out.push_back({c.name, c.version, c.value, c.note});
    return out;
}

// One sealed epoch's answers: by task, then (latency, account).
struct old_task {
    hash32 prompt;
    std::vector<desk_reply> answers;
};
result<std::vector<old_task>> answers_of(const log_reader& log, std::uint32_t epoch) {
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    auto events = log.scan(span->opened, span->sealed.value_or(log.head().size), reading::plain);
    if (!events) return events.error();
    event_decoder decoder;
    desk d;
    std::vector<old_task> out;
    for (;;) {
        auto more = (*events)->next();
        if (!more) return more.error();
        if (!*more) break;
        auto event = decoder.read((*events)->bytes());
        if (!event) return event.error();
        d.take(*event);
    }
    for (desk_task& t : d.tasks) {
        std::sort(t.answered.begin(), t.answered.end(), [](const desk_reply& a, const desk_reply& b) {
            return a.latency_ns != b.latency_ns ? a.latency_ns < b.latency_ns : a.who < b.who;
        });
        out.push_back({t.prompt, std::move(t.answered)});
    }
    return out;
}

// What cannot be read (pruned, damaged) is not compared with.
void remember(similarity_history& h, const log_reader& log, std::uint32_t epoch) {
    auto tasks = answers_of(log, epoch);
    if (!tasks) return;
    for (const old_task& t : *tasks) {
        auto bytes = log.read_blob(t.prompt);
        if (!bytes) continue;
        auto prompt = decode_prompt(*bytes);
        if (!prompt) continue;
        for (const desk_reply& r : t.answers)
            if (auto body = log.read_blob(r.body)) h.add(epoch, r.who, prompt->problem, *body);
    }
}

}  // namespace

std::shared_ptr<const similarity_history> verification::history_before(std::uint32_t epoch) {
    const std::lock_guard lock(one_at_a_time_);
    if (history_of_ == epoch) return history_;
    const std::uint32_t from = epoch > epochs_back ? epoch - epochs_back : 1;
    auto next = std::make_shared<similarity_history>();
    std::uint32_t first = from;
    if (history_of_ != 0 && history_of_ < epoch && history_of_ >= from) {
        *next = *history_;
        next->forget_before(from);
        first = history_of_;
    }
    for (std::uint32_t e = first; e < epoch; ++e) remember(*next, log_, e);
    history_of_ = epoch;
    history_ = std::move(next);
    return history_;
}

std::vector<record> verification::verify(const verify_brief& brief, const std::vector<std::uint16_t>& uids) {
    std::vector<record> out;
    auto wanted = [&](std::uint16_t uid) { return std::find(uids.begin(), uids.end(), uid) != uids.end(); };
    auto all_void = [&](const fault& why) {
        for (std::size_t i = 0; i < brief.task.answered.size(); ++i)
            if (wanted(brief.task.answered[i].uid))
                out.push_back(void_recorded(name_of(brief, i), schema::Outcome::CRASHED, why.text()));
        return std::move(out);
    };
    auto prompt_bytes = log_.read_blob(brief.task.prompt);
    if (!prompt_bytes) return all_void(prompt_bytes.error());
    auto prompt = decode_prompt(*prompt_bytes);
    if (!prompt) return all_void(prompt.error());
    auto truth_bytes = log_.read_blob(brief.task.truth);
    if (!truth_bytes) return all_void(truth_bytes.error());
    auto truth = decode_truth(*truth_bytes);
    if (!truth) return all_void(truth.error());

    task_to_verify task;
    task.problem = prompt->problem;
    task.domain = brief.domain;
    task.difficulty = brief.task.difficulty;
    task.timeout_ms = brief.task.timeout_ms;
    task.trap = brief.task.trap;
    task.truth = expected(*truth);

    std::vector<byte_vec> bodies(brief.task.answered.size());
    std::vector<reply_to_verify> replies;
    for (std::size_t i = 0; i < bodies.size(); ++i) {
        const desk_reply& r = brief.task.answered[i];
        auto body = log_.read_blob(r.body);
        if (!body) {
            if (wanted(r.uid))
                out.push_back(void_recorded(name_of(brief, i), schema::Outcome::CRASHED, body.error().text()));
            continue;
        }
        bodies[i] = std::move(*body);
        replies.push_back({r.who, r.uid, r.latency_ns, bodies[i], true});
    }
    const auto history = history_before(brief.epoch);
    const auto checks = checks_of(brief.domain, brief.params);
    for (const verdict& v : verify_task(task, replies, *history, checks)) {
        if (!wanted(v.uid)) continue;
        const auto at = std::find_if(brief.task.answered.begin(), brief.task.answered.end(),
                                     [&](const desk_reply& r) { return r.uid == v.uid; });
        out.push_back(reply_verified(name_of(brief, std::size_t(at - brief.task.answered.begin())), found(v.checks),
                                     {v.quality, v.accuracy, v.novelty, v.efficiency, v.similarity}));
    }
    return out;
}

}  // namespace rf
