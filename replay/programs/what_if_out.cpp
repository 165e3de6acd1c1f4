#include "replay/programs/what_if_out.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "replay/hexfloat.hpp"
#include "replay/programs/json_out.hpp"

namespace rf {
namespace {

std::string text_of(const account& who) { return "0x" + hex(byte_view(who.b.data(), who.size())); }
std::string short_text(const account& who) { return text_of(who).substr(0, 10); }

// The shortest decimal that reads back as the same bits.
std::string decimal(double v) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, v);
    return {text, end.ptr};
}
std::string with_places(double v, int places) {
    char text[400];
    const auto end = std::to_chars(text, text + sizeof text, v, std::chars_format::fixed, places);
    const std::string out(text, end.ptr);
    return out.size() <= 10 ? out : decimal(v);
}
std::string percent(double share) { return with_places(share * 100, 3) + "%"; }

std::string signed_text(std::int32_t n) { return (n > 0 ? "+" : "") + std::to_string(n); }

std::string padded(const std::string& text, std::size_t width) {
    return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}

std::int32_t weight_change(const moved_miner& m) { return std::int32_t(m.would_be.weight) - m.was.weight; }

// The largest change first: of share, then of score, then by uid.
std::vector<std::size_t> by_change(const what_if_epoch& e, bool only_changed) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < e.miners.size(); ++i)
        if (!only_changed || is_moved(e.miners[i])) order.push_back(i);
    const auto share = [&](std::size_t i) { return std::abs(e.miners[i].would_be.share - e.miners[i].was.share); };
    const auto score = [&](std::size_t i) { return std::abs(e.miners[i].would_be.score - e.miners[i].was.score); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return share(a) != share(b) ? share(a) > share(b) : score(a) > score(b);
    });
    return order;
}

std::string because(const what_if_epoch& e, const moved_miner& m) {
    switch (m.why) {
        case moved_by::event: return "event " + std::to_string(m.event) + ", task " + std::to_string(m.task);
        case moved_by::carry: return "carried in from epoch " + std::to_string(m.since);
        case moved_by::opening: return "the parameters, before any task";
        case moved_by::others: return "through others: uid " + std::to_string(e.miners[*m.through].uid) + " first";
        case moved_by::ranking: return "ranked or emitted otherwise";
        case moved_by::nothing: break;
    }
    return m.was == m.would_be ? "" : "unexplained";
}

std::string joined(const std::vector<std::string>& names) {
    std::string out;
    for (const auto& n : names) out += (out.empty() ? "" : ", ") + n;
    return out;
}

void put_scored(json_out& j, const scored_as& s) {
    j.object().key("score").value(to_hexfloat(s.score)).key("share").value(to_hexfloat(s.share));
    j.key("weight").value(std::uint32_t(s.weight)).end_object();
}

void put_names(json_out& j, const char* key, const std::vector<std::string>& names) {
    j.key(key).array();
    for (const auto& n : names) j.value(n);
    j.end_array();
}

std::string quoted(const std::string& text) { return "\"" + text + "\""; }  // of ours: no quotes inside

}  // namespace

bool is_moved(const moved_miner& m) { return !(m.was == m.would_be); }

void what_if_totals::add(const what_if_epoch& e) {
    ++epochs;
    scored += e.miners.size();
    moved += std::uint64_t(std::count_if(e.miners.begin(), e.miners.end(), is_moved));
    withheld_more += e.was_withheld.empty() && !e.would_be_withheld.empty();
    withheld_less += !e.was_withheld.empty() && e.would_be_withheld.empty();
}

