#include "replay/programs/corpus_report.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <set>

#include "replay/hexfloat.hpp"
#include "replay/programs/json_out.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

// The shortest decimal that reads back as the same number; no locale.
std::string decimal(double v) {
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, v).ptr};
}

std::string sign(double v) {
    return v > 0 ? "+" : "";
}

// "+0.0312 (+6.1 %)"
std::string change(double was, double is) {
    if (std::bit_cast<std::uint64_t>(was) == std::bit_cast<std::uint64_t>(is)) return "0";
    char text[40];
    const double by = is - was;
    std::string out =
        sign(by) +
        std::string(text, std::to_chars(text, text + sizeof text, by, std::chars_format::general, 3).ptr);
    const double part = by / was * 100;
    if (was != 0 && part >= -1e6 && part <= 1e6)
        out += " (" + sign(part) +
               std::string(text,
                           std::to_chars(text, text + sizeof text, part, std::chars_format::general, 2).ptr) +
               " %)";
    return out;
}

std::string change(std::uint16_t was, std::uint16_t is) {
    const int by = int(is) - int(was);
    return (by > 0 ? "+" : "") + std::to_string(by);
}

std::string reason_of(const moved_score& m) {
    const std::string event = "event " + std::to_string(m.event);
    switch (m.why) {
        case moved_by::event:
            return event + ", its part of task " + std::to_string(m.task);
        case moved_by::opening:
            return event + ", before any task";
        case moved_by::others:
            return event + ", through uid " + std::to_string(*m.through);
        case moved_by::ranking:
            return event + ", how all are ranked or weighed";
        default:
            return "no trace tells";
    }
}

struct row {
    std::string where, miner, was, is, by, weight_was, weight_is, weight_by, why;
};

std::string short_hash(const hash32& h) {
    return hex(h).substr(0, 16);
}

row whole_row(const std::string& where, std::string what, std::string was, std::string is) {
    return {where, std::move(what), std::move(was), std::move(is), "", "", "", "", ""};
}

// What moved in one bundle; what is of the whole epoch first.
std::vector<row> rows_of(const corpus_bundle& b) {
    const replayed_epoch& e = b.epoch;
    const std::string where = b.name + ", epoch " + std::to_string(e.epoch);
    std::vector<row> rows;
    const auto text = [](const std::string& withheld) {
        return withheld.empty() ? "weights emitted" : withheld;
    };
    if (e.expected.withheld != e.computed.withheld)
        rows.push_back(whole_row(where, "withheld", text(e.expected.withheld), text(e.computed.withheld)));
    if (e.expected.carry_out != e.computed.carry_out)
        rows.push_back(whole_row(where, "carry-out", short_hash(e.expected.carry_out),
                                 short_hash(e.computed.carry_out)));
    if (rows.empty() && e.moved.empty())
        rows.push_back(
            whole_row(where, "digest", short_hash(e.expected.digest), short_hash(e.computed.digest)));
    for (const moved_score& m : e.moved)
        rows.push_back({where, "uid " + std::to_string(m.uid), decimal(m.was), decimal(m.is),
                        change(m.was, m.is), std::to_string(m.weight_was), std::to_string(m.weight_is),
                        change(m.weight_was, m.weight_is), reason_of(m)});
    return rows;
}

bool has_moved(const corpus_bundle& b) {
    return !b.unread && !b.epoch.agrees();
}

std::string plural(std::size_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

struct counted {
    std::size_t scores = 0, weights = 0, miners = 0;
};
counted count_of(const corpus_run& run) {
    counted n;
    std::set<std::vector<std::uint8_t>> who;
    for (const corpus_bundle& b : run.bundles)
        for (const moved_score& m : b.epoch.moved) {
            n.scores += std::bit_cast<std::uint64_t>(m.was) != std::bit_cast<std::uint64_t>(m.is);
            n.weights += m.weight_was != m.weight_is;
            const auto bytes = m.who.encoded();
            who.emplace(bytes.begin(), bytes.end());
        }
    n.miners = who.size();
    return n;
}

// Text that a pull request shows as it is, whoever wrote it. Escapes do not do:
// what mentions people, issues and addresses is looked for in the page, after
// them, but not in a code span. A bar stands between spans, because inside one
// it would end a table's cell.
std::string in_code(std::string_view from) {
    const std::string text = printable(from);
    std::string out;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find('|', at), text.size());
        const std::string part = text.substr(at, end - at);
        std::size_t longest = 0, run = 0;
        for (const char c : part) longest = std::max(longest, run = c == '`' ? run + 1 : 0);
        const std::string fence(longest + 1, '`');
        // A space at each side is taken off again, if there is more than spaces.
        const bool padded = longest > 0 || (part.starts_with(' ') && part.ends_with(' '));
        const std::string_view pad = padded && part.find_first_not_of(' ') != part.npos ? " " : "";
        if (!part.empty()) out += fence + std::string(pad) + part + std::string(pad) + fence;
        if (end < text.size()) out += "&#124;";
        at = end + 1;
    }
    return out;
}

