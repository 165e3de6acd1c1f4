#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>

#include "events/event_json.hpp"
#include "replay/programs/diff_out.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

constexpr std::size_t rows = 20;     // of each list
constexpr std::size_t fields = 24;   // of an event
constexpr std::size_t widest = 72;   // characters of a value

std::string short_of(const account& who) { return "0x" + hex(byte_view(who.b.data(), 4)); }

std::string decimal(double v) {
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, v, std::chars_format::general, 7);
    return {text, end.ptr};
}

std::string padded(const std::string& text, std::size_t width) {
    return std::string(text.size() < width ? width - text.size() : 0, ' ') + text;
}
std::string filled(const std::string& text, std::size_t width) {
    return text + std::string(text.size() < width ? width - text.size() : 0, ' ');
}
std::string cut(const std::string& text) {
    const std::string safe = printable(text);
    return safe.size() <= widest ? safe : safe.substr(0, widest - 3) + "...";
}
std::string more(std::size_t all, const char* indent) {
    return all > rows ? indent + ("... and " + std::to_string(all - rows)) + " more\n" : "";
}
std::string plural(std::uint64_t n, const char* what) {
    return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}
std::string events_of(std::uint64_t a, std::uint64_t b) {
    const auto one = [](std::uint64_t n) { return n == no_event ? std::string("none") : std::to_string(n); };
    return "events " + one(a) + " and " + one(b);
}

std::string change_text(const effect& e) {
    return "score " + decimal(e.score_from) + " -> " + decimal(e.score_to) + ", weight " +
           std::to_string(e.weight_from) + " -> " + std::to_string(e.weight_to);
}

std::string effect_text(const std::optional<effect>& e) {
    if (!e) return "";
    if (e->moved == 0) return "    alone, in A, it moves nobody\n";
    return "    alone, in A, it moves " + plural(e->moved, "account") + "; most " + short_of(e->who) + ": " +
           change_text(*e) + "\n";
}

// The bits of a float, as event_json has them, as the number that they are.
std::optional<double> as_float(std::string_view text) {
    if (text.size() != 20 || !text.starts_with("\"0x") || text.back() != '"') return std::nullopt;
    std::uint64_t bits = 0;
    const char* end = text.data() + 19;
    const auto read = std::from_chars(text.data() + 3, end, bits, 16);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return std::bit_cast<double>(bits);
}

std::string value_text(const std::string& text) {
    if (text.empty()) return "none";
    const auto number = as_float(text);
    if (!number) return cut(text);
    char shortest[32];
    const auto end = std::to_chars(shortest, shortest + sizeof shortest, *number);
    return {shortest, end.ptr};
}

std::string named_text(const char* title, const std::vector<named_difference>& all, const std::optional<effect>& by) {
    if (all.empty()) return "";
    std::string out = std::string("  ") + title + ": " + std::to_string(all.size()) + " differ\n";
    for (std::size_t i = 0; i < std::min(rows, all.size()); ++i)
        out += "    " + all[i].name.substr(0, all[i].name.starts_with("0x") ? 10 : widest) + "  A " +
               value_text(all[i].a) + "  B " + value_text(all[i].b) + "\n";
    return out + more(all.size(), "    ") + effect_text(by);
}

std::string ordinals(const std::vector<std::uint16_t>& tasks) {
    std::string out;
    for (std::size_t i = 0; i < std::min(rows, tasks.size()); ++i) out += (i ? ", " : " ") + std::to_string(tasks[i]);
    return out + (tasks.size() > rows ? ", ..." : "");
}

std::string tasks_text(const epoch_comparison& c) {
    std::string out = "  tasks: " + std::to_string(c.matched) + " asked by both";
    if (!c.only_a.empty()) out += "; only A:" + ordinals(c.only_a);
    if (!c.only_b.empty()) out += "; only B:" + ordinals(c.only_b);
    out += "\n";
    for (std::size_t i = 0; i < std::min(rows, c.tasks.size()); ++i)
        for (const auto& f : c.tasks[i].fields)
            out += "    task " + std::to_string(c.tasks[i].a) + " in A, " + std::to_string(c.tasks[i].b) + " in B: " +
                   f.name + " " + f.a + " and " + f.b + "\n";
    return out + more(c.tasks.size(), "    ");
}

