#include "replay/hexfloat.hpp"
#include "replay/programs/explain_figures.hpp"

namespace rf {
namespace {

constexpr std::string_view head_of_page = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<style>
:root { color-scheme: light dark; --ground: #fff; --ink: #1d2327; --dim: #5c6670; --rule: #d7dce0;
  --bar: #4a7fb5; --other: #b9c6d2; --own: #c2571a; --lost: #c9ced3; --good: #1e7a3c; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #15191d; --ink: #e4e8eb; --dim: #9aa5af; --rule: #333b43;
  --bar: #6ea3d8; --other: #46525e; --own: #f0935a; --lost: #59626b; --good: #6cc98a; --bad: #ff8a80; } }
@media print { :root { --ground: #fff; --ink: #000; --dim: #444; --rule: #bbb; --bar: #4a7fb5; --other: #b9c6d2;
  --own: #c2571a; --lost: #c9ced3; --good: #1e7a3c; --bad: #b3261e; }
  section, table, svg { break-inside: avoid; } details > * { display: block; } }
body { margin: 2rem auto; max-width: 60rem; padding: 0 1rem; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; border-bottom: 1px solid var(--rule); }
h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
.big { font-size: 2rem; font-weight: 600; } .dim { color: var(--dim); } .good { color: var(--good); }
.bad { color: var(--bad); font-weight: 700; }
code, pre { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
pre { border-left: 3px solid var(--rule); padding-left: .7rem; margin: .3rem 0; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .15rem .6rem .15rem 0;
  vertical-align: top; border-bottom: 1px solid var(--rule); } th { color: var(--dim); font-weight: 500; }
ul { margin: .3rem 0; padding-left: 1.2rem; }
svg { width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
.bar { fill: var(--bar); } .bar.other { fill: var(--other); } .bar.own { fill: var(--own); }
.bar.lost { fill: var(--lost); } .axis { stroke: var(--rule); }
</style>
)";

class page {
  public:
    explicit page(std::string_view title) {
        out_ = std::string(head_of_page) + "<title>" + markup_text(title) + "</title>\n</head>\n<body>\n";
    }
    page& raw(std::string_view markup) { out_ += markup; return *this; }
    page& element(std::string_view tag, std::string_view text, std::string_view of = {}) {
        out_ += "<" + std::string(tag) + (of.empty() ? "" : " class=\"" + std::string(of) + "\"") + ">" +
                markup_text(text) + "</" + std::string(tag) + ">\n";
        return *this;
    }
    page& pre(std::string_view text) {
        out_ += "<pre>";
        for (std::size_t from = 0;
             from <= text.size();) {  // its lines, and nothing else that is not printable
            const std::size_t end = std::min(text.find('\n', from), text.size());
            out_ += (from == 0 ? "" : "\n") + markup_text(text.substr(from, end - from));
            from = end + 1;
        }
        out_ += "</pre>\n";
        return *this;
    }
    page& row(std::string_view label, std::string_view text) {
        out_ += "<tr><th>" + markup_text(label) + "</th><td>" + markup_text(text) + "</td></tr>\n";
        return *this;
    }
    page& list(const std::vector<std::string>& lines) {
        if (lines.empty()) return *this;
        out_ += "<ul>\n";
        for (const std::string& line : lines) element("li", line);
        out_ += "</ul>\n";
        return *this;
    }
    std::string out() && { return std::move(out_ += "</body>\n</html>\n"); }

  private:
    std::string out_;
};

std::string at_event(std::uint64_t number) {
    return number == no_event ? "-" : "event " + std::to_string(number);
}

void put_neighbour(page& p, const explained& e, std::string_view label, std::optional<std::size_t> at) {
    if (!at) return;
    const standing& s = e.x.seats[*at];
    p.row(label, decimal(s.score) + ", " + seat_words(e, s.who) + ", weight " + std::to_string(s.weight) +
                     (*at == e.x.self ? " (this one)" : ""));
}

void put_weight(page& p, const explained& e) {
    const explanation& x = e.x;
    p.raw("<section>\n").element("p", std::to_string(x.own().weight) + " of 65535", "big");
    if (const std::string why = zero_words(x); !why.empty()) p.element("p", why, "bad");
    p.raw("<table>\n");
    p.row("score", decimal(x.own().score) + " (" + to_hexfloat(x.own().score) + ")" +
                       (x.own().place
                            ? ", place " + std::to_string(x.own().place) + " of " + std::to_string(x.positive)
                            : ", none above 0"));
    p.row("share", decimal(x.own().share) + " of all weights" +
                       (x.capped ? ", after a cap on the largest" : x.padded ? ", after padding" : ""));
    p.row("total of all positive scores", decimal(x.total));
    put_neighbour(p, e, "highest", x.top);
    put_neighbour(p, e, "one above", x.above);
    put_neighbour(p, e, "one below", x.below);
    p.raw("</table>\n</section>\n");
    p.raw("<section>\n").element("h2", "All scores of the epoch, this one marked").raw(scores_figure(x));
    p.raw("</section>\n");
}

void put_working(page& p, const explained& e) {
    const explanation& x = e.x;
    p.raw("<section>\n")
        .element("h2", "How the score came about")
        .raw(stages_figure(x))
        .list(working_lines(x));
    p.element("p", "Carried in by the blob " + hex(x.carry_in) +
                       (x.carry_from == no_event ? ", taken on record." : ", from the seal before, " +
                                                                              at_event(x.carry_from) + "."),
              "dim");
    p.raw("</section>\n<section>\n");
    p.element("h2", "What each task added to " + std::string(contribution_of(x)))
        .raw(contributions_figure(x));
    if (x.tasks.size() > most_bars)
        p.element("p", "Only the first " + std::to_string(most_bars) + " are drawn.", "dim");
    p.raw("</section>\n");
}

void put_attempt(page& p, const explained_attempt& a) {
    if (a.request != no_event)
        p.row("asked", at_event(a.request) + ", attempt " + std::to_string(a.number) + ", at " + a.endpoint);
    if (a.reply == no_event) return;
    p.row("reply", at_event(a.reply) + ", " + attempt_words(a));
    if (a.body.is != payload_text::state::none) p.row("body", body_words(a.body));
    if (a.signature != reply_signature::none) p.row("signature", signature_words(a.signature));
    if (a.body.answer) p.row("answer", one_line(cut_words(*a.body.answer, most_text_shown)));
    if (a.body.is == payload_text::state::there)
        p.row("begins", a.outcome == schema::Outcome::ANSWERED ? one_line(payload_begin(a.body))
                                                               : refused_begin(a.body));
    if (a.verdict != no_event) p.row("checked", at_event(a.verdict));
    for (const explained_check& c : a.checks) p.row("", check_words(c));
}

void put_task(page& p, const explained& e, const explained_task& t) {
    std::string head = "Task " + std::to_string(t.ordinal);
    if (!t.domain.empty()) head += ": " + t.domain + ", difficulty " + std::to_string(t.difficulty);
    if (t.trap) head += ", a trap";
    if (t.previously_unsolved) head += ", solved by nobody before";
    p.raw("<section>\n").element("h3", head).element("p", task_words(e.x, t));
    if (!t.question.text.empty()) p.pre(cut_words(t.question, most_text_shown));
    p.list(task_lines(e.x, t)).raw("<table>\n");
    p.row("opened", at_event(t.opened) + ", id " + hex(t.id));
    if (t.attempts_left_out > 0)
        p.row("attempts", std::to_string(t.attempts_left_out) + " earlier ones are not shown");
    for (const explained_attempt& a : t.attempts) put_attempt(p, a);
    if (!t.others.empty())
        p.row("others", "stands also on events of other miners: " + number_ranges(t.others));
    p.raw("</table>\n</section>\n");
}

void put_after(page& p, const explained& e) {
    p.raw("<section>\n").element("h2", "After the seal");
    std::vector<std::string> lines;
    for (const weights_event& w : e.x.after)
        lines.push_back("event " + std::to_string(w.number) + ": " + after_words(e, w));
    if (e.x.dropped != no_event)
        lines.push_back(at_event(e.x.dropped) + ": this account no longer held its uid, and was dropped");
    if (lines.empty())
        p.element("p",
                  e.bundled ? "A bundle ends at the seal." : "Nothing about these weights stands in the log.",
                  "dim");
    p.list(lines).raw("</section>\n");
}

}  // namespace

std::string explain_html(const explained& e) {
    const explanation& x = e.x;
    const std::string title =
        "uid " + std::to_string(x.who.uid) + ", epoch " + std::to_string(x.epoch) + ", " + mechanism_name(x);
    page p(title);
    p.element("h1", title)
        .element("p", seat_words(e, x.who) + (x.origin.empty() ? "" : ", log " + x.origin), "dim");
    p.element("p", verdict_words(e), e.holds() ? "good" : "bad");
    put_weight(p, e);
    put_working(p, e);
    p.element("h2", "The tasks");
    for (const explained_task& t : x.tasks) put_task(p, e, t);
    put_after(p, e);
    p.raw("<section>\n").element("h2", "The events it follows from");
    p.element("p",
              "These " + std::to_string(x.events.size()) +
                  " events, the carry-in and the parameters give the score before ranking, bit for bit:");
    p.raw("<p>").element("code", number_ranges(x.events)).raw("</p>\n<table>\n");
    for (const figure& f : x.before_ranking)
        p.row(f.name, decimal(f.value) + " (" + to_hexfloat(f.value) + ")");
    p.row("secret", "committed to by " + at_event(x.committed)).row("opening", at_event(x.opened));
    p.row("seal", at_event(x.sealed)).raw("</table>\n</section>\n");
    return std::move(p).out();
}

}  // namespace rf