std::string in_xml(std::string_view from) {
    std::string out;
    for (const char c : printable(from)) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string plain(const row& r) {
    std::string out = r.miner + ": " + r.was + " -> " + r.is;
    if (!r.by.empty())
        out += " (" + r.by + "), weight " + r.weight_was + " -> " + r.weight_is + " (" + r.weight_by +
               "), by " + r.why;
    return out;
}

// Rows and those left out, over all bundles that moved.
struct shown {
    std::vector<std::pair<const corpus_bundle*, std::vector<row>>> bundles;
    std::size_t more_rows = 0, more_bundles = 0;
};
shown shown_of(const corpus_run& run) {
    shown s;
    std::size_t left = most_rows_shown;
    for (const corpus_bundle& b : run.bundles) {
        if (!has_moved(b)) continue;
        auto rows = rows_of(b);
        const std::size_t keep = std::min(left, rows.size());
        s.more_rows += rows.size() - keep;
        s.more_bundles += keep == 0;
        rows.resize(keep);
        left -= keep;
        if (keep > 0) s.bundles.emplace_back(&b, std::move(rows));
    }
    return s;
}

std::string more_of(const shown& s) {
    if (s.more_rows == 0) return "";
    std::string out = "and " + std::to_string(s.more_rows) + " more";
    if (s.more_bundles > 0) out += ", of " + plural(s.more_bundles, "epoch", "epochs") + " not shown";
    return out;
}

std::string gone_text(const std::string& name) {
    return name + ": expected.txt or trace.txt tells of it, and there is no such bundle; --accept forgets it";
}

// Bundles that could not be read, and those that are gone.
std::vector<std::string> problems_of(const corpus_run& run) {
    std::vector<std::string> all;
    for (const corpus_bundle& b : run.bundles)
        if (b.unread) all.push_back(b.name + ": " + b.unread->text());
    for (const std::string& name : run.gone) all.push_back(gone_text(name));
    return all;
}

}  // namespace

std::string corpus_summary(const corpus_run& run) {
    const std::size_t all = run.bundles.size(), unread = run.unread(), moved = run.moved();
    std::string out;
    if (moved == 0) {
        out = "nothing moved in " + plural(all - unread, "epoch", "epochs");
    } else {
        const counted n = count_of(run);
        out = std::to_string(moved) + " of " + plural(all - unread, "epoch", "epochs") +
              " moved: " + plural(n.scores, "score", "scores") + " and " +
              plural(n.weights, "weight", "weights") + " of " + plural(n.miners, "miner", "miners");
    }
    if (run.accepted > 0)
        out += "; " + std::to_string(run.accepted) + " expected as accepted, not as recorded";
    if (const std::size_t n = run.reported_moved(); n > 0)
        out += "; in " + plural(n, "other epoch", "other epochs") +
               " only figures that are reported beside scores moved";
    if (unread > 0) out += "; " + plural(unread, "bundle", "bundles") + " could not be read";
    if (!run.gone.empty())
        out += "; " + plural(run.gone.size(), "bundle is", "bundles are") + " gone";
    return out;
}

std::string corpus_text(const corpus_run& run) {
    std::string out = corpus_summary(run) + "\n";
    for (const std::string& problem : problems_of(run)) out += printable(problem) + "\n";
    const shown s = shown_of(run);
    for (const auto& [bundle, rows] : s.bundles) {
        out += printable(rows.front().where) + ", " + bundle->epoch.mechanism + "\n";
        for (const row& r : rows) out += "  " + printable(plain(r)) + "\n";
    }
    if (const auto more = more_of(s); !more.empty()) out += more + "\n";
    return out;
}