std::string reply_text(const compared_epoch& e, const reply_difference& d) {
    std::string out = "    " + short_of(d.who) + ", task " + std::to_string(d.task_a);
    if (d.task_a != d.task_b) out += " in A, " + std::to_string(d.task_b) + " in B";
    out += ": ";
    if (d.outcome) out += d.outcome_a + " -> " + d.outcome_b;
    else if (d.seen) out += "other findings";
    else out += std::string(d.checks ? "other checks" : "another body") + ", the same findings";
    out += " (" + events_of(d.event_a, d.event_b) + ")\n";
    const auto told = reply_fields(e, d);
    for (std::size_t i = 0; i < std::min<std::size_t>(6, told.size()); ++i)
        out += "      " + told[i].field + "  A " + value_text(told[i].a) + "  B " + value_text(told[i].b) + "\n";
    if (told.size() > 6) out += "      ... and " + std::to_string(told.size() - 6) + " fields more\n";
    if (d.made)
        out += "      B's in A's place: " + change_text(*d.made) + "; " + plural(d.made->moved, "account") +
               (d.made->moved == 1 ? " moves\n" : " move\n");
    return out;
}

std::string replies_text(const compared_epoch& e) {
    const epoch_comparison& c = e.found;
    const std::size_t differ = c.replies.size() + c.unlisted;
    std::string out = "  replies to those: " + std::to_string(c.same_replies) + " the same, " +
                      std::to_string(differ) + " differ\n";
    for (std::size_t i = 0; i < std::min(rows, c.replies.size()); ++i) out += reply_text(e, c.replies[i]);
    out += more(differ, "    ");
    if (c.attributed == most_attributed)
        out += "    put in place one by one: the " + std::to_string(most_attributed) +
               " of the accounts that differ most\n";
    return out;
}

std::string accounts_text(const epoch_comparison& c) {
    const auto differ = std::size_t(std::count_if(c.accounts.begin(), c.accounts.end(),
                                                  [](const auto& d) { return d.differs(); }));
    std::string out = "  results: " + std::to_string(differ) + " of " + plural(c.accounts.size(), "account") +
                      " differ\n";
    if (differ == 0) return out;
    out += "    account     uid A  uid B  weight A  weight B   change       score A       score B\n";
    std::size_t shown = 0;
    for (const account_difference& d : c.accounts) {
        if (!d.differs()) continue;
        if (shown++ == rows) break;
        const auto uid = [](const auto& u) { return padded(u ? std::to_string(*u) : "-", 7); };
        const int change = int(d.weight_b) - int(d.weight_a);
        out += "    " + filled(short_of(d.who), 10) + uid(d.uid_a) + uid(d.uid_b) +
               padded(std::to_string(d.weight_a), 10) + padded(std::to_string(d.weight_b), 10) +
               padded((change > 0 ? "+" : "") + std::to_string(change), 9) + padded(decimal(d.score_a), 14) +
               padded(decimal(d.score_b), 14) + "\n";
    }
    return out + more(differ, "    ");
}

// Of an event's fields, those that are of this reply, and not of whose log it is in.
bool tells_of_reply(const std::string& field) {
    const bool body = field.starts_with("replyRecorded.") || field.starts_with("replyVerified.");
    return body && !field.ends_with(".task") && !field.ends_with(".uid") && !field.ends_with(".account");
}

std::string json_at(const log_reader& log, std::uint64_t event) {
    if (event == no_event) return "";
    auto bytes = log.read(event);
    if (!bytes) return "";
    event_decoder decoder;
    auto read = decoder.check(*bytes);
    return read ? event_json(*read) : "";
}

}  // namespace

