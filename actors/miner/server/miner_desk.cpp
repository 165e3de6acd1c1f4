#include "actors/miner/server/miner_desk.hpp"

#include <algorithm>

#include "events/json_text.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t most_remembered = 64;
constexpr std::size_t oversized_bytes = 2u << 20;
constexpr double most_patience_s = 600;

const std::vector<std::string> domains{"mathematics", "code", "scientific", "strategic", "causal", "ethical"};

milliseconds in_ms(double seconds) {
    return milliseconds(std::int64_t(std::clamp(seconds, 0.0, most_patience_s) * 1000));
}

std::string_view synapse_name(axon_synapse_kind k) {
    switch (k) {
        case axon_synapse_kind::reasoning_task:
            return "ReasoningTask";
        case axon_synapse_kind::health_check:
            return "HealthCheck";
        case axon_synapse_kind::task_result:
            return "TaskResult";
        case axon_synapse_kind::task_query:
            return "TaskQuerySynapse";
    }
    return "";
}

}  // namespace

miner_desk::miner_desk(const account& who, desk_settings settings, axon_gate::standing_of standing)
    : who_(who), settings_(std::move(settings)), gate_(who, settings_.gate, std::move(standing)) {
    if (settings_.signs) signer_.emplace(*settings_.signs);
}

spoken miner_desk::answer(std::string_view target, std::span<const header_view> headers,
                          std::string_view body, std::int64_t utc_ns) {
    spoken s;
    const auto refused = [&](const axon_refusal& why) {
        s.response = answer_refusal(why);
        s.closes = why.http_status == 500;  // as uvicorn does, without saying so
        return s;
    };
    auto call = read_axon_call(target, headers);
    if (const auto* why = std::get_if<axon_refusal>(&call)) return refused(*why);
    const auto& c = std::get<axon_call>(call);
    s.synapse = synapse_name(c.kind);
    s.caller = c.caller_address;
    s.patience = in_ms(c.timeout_s);
    auto admitted = gate_.admit(c, utc_ns);
    if (const auto* why = std::get_if<axon_refusal>(&admitted)) return refused(*why);
    s.stake = std::get<admitted_call>(admitted).priority;
    auto question = read_axon_body(c, body);
    if (const auto* why = std::get_if<axon_refusal>(&question)) return refused(*why);

    const auto& q = std::get<axon_question>(question);
    if (const auto* asked = std::get_if<asked_task>(&q)) {
        remember(*asked, double(utc_ns) * 1e-9);
        s = to_task(c, *asked, std::move(s));
        if (!signer_ || s.response.body.empty()) return s;
        const bool falsely = settings_.acts == behaviour::forger;
        if (auto h = signer_->sign(c, std::get<admitted_call>(admitted).caller, s.response.body, falsely))
            s.response.headers.push_back(std::move(*h));
        return s;
    }
    if (const auto* told = std::get_if<told_result>(&q)) {
        s.response = answer_result(c, *told, 0);
        if (signer_ && settings_.keep)
            for (const told_receipt& each : signer_->read(c, *told)) settings_.keep(each);
    } else if (const auto* query = std::get_if<task_query>(&q)) {
        s.response = answer_query(c, *query, remembered(*query), 0);
    } else {
        s.response = answer_health(c, "ready", domains, 0);
    }
    return s;
}

spoken miner_desk::to_task(const axon_call& call, const asked_task& asked, spoken s) {
    const bool copies = settings_.acts == behaviour::copycat && settings_.copied_miner;
    const account& thinker = copies ? *settings_.copied_miner : who_;
    const tier& how = tier_of(copies ? settings_.copied : settings_.acts);
    thought t = think_about(asked, thinker, how, settings_.solve, settings_.least_bytes);
    if (copies) t.think_share = t.think_share * 1.1 + 0.02;
    s.thinks = true;
    const double thinking_s = call.timeout_s * t.think_share * settings_.pace;
    s.thinking = in_ms(thinking_s);
    t.solved.time_taken_ms = s.thinking.count();
    misbehave(call, asked, t, s);
    if (s.response.body.empty() && s.how != spoken::manner::never) {
        s.response = answer_task(call, asked, t.solved, thinking_s);
    }
    return s;
}

void miner_desk::misbehave(const axon_call& call, const asked_task& asked, thought& t, spoken& s) const {
    const hash32 other = sha256(view("another " + asked.task_id));
    const auto refused = [&](unsigned code, const std::string& why) {
        s.response = answer_refusal({code, why});
        s.thinks = false;
    };
    switch (settings_.acts) {
        case behaviour::silent:
        case behaviour::half_open:
            s.how = spoken::manner::never;
            break;
        case behaviour::slow:
            s.thinking = in_ms(call.timeout_s * 1.25 + 0.05);
            break;
        case behaviour::drip:
            s.how = spoken::manner::drip;
            break;
        case behaviour::oversized:
            t.solved.steps.front().reasoning.append(oversized_bytes, 'x');
            break;
        case behaviour::garbage:
            s.response = answer_task(call, asked, t.solved, 0);
            s.response.body = std::string(chars(other)) + s.response.body.substr(0, 100);
            break;
        case behaviour::wrong_hash:
            t.solved.submission_hash = hex(other);
            break;
        case behaviour::wrong_task:
            t.solved.task_id = hex(other).substr(0, 32);
            break;
        case behaviour::http_500:
            refused(500, "Internal Server Error #" + hex(other).substr(0, 32));
            s.closes = true;
            break;
        case behaviour::redirect:
            s.response = {307, {{"location", "http://127.0.0.1:1/ReasoningTask"}}, "moved"};
            break;
        case behaviour::refuse:
            refused(403, "Forbidden. Key is blacklisted: this miner answers nobody.");
            break;
        case behaviour::empty:
            t.solved.steps.clear();
            t.solved.final_answer.clear();
            break;
        default:
            break;
    }
}

void miner_desk::remember(const asked_task& asked, double utc_s) {
    std::string json = "{\"task_id\": ";
    put_json_text(json, asked.task_id);
    put_json_text(json.append(", \"domain\": "), asked.domain);
    json.append(", \"difficulty\": ").append(std::to_string(asked.difficulty)).append("}");
    done_.push_back({asked.task_id, std::move(json), utc_s});
    if (done_.size() > most_remembered) done_.pop_front();
}

std::vector<std::string> miner_desk::remembered(const task_query& query) const {
    std::vector<std::string> found;
    for (const done_task& d : done_) {
        if (query.task_id && *query.task_id != d.task_id) continue;
        if (query.start_time_s && d.at_s < *query.start_time_s) continue;
        found.push_back(d.json);
    }
    return found;
}

}  // namespace rf