std::string corpus_markdown(const corpus_run& run) {
    std::string out = "**" + corpus_summary(run) + ".**\n";
    const auto problems = problems_of(run);
    if (!problems.empty()) out += "\n";
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (i == most_rows_shown) {
            out += "- and " + std::to_string(problems.size() - i) + " more\n";
            break;
        }
        out += "- " + in_code(problems[i]) + "\n";
    }
    const shown s = shown_of(run);
    if (s.bundles.empty()) return out;
    out +=
        "\n| epoch | miner | score was | is | difference | weight was | is | difference | first moved by |\n"
        "|---|---|--:|--:|--:|--:|--:|--:|---|\n";
    for (const auto& [bundle, rows] : s.bundles)
        for (const row& r : rows) {
            // A bundle's name and why weights were withheld are others' words.
            for (const std::string& cell : {in_code(r.where), r.miner, in_code(r.was), in_code(r.is), r.by,
                                            r.weight_was, r.weight_is, r.weight_by, r.why})
                out += "| " + cell + " ";
            out += "|\n";
        }
    if (const auto more = more_of(s); !more.empty()) out += "\n" + more + ".\n";
    return out;
}

std::string corpus_json(const corpus_run& run) {
    json_out head;
    head.object().key("summary").value(corpus_summary(run));
    head.key("bundles")
        .value(std::uint64_t(run.bundles.size()))
        .key("moved")
        .value(std::uint64_t(run.moved()));
    head.key("unread").value(std::uint64_t(run.unread())).key("accepted").value(std::uint64_t(run.accepted));
    head.key("gone").array();
    for (const std::string& name : run.gone) head.value(name);
    std::string out = head.end_array().end_object().text() + "\n";
    for (const corpus_bundle& b : run.bundles) {
        json_out j;
        j.object().key("bundle").value(b.name);
        if (b.unread) {
            j.key("error").value(b.unread->what).key("where").value(b.unread->where);
            out += j.key("advice").value(b.unread->advice).end_object().text() + "\n";
            continue;
        }
        const replayed_epoch& e = b.epoch;
        j.key("epoch").value(e.epoch).key("mechanism").value(e.mechanism).key("agrees").value(e.agrees());
        j.key("accepted").value(e.accepted).key("reported_agrees").value(!e.reported_moved);
        for (const auto& [name, o] :
             {std::pair("expected", &e.expected), std::pair("computed", &e.computed)}) {
            j.key(name).object().key("withheld").value(o->withheld).key("digest").value(hex(o->digest));
            j.key("carry_out").value(hex(o->carry_out)).end_object();
        }
        j.key("miners").array();
        for (const moved_score& m : e.moved) {
            j.object().key("uid").value(std::uint32_t(m.uid)).key("account").value(hex(m.who.encoded()));
            j.key("score_was").value(to_hexfloat(m.was)).key("score_is").value(to_hexfloat(m.is));
            j.key("weight_was")
                .value(std::uint32_t(m.weight_was))
                .key("weight_is")
                .value(std::uint32_t(m.weight_is));
            j.key("moved_by").value(m.why == moved_by::nothing ? "unknown" : name_of(m.why)).key("event");
            if (m.event == no_event)
                j.null();
            else
                j.value(m.event);
            j.key("task");
            if (m.why == moved_by::event)
                j.value(std::uint32_t(m.task));
            else
                j.null();
            j.key("through_uid");
            if (m.through)
                j.value(std::uint32_t(*m.through));
            else
                j.null();
            j.end_object();
        }
        out += j.end_array().end_object().text() + "\n";
    }
    return out;
}

std::string corpus_junit(const corpus_run& run) {
    const std::size_t errors = run.unread() + run.gone.size();
    std::string out =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"rf-replay corpus\" "
        "tests=\"" +
        std::to_string(run.bundles.size() + run.gone.size()) + "\" failures=\"" +
        std::to_string(run.moved()) + "\" errors=\"" + std::to_string(errors) + "\">\n";
    const auto open = [&out](std::string_view kind, std::string_view name) {
        out += "<testcase classname=\"" + in_xml(kind) + "\" name=\"" + in_xml(name) + "\"";
    };
    for (const corpus_bundle& b : run.bundles) {
        open(b.unread ? "unread" : b.epoch.mechanism, b.name);
        if (b.unread) {
            out += "><error message=\"" + in_xml(b.unread->text()) + "\"/></testcase>\n";
        } else if (b.epoch.agrees()) {
            out += "/>\n";
        } else {
            const auto rows = rows_of(b);
            out += "><failure message=\"" + in_xml(plural(rows.size(), "value", "values")) + " moved\">";
            for (const row& r : rows) out += in_xml(plain(r)) + "\n";
            out += "</failure></testcase>\n";
        }
    }
    for (const std::string& name : run.gone) {
        open("gone", name);
        out += "><error message=\"" + in_xml(gone_text(name)) + "\"/></testcase>\n";
    }
    return out + "</testsuite>\n</testsuites>\n";
}

}  // namespace rf