std::string what_if_table(const what_if_epoch& e, const what_if_arguments& args, const std::string& as) {
    const auto order = by_change(e, args.only_changed);
    const auto moved = std::count_if(e.miners.begin(), e.miners.end(), is_moved);
    std::string out = "epoch " + std::to_string(e.epoch) + ", " + e.mechanism + " as " + as + ", events " +
                      std::to_string(e.opened) + " to " + std::to_string(e.sealed) + ": " + std::to_string(moved) +
                      " of " + std::to_string(e.miners.size()) + " miners would have moved\n";
    out += e.carried ? "  from the carry that the epoch before would have left\n" : "  from its recorded carry-in\n";
    if (!e.dropped.empty()) out += "  recorded, and unknown to " + as + ": " + joined(e.dropped) + "\n";
    if (!e.added.empty()) out += "  new in " + as + ": " + joined(e.added) + "\n";
    if (e.was_withheld != e.would_be_withheld)
        out += "  withheld: was " + (e.was_withheld.empty() ? "not" : e.was_withheld) + "; would be " +
               (e.would_be_withheld.empty() ? "not" : e.would_be_withheld) + "\n";
    if (order.empty()) return out;
    out += "    uid  account     weight would be  change    share would be      score   would be  first moved by\n";
    for (std::size_t at = 0; at < std::min(order.size(), args.rows); ++at) {
        const moved_miner& m = e.miners[order[at]];
        out += padded(std::to_string(m.uid), 7) + "  " + short_text(m.who) +
               padded(std::to_string(m.was.weight), 8) + padded(std::to_string(m.would_be.weight), 9) +
               padded(signed_text(weight_change(m)), 8) + padded(percent(m.was.share), 9) +
               padded(percent(m.would_be.share), 9) + padded(with_places(m.was.score, 6), 11) +
               padded(with_places(m.would_be.score, 6), 11) + "  " + because(e, m) + "\n";
    }
    if (order.size() > args.rows) out += "    ... and " + std::to_string(order.size() - args.rows) + " more\n";
    return out;
}

std::string what_if_json(const what_if_epoch& e, const what_if_arguments& args, const std::string& as) {
    json_out j;
    j.object().key("epoch").value(e.epoch).key("mechanism").value(e.mechanism).key("as").value(as);
    j.key("opened").value(e.opened).key("sealed").value(e.sealed).key("carried").value(e.carried);
    put_names(j, "dropped", e.dropped);
    put_names(j, "added", e.added);
    j.key("withheld").object().key("was").value(e.was_withheld);
    j.key("would_be").value(e.would_be_withheld).end_object();
    j.key("digest").value(hex(e.digest)).key("miners").array();
    for (const std::size_t i : by_change(e, args.only_changed)) {
        const moved_miner& m = e.miners[i];
        j.object().key("uid").value(std::uint32_t(m.uid)).key("account").value(text_of(m.who));
        put_scored(j.key("was"), m.was);
        put_scored(j.key("would_be"), m.would_be);
        j.key("moved").value(is_moved(m)).key("by").value(name_of(m.why));
        if (m.event != no_event) j.key("event").value(m.event);
        if (m.why == moved_by::event) j.key("task").value(std::uint32_t(m.task));
        if (m.why == moved_by::carry) j.key("since").value(m.since);
        if (m.through) j.key("through").value(std::uint32_t(e.miners[*m.through].uid));
        j.end_object();
    }
    return j.end_array().end_object().text() + "\n";
}

std::string what_if_csv_head() {
    return "epoch,recorded_as,scored_as,uid,account,score,score_would_be,share,share_would_be,weight,weight_would_be,"
           "weight_change,first_moved_by,event\n";
}

std::string what_if_csv(const what_if_epoch& e, const what_if_arguments& args, const std::string& as) {
    std::string out;
    for (const std::size_t i : by_change(e, args.only_changed)) {
        const moved_miner& m = e.miners[i];
        out += std::to_string(e.epoch) + "," + e.mechanism + "," + as + "," + std::to_string(m.uid) + "," +
               text_of(m.who) + "," + decimal(m.was.score) + "," + decimal(m.would_be.score) + "," +
               decimal(m.was.share) + "," + decimal(m.would_be.share) + "," + std::to_string(m.was.weight) + "," +
               std::to_string(m.would_be.weight) + "," + std::to_string(weight_change(m)) + "," +
               quoted(because(e, m)) + "," + (m.event == no_event ? "" : std::to_string(m.event)) + "\n";
    }
    return out;
}

std::string what_if_summary(const what_if_totals& t) {
    std::string out = std::to_string(t.epochs) + (t.epochs == 1 ? " epoch: " : " epochs: ") + std::to_string(t.moved) +
                      " of " + std::to_string(t.scored) + " results of miners would have moved\n";
    if (t.withheld_more) out += std::to_string(t.withheld_more) + " epochs more would have been withheld\n";
    if (t.withheld_less) out += std::to_string(t.withheld_less) + " withheld epochs would have had weights\n";
    if (t.moved == 0)
        out += "What is read when a reply is verified, and not when facts are scored, is in the record already.\n";
    return out;
}

}  // namespace rf
