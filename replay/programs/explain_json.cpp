#include "events/account_name.hpp"
#include "replay/hexfloat.hpp"
#include "replay/programs/explain_out.hpp"
#include "replay/programs/json_out.hpp"

namespace rf {
namespace {

// A sum of finite scores may have no finite value; then it has no bits to show.
void put_real(json_out& j, std::string_view name, double v) {
    j.key(name).object().key("bits");
    if (v - v == 0) j.value(to_hexfloat(v));
    else j.null();
    j.key("about").value(decimal(v)).end_object();
}

void put_event(json_out& j, std::string_view name, std::uint64_t number) {
    j.key(name);
    if (number == no_event) j.null();
    else j.value(number);
}

void put_numbers(json_out& j, std::string_view name, const std::vector<std::uint64_t>& all) {
    j.key(name).array();
    for (const std::uint64_t n : all) j.value(n);
    j.end_array();
}

void put_figures(json_out& j, std::string_view name, const figures& all) {
    j.key(name).object();
    for (const figure& f : all) put_real(j, f.name, f.value);
    j.end_object();
}

void put_account(json_out& j, const account& who) {
    j.key("account").value(name_of_account(who)).key("account_bytes").value(hex(who.encoded()));
}

void put_standing(json_out& j, const standing& s, bool uid_only) {
    j.object().key("uid").value(std::uint32_t(s.who.uid));
    if (!uid_only) put_account(j, s.who.who);
    put_real(j, "score", s.score);
    put_real(j, "share", s.share);
    j.key("weight").value(std::uint32_t(s.weight)).key("place").value(s.place).end_object();
}

void put_place(json_out& j, const explained& e, std::string_view name, std::optional<std::size_t> at) {
    j.key(name);
    if (at) put_standing(j, e.x.seats[*at], e.for_miner && *at != e.x.self);
    else j.null();
}

void put_body(json_out& j, const payload_text& p) {
    constexpr std::string_view states[] = {"none", "there", "absent", "damaged"};
    j.key("body").object().key("is").value(states[std::size_t(p.is)]);
    if (p.is != payload_text::state::none) j.key("sha256").value(hex(p.name)).key("length").value(p.length);
    if (p.is == payload_text::state::there) j.key("begins").value(p.begins);
    j.end_object();
}

void put_attempt(json_out& j, const explained_attempt& a) {
    j.object().key("attempt").value(std::uint32_t(a.number));
    put_event(j, "request", a.request);
    j.key("endpoint").value(a.endpoint).key("question_hash").value(hex(a.question_hash));
    put_event(j, "reply", a.reply);
    if (a.reply != no_event) {
        j.key("outcome").value(outcome_name(a.outcome)).key("fault").value(fault_name(a.fault));
        j.key("latency_ns").value(a.latency_ns).key("http_status").value(std::uint32_t(a.http_status));
        j.key("detail").value(a.detail).key("says").value(attempt_words(a));
        put_body(j, a.body);
        j.key("answer");
        if (a.body.answer) j.value(a.body.answer->text).key("answer_cut").value(a.body.answer->cut);
        else j.null().key("answer_cut").value(false);
        constexpr std::string_view signatures[] = {"none", "holds", "broken", "unchecked"};
        j.key("signature").value(signatures[std::size_t(a.signature)]);
    }
    put_event(j, "verified", a.verdict);
    j.key("checks").array();
    for (const explained_check& c : a.checks) {
        j.object().key("checker").value(c.checker).key("version").value(std::uint32_t(c.version));
        put_real(j, "value", c.value);
        j.key("note").value(c.note).end_object();
    }
    j.end_array().end_object();
}

void put_task(json_out& j, const explained& e, const explained_task& t) {
    j.object().key("task").value(std::uint32_t(t.ordinal)).key("id").value(hex(t.id));
    j.key("domain").value(t.domain).key("difficulty").value(std::uint32_t(t.difficulty));
    j.key("trap").value(t.trap).key("previously_unsolved").value(t.previously_unsolved);
    put_event(j, "opened", t.opened);
    put_event(j, "closed", t.closed);
    j.key("question").value(t.question.text).key("question_cut").value(t.question.cut);
    j.key("asked").value(t.sampled);
    j.key("counts").value(counts(t.what)).key("says").value(task_words(e.x, t));
    j.key("attempts_left_out").value(t.attempts_left_out).key("attempts").array();
    for (const explained_attempt& a : t.attempts) put_attempt(j, a);
    j.end_array();
    put_figures(j, "working", t.working);
    put_real(j, "contribution", t.contribution);
    put_numbers(j, "own_events", t.own);
    put_numbers(j, "events_of_others", t.others);
    j.end_object();
}

void put_parameters(json_out& j, const parameters& all) {
    j.key("parameters").object();
    for (const parameter& p : all) {
        j.key(p.name);
        if (const auto* d = std::get_if<double>(&p.value)) j.value(to_hexfloat(*d));
        else if (const auto* n = std::get_if<std::uint64_t>(&p.value)) j.value(*n);
        else if (const auto* b = std::get_if<bool>(&p.value)) j.value(*b);
        else j.value(std::get<std::string>(p.value));
    }
    j.end_object();
}

void put_after(json_out& j, const explained& e) {
    j.key("log_goes_on").value(e.x.goes_on).key("after").array();
    for (const weights_event& w : e.x.after) {
        j.object().key("event").value(w.number).key("kind").value(kind_name(w.kind));
        j.key("weight");
        if (w.value) j.value(std::uint32_t(*w.value));
        else j.null();
        j.key("block").value(w.block).key("says").value(after_words(e, w)).end_object();
    }
    j.end_array();
    put_event(j, "dropped_by", e.x.dropped);
}

void put_verdict(json_out& j, const explained& e) {
    j.key("verified").value(e.holds()).key("verdict").value(verdict_words(e));
    j.key("signed_checkpoint").value(!e.unaudited && e.audit.checkpoint);
    j.key("key").value(e.unaudited ? std::string() : e.audit.key).key("key_given").value(e.key_given);
    j.key("events_are_enough").value(e.enough);
}

}  // namespace

std::string explain_json(const explained& e) {
    const explanation& x = e.x;
    json_out j;
    j.object()
        .key("epoch")
        .value(x.epoch)
        .key("mechanism")
        .value(mechanism_name(x))
        .key("log")
        .value(x.origin);
    j.key("uid").value(std::uint32_t(x.who.uid));
    put_account(j, x.who.who);
    put_verdict(j, e);
    j.key("weight").value(std::uint32_t(x.own().weight));
    j.key("recorded_weight").value(std::uint32_t(x.recorded_weight));
    put_real(j, "recorded_score", x.recorded_score);
    put_place(j, e, "own", x.self);
    j.key("zero")
        .value(zero_name(x.zero))
        .key("why_zero")
        .value(zero_words(x))
        .key("withheld")
        .value(x.withheld);
    put_real(j, "total", x.total);
    j.key("positive_scores").value(x.positive).key("capped").value(x.capped).key("padded").value(x.padded);
    put_place(j, e, "highest", x.top);
    put_place(j, e, "one_above", x.above);
    put_place(j, e, "one_below", x.below);
    put_figures(j, "before_ranking", x.before_ranking);
    put_figures(j, "working", x.working);
    j.key("words").array();
    for (const std::string& line : working_lines(x)) j.value(line);
    j.end_array();
    put_event(j, "secret_committed", x.committed);
    put_event(j, "opened", x.opened);
    put_event(j, "sealed", x.sealed);
    j.key("carry_in").value(hex(x.carry_in));
    put_event(j, "carry_from", x.carry_from);
    put_event(j, "traffic", x.traffic);
    put_numbers(j, "settled", x.settled);
    put_numbers(j, "events", x.events);
    j.key("tasks").array();
    for (const explained_task& t : x.tasks) put_task(j, e, t);
    j.end_array();
    put_after(j, e);
    put_parameters(j, x.chosen);
    j.key("seats").array();
    for (std::size_t i = 0; i < x.seats.size(); ++i) put_standing(j, x.seats[i], e.for_miner && i != x.self);
    j.end_array().end_object();
    return j.text();
}

}  // namespace rf