std::vector<field_difference> reply_fields(const compared_epoch& e, const reply_difference& d) {
    const auto one = [&](std::uint64_t a, std::uint64_t b) {
        const std::string x = json_at(e.a_log, a), y = json_at(e.b_log, b);
        std::vector<field_difference> told;
        if (!x.empty() && !y.empty()) told = differing_fields(x, y);
        std::erase_if(told, [](const field_difference& f) { return !tells_of_reply(f.field); });
        return told;
    };
    if (d.outcome) return {};  // two kinds of event have no fields in common
    return one(d.event_a, d.event_b);
}

std::string origins_text(const log_origin& a, const log_origin& b, bool same_log) {
    const auto line = [](const char* name, const log_origin& o) {
        return std::string(name) + "  " + printable(o.path) + ": " + printable(o.origin) + ", netuid " +
               std::to_string(o.netuid) + ", validator " + o.validator.substr(0, 18) + ", " +
               plural(o.size, "event") + "\n";
    };
    return line("A", a) + line("B", b) +
           (same_log ? "One log: both begin with the same event 0.\n"
                     : "Two logs: aligned by epoch, task content and account.\n");
}

std::string parting_text(const log_parting& p) {
    const std::string event = std::to_string(p.event);
    switch (p.what) {
        case log_parting::how::same: return "The same, to the last of " + plural(p.a_size, "event") + ".\n";
        case log_parting::how::a_ends:
        case log_parting::how::b_ends: {
            const bool a = p.what == log_parting::how::a_ends;
            return std::string(a ? "A is the beginning of B" : "B is the beginning of A") +
                   ": it ends before event " + event + ", the other goes on for " +
                   plural(std::max(p.a_size, p.b_size) - p.event, "event") + ".\n";
        }
        case log_parting::how::unheld:
            return "They part before the epoch of the bundle, first among events " + event + " to " +
                   std::to_string(p.end - 1) + ", which it does not hold.\n";
        case log_parting::how::parts: break;
    }
    std::string out = "They part at event " + event + " (" + std::to_string(p.hashes) + " hashes read)\n";
    if (p.a_json.empty() || p.b_json.empty())
        return out + "  withheld in a bundle: only its hash can be compared\n";
    if (p.fields.empty()) return out + "  in bytes that this program does not know\n";
    for (std::size_t i = 0; i < std::min(fields, p.fields.size()); ++i)
        out += "  " + p.fields[i].field + "\n    A " + value_text(p.fields[i].a) + "\n    B " +
               value_text(p.fields[i].b) + "\n";
    if (p.fields.size() > fields) out += "  ... and " + std::to_string(p.fields.size() - fields) + " fields more\n";
    return out;
}

std::string epoch_text(const compared_epoch& e) {
    const epoch_comparison& c = e.found;
    const auto side = [](const epoch_record& r) {
        return std::string(r.rules->name) + "@" + std::to_string(r.rules->version) + ", blocks " +
               std::to_string(r.opened_block) + " to " + std::to_string(r.sealed_block);
    };
    if (c.same()) return "";
    std::string out = "epoch " + std::to_string(e.a.facts.epoch) + ": differs\n";
    out += "  A " + side(e.a) + "; B " + side(e.b) + "\n";
    if (!c.a_follows) out += "  what A sealed does not follow from its own events: audit it\n";
    if (!c.b_follows) out += "  what B sealed does not follow from its own events: audit it\n";
    if (e.a.withheld != e.b.withheld)
        out += "  withheld: A " + (e.a.withheld.empty() ? "not" : cut(e.a.withheld)) + "; B " +
               (e.b.withheld.empty() ? "not" : cut(e.b.withheld)) + "\n";
    if (!c.comparable) return out + "  of two mechanisms: only their results can be compared\n" + accounts_text(c);
    out += named_text("parameters", c.parameters, c.by_parameters);
    out += named_text("carry", c.carry, c.by_carry);
    if (c.beside) out += "  traffic or settled scores differ\n" + effect_text(c.by_beside);
    return out + tasks_text(c) + replies_text(e) + accounts_text(c);
}

}  // namespace rf
