#include "replay/hexfloat.hpp"
#include "replay/programs/diff_out.hpp"
#include "replay/programs/json_out.hpp"

namespace rf {
namespace {

std::string hex_of(const account& who) { return "0x" + hex(byte_view(who.b.data(), who.size())); }

void put_origin(json_out& j, const log_origin& o) {
    j.object().key("path").value(o.path).key("origin").value(o.origin).key("validator").value(o.validator);
    j.key("netuid").value(std::uint32_t(o.netuid)).key("events").value(o.size).end_object();
}

void put_effect(json_out& j, const std::optional<effect>& e) {
    if (!e) return void(j.null());
    j.object().key("moved").value(std::uint64_t(e->moved)).key("account").value(hex_of(e->who));
    j.key("score_from").value(to_hexfloat(e->score_from)).key("score_to").value(to_hexfloat(e->score_to));
    j.key("weight_from").value(std::uint32_t(e->weight_from)).key("weight_to").value(std::uint32_t(e->weight_to));
    j.end_object();
}

void put_named(json_out& j, const std::vector<named_difference>& all) {
    j.array();
    for (const auto& d : all)
        j.object().key("name").value(d.name).key("a").value(d.a).key("b").value(d.b).end_object();
    j.end_array();
}

void put_fields(json_out& j, const std::vector<field_difference>& all) {
    j.array();
    for (const auto& d : all)
        j.object().key("field").value(d.field).key("a").value(d.a).key("b").value(d.b).end_object();
    j.end_array();
}

void put_ordinals(json_out& j, const std::vector<std::uint16_t>& tasks) {
    j.array();
    for (const auto t : tasks) j.value(std::uint32_t(t));
    j.end_array();
}

void put_event(json_out& j, const char* key, std::uint64_t event) {
    if (event != no_event) j.key(key).value(event);
}

void put_side(json_out& j, const epoch_record& e, bool follows) {
    j.object().key("opened").value(e.opened).key("sealed").value(e.sealed);
    j.key("first_block").value(e.opened_block).key("last_block").value(e.sealed_block);
    j.key("mechanism").value(std::string(e.rules->name) + "@" + std::to_string(e.rules->version));
    j.key("withheld").value(e.withheld).key("digest").value(hex(e.digest)).key("follows").value(follows).end_object();
}

void put_reply(json_out& j, const compared_epoch& e, const reply_difference& d) {
    j.object().key("account").value(hex_of(d.who)).key("task_a").value(std::uint32_t(d.task_a));
    j.key("task_b").value(std::uint32_t(d.task_b));
    put_event(j, "event_a", d.event_a);
    put_event(j, "event_b", d.event_b);
    j.key("outcome_a").value(d.outcome_a).key("outcome_b").value(d.outcome_b);
    j.key("differ").array();
    if (d.outcome) j.value("outcome");
    if (d.body) j.value("body");
    if (d.seen) j.value("findings");
    if (d.checks) j.value("checks");
    j.end_array().key("fields");
    put_fields(j, reply_fields(e, d));
    put_effect(j.key("effect"), d.made);
    j.end_object();
}

void put_account(json_out& j, const account_difference& d) {
    j.object().key("account").value(hex_of(d.who));
    const auto side = [&](const char* name, const std::optional<std::uint16_t>& uid, double score,
                          std::uint16_t weight) {
        j.key(name);
        if (!uid) return void(j.null());
        j.object().key("uid").value(std::uint32_t(*uid)).key("score").value(to_hexfloat(score));
        j.key("weight").value(std::uint32_t(weight)).end_object();
    };
    side("a", d.uid_a, d.score_a, d.weight_a);
    side("b", d.uid_b, d.score_b, d.weight_b);
    j.key("differs").value(d.differs()).end_object();
}

const char* word_of(log_parting::how what) {
    switch (what) {
        case log_parting::how::same: return "same";
        case log_parting::how::a_ends: return "a_is_prefix";
        case log_parting::how::b_ends: return "b_is_prefix";
        case log_parting::how::parts: return "parts";
        case log_parting::how::unheld: return "parts_outside_bundle";
    }
    return "parts";
}

}  // namespace

std::string origins_json(const log_origin& a, const log_origin& b, bool same_log) {
    json_out j;
    j.object().key("compared").value(same_log ? "one_log" : "two_logs");
    put_origin(j.key("a"), a);
    put_origin(j.key("b"), b);
    return j.end_object().text() + "\n";
}

std::string parting_json(const log_parting& p) {
    json_out j;
    j.object().key("relation").value(word_of(p.what)).key("a_events").value(p.a_size).key("b_events").value(p.b_size);
    if (p.what != log_parting::how::same) j.key("event").value(p.event);
    if (p.what == log_parting::how::unheld) j.key("before").value(p.end);
    j.key("hashes_read").value(p.hashes);
    if (p.what == log_parting::how::parts) {
        // As texts: they are the events' own JSON, whole.
        j.key("a").value(p.a_json).key("b").value(p.b_json).key("fields");
        put_fields(j, p.fields);
    }
    return j.end_object().text() + "\n";
}

std::string epoch_json(const compared_epoch& e) {
    const epoch_comparison& c = e.found;
    json_out j;
    j.object().key("epoch").value(e.a.facts.epoch).key("same").value(c.same()).key("comparable").value(c.comparable);
    put_side(j.key("a"), e.a, c.a_follows);
    put_side(j.key("b"), e.b, c.b_follows);
    put_named(j.key("parameters"), c.parameters);
    put_effect(j.key("by_parameters"), c.by_parameters);
    put_named(j.key("carry"), c.carry);
    put_effect(j.key("by_carry"), c.by_carry);
    j.key("beside").value(c.beside);
    put_effect(j.key("by_beside"), c.by_beside);
    j.key("tasks").object().key("both").value(std::uint64_t(c.matched));
    put_ordinals(j.key("only_a"), c.only_a);
    put_ordinals(j.key("only_b"), c.only_b);
    j.key("differ").array();
    for (const task_pair& t : c.tasks) {
        j.object().key("a").value(std::uint32_t(t.a)).key("b").value(std::uint32_t(t.b));
        put_named(j.key("fields"), t.fields);
        j.end_object();
    }
    j.end_array().end_object();
    j.key("replies_same").value(std::uint64_t(c.same_replies)).key("replies_unlisted").value(std::uint64_t(c.unlisted));
    j.key("replies_attributed").value(std::uint64_t(c.attributed)).key("replies").array();
    for (const auto& d : c.replies) put_reply(j, e, d);
    j.end_array().key("accounts").array();
    for (const auto& d : c.accounts) put_account(j, d);
    return j.end_array().end_object().text() + "\n";
}

}  // namespace rf
