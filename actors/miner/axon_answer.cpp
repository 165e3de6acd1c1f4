#include <cmath>

#include "actors/miner/axon_json.hpp"
#include "actors/miner/axon_python.hpp"
#include "actors/miner/axon_server.hpp"

namespace rf {
namespace {

// Appends members of a JSON object in compact form, its characters as they are.
class members {
  public:
    members& null(std::string_view name) { return raw(name, "null"); }
    members& text(std::string_view name, std::string_view value) {
        key(name);
        put_plain_text(out_, value);
        return *this;
    }
    members& text_or_null(std::string_view name, const std::optional<std::string>& value) {
        return value ? text(name, *value) : null(name);
    }
    members& number(std::string_view name, std::int64_t value) { return raw(name, std::to_string(value)); }
    members& real(std::string_view name, double value) { return raw(name, python_float(value)); }
    members& raw(std::string_view name, std::string_view value) {
        key(name);
        out_ += value;
        return *this;
    }
    [[nodiscard]] std::string object() const { return "{" + out_ + "}"; }

  private:
    void key(std::string_view name) {
        if (!out_.empty()) out_ += ',';
        ((out_ += '"') += name) += "\":";
    }
    std::string out_;
};

std::string array_of(const std::vector<std::string>& written) {
    std::string out = "[";
    for (const auto& each : written) (out += out.size() == 1 ? "" : ",") += each;
    return out += "]";
}

std::string steps_json(const std::vector<solved_step>& steps) {
    std::vector<std::string> written;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& s = steps[i];
        members m;
        m.number("step_id", std::int64_t(i)).text("reasoning", s.reasoning).text("evidence", s.evidence)
            .real("confidence", std::isfinite(s.confidence) ? s.confidence : 0);
        if (s.formal_proof_fragment.empty()) m.null("formal_proof_fragment");
        else m.text("formal_proof_fragment", s.formal_proof_fragment);
        written.push_back(m.object());
    }
    return array_of(written);
}

// The members that every synapse begins with.
members common(const axon_call& call, std::string_view name) {
    members m;
    m.text("name", name).real("timeout", call.timeout_s).number("total_size", 0).number("header_size", 0);
    return m.raw("dendrite", "{}").raw("axon", "{}").text("computed_body_hash", call.body_hash);
}

axon_response answered(const axon_call& call, std::string_view name, const members& body,
                       double process_time_s) {
    return {200,
            {{"content-type", "application/json"},
             {"name", std::string(name)},
             {"timeout", python_float(call.timeout_s)},
             {"bt_header_axon_status_code", "200"},
             {"bt_header_axon_status_message", "Success"},
             {"bt_header_axon_process_time", python_float(process_time_s)},
             {"header_size", "0"},
             {"total_size", "0"},
             {"computed_body_hash", call.body_hash}},
            body.object()};
}

}  // namespace

axon_response answer_task(const axon_call& call, const asked_task& asked, const solved_task& solved,
                          double process_time_s) {
    const std::string steps = steps_json(solved.steps);
    const auto hash = submission_hash(asked.task_id, steps, solved.final_answer);
    members m = common(call, "ReasoningTask");
    m.raw("required_hash_fields", R"(["task_id","problem","domain","difficulty"])")
        .text("task_id", solved.task_id.value_or(asked.task_id))
        .text("problem", asked.problem)
        .text("domain", asked.domain)
        .number("difficulty", asked.difficulty)
        .number("timeout_seconds", asked.timeout_seconds)
        .text_or_null("context", asked.context)
        .text_or_null("constraints", asked.constraints)
        .raw("reasoning_steps", steps)
        .text("final_answer", solved.final_answer)
        .text_or_null("proof_status", solved.proof_status)
        .text_or_null("proof_artifact", solved.proof_artifact)
        .text_or_null("code_artifact", solved.code_artifact)
        .number("time_taken_ms", solved.time_taken_ms)
        .text("submission_hash", solved.submission_hash.value_or(hash ? *hash : ""));
    return answered(call, "ReasoningTask", m, process_time_s);
}

axon_response answer_health(const axon_call& call, std::string_view readiness,
                            const std::vector<std::string>& domains, double process_time_s) {
    std::vector<std::string> written;
    for (const auto& domain : domains) put_plain_text(written.emplace_back(), domain);
    members m = common(call, "HealthCheck");
    m.raw("required_hash_fields", "[]").text("status", readiness).raw("supported_domains", array_of(written))
        .null("model_info").null("version");
    return answered(call, "HealthCheck", m, process_time_s);
}

axon_response answer_result(const axon_call& call, const told_result& told, double process_time_s) {
    members m = common(call, "TaskResult");
    m.raw("required_hash_fields", R"(["epoch_id","miner_uid"])").number("epoch_id", told.epoch)
        .number("miner_uid", told.uid).null("scores");
    if (told.score) m.real("s_epoch", *told.score);
    else m.null("s_epoch");
    if (told.rank) m.number("rank", *told.rank);
    else m.null("rank");
    m.null("total_tao");
    return answered(call, "TaskResult", m, process_time_s);
}

axon_response answer_query(const axon_call& call, const task_query& query,
                           const std::vector<std::string>& tasks, double process_time_s) {
    members m = common(call, "TaskQuerySynapse");
    m.text_or_null("task_id", query.task_id);
    if (query.start_time_s) m.real("start_time", *query.start_time_s);
    else m.null("start_time");
    m.raw("tasks", array_of(tasks));
    return answered(call, "TaskQuerySynapse", m, process_time_s);
}

axon_response answer_refusal(const axon_refusal& refusal) {
    members m;
    if (refusal.http_status == 400 || refusal.http_status == 422) m.text("detail", refusal.message);
    else m.text("message", refusal.message);
    return {refusal.http_status,
            {{"content-type", "application/json"},
             {"bt_header_axon_status_code", std::to_string(refusal.http_status)},
             {"bt_header_axon_status_message", refusal.message}},
            m.object()};
}

}  // namespace rf
