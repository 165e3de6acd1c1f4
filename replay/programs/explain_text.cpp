#include "replay/hexfloat.hpp"
#include "replay/programs/explain_out.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

// Lines of "  label   words", the label padded to one column.
class page {
  public:
    void title(std::string_view text) { out_ += "\n" + std::string(text) + "\n"; }
    void line(std::string_view label, std::string_view words) {
        std::string padded(label);
        padded.resize(std::max(padded.size() + 1, std::size_t(14)), ' ');
        out_ += "  " + padded + printable(words) + "\n";
    }
    void under(std::string_view words) { line("", words); }
    void plain(std::string_view words) { out_ += printable(words) + "\n"; }
    std::string out() && { return std::move(out_); }

  private:
    std::string out_;
};

std::string at_event(std::uint64_t number) {
    return number == no_event ? "-" : "event " + std::to_string(number);
}

void put_neighbour(page& p, const explained& e, std::string_view label, std::optional<std::size_t> at) {
    if (!at) return;
    const standing& s = e.x.seats[*at];
    p.line(label, decimal(s.score) + "  " + seat_words(e, s.who) + ", weight " + std::to_string(s.weight) +
                      (s.place ? ", place " + std::to_string(s.place) : "") +
                      (*at == e.x.self ? "  <- this one" : ""));
}

void put_weight(page& p, const explained& e) {
    const explanation& x = e.x;
    const standing& own = x.own();
    p.title("THE WEIGHT");
    p.line("weight",
           std::to_string(own.weight) + " of 65535" +
               (x.recorded_weight == own.weight
                    ? ""
                    : "; the seal says " + std::to_string(x.recorded_weight) + ", which does NOT follow"));
    if (const std::string why = zero_words(x); !why.empty()) p.line("why 0", why);
    p.line("score", decimal(own.score) + "  (" + to_hexfloat(own.score) + ")" +
                        (own.place ? ", place " + std::to_string(own.place) + " of " +
                                         std::to_string(x.positive) + " (ties: the lower uid first)"
                                   : ", behind all " + std::to_string(x.positive) + " that are above 0"));
    p.line("total", decimal(x.total) + "  of all positive scores");
    if (x.withheld.empty()) {
        p.line("share", decimal(own.share) + (x.capped   ? ", after a cap on the largest (emit.max_share)"
                                              : x.padded ? ", after padding (emit.pad)"
                                                         : " = score / total"));
        p.under("weight = share / largest share x 65535, rounded, halves to even");
    }
    put_neighbour(p, e, "highest", x.top);
    put_neighbour(p, e, "one above", x.above);
    put_neighbour(p, e, "one below", x.below);
}

void put_working(page& p, const explained& e) {
    p.title("HOW THE SCORE CAME ABOUT");
    for (const std::string& words : working_lines(e.x)) p.under(words);
    p.line("carried in",
           "by blob " + hex(e.x.carry_in) +
               (e.x.carry_from == no_event ? ", taken on record"
                                           : ", from the seal before, " + at_event(e.x.carry_from)));
}

void put_attempt(page& p, const explained_attempt& a) {
    if (a.request != no_event)
        p.line("  asked", at_event(a.request) + ", attempt " + std::to_string(a.number) + ", at " +
                              a.endpoint + ", question " + hex(a.question_hash).substr(0, 16));
    if (a.reply == no_event) return;
    p.line("  reply", at_event(a.reply) + ", " + attempt_words(a));
    if (a.body.is != payload_text::state::none) p.line("", body_words(a.body));
    if (a.signature != reply_signature::none) p.line("", signature_words(a.signature));
    if (a.body.answer) p.line("  answer", one_line(cut_words(*a.body.answer, most_payload_shown)));
    if (a.body.is == payload_text::state::there)
        p.line("", "begins: " + (a.outcome == schema::Outcome::ANSWERED ? one_line(payload_begin(a.body))
                                                                       : refused_begin(a.body)));
    if (a.verdict == no_event) return;
    p.line("  checked", at_event(a.verdict));
    for (const explained_check& c : a.checks) p.under("  " + check_words(c));
}

void put_task(page& p, const explained& e, const explained_task& t) {
    std::string head = "task " + std::to_string(t.ordinal);
    if (!t.domain.empty()) head += ", " + t.domain + ", difficulty " + std::to_string(t.difficulty);
    if (t.trap) head += ", a trap";
    if (t.previously_unsolved) head += ", solved by nobody before";
    p.plain("  " + head + "  (opened by " + at_event(t.opened) + ", id " + hex(t.id) + ")");
    p.line("  outcome", task_words(e.x, t));
    if (!t.question.text.empty()) p.line("  question", one_line(cut_words(t.question, most_payload_shown)));
    if (t.attempts_left_out > 0)
        p.under(std::to_string(t.attempts_left_out) +
                " earlier attempts are not shown; --json lists their events");
    for (const explained_attempt& a : t.attempts) put_attempt(p, a);
    bool first = true;
    for (const std::string& words : task_lines(e.x, t)) {
        p.line(first ? "  worth" : "", words);
        first = false;
    }
    if (!t.others.empty())
        p.line("  others", "stands also on events of other miners: " + number_ranges(t.others));
}

void put_after(page& p, const explained& e) {
    p.title("AFTER THE SEAL");
    if (e.bundled) p.under("a bundle ends at the seal: what was sent to the chain is in the log");
    else if (!e.x.goes_on) p.under("the log ends at the seal: nothing was sent to the chain yet");
    else if (!e.x.withheld.empty()) p.under("nothing is sent to the chain for an epoch that is withheld");
    else if (e.x.after.empty()) p.under("nothing about these weights stands in the log yet");
    for (const weights_event& w : e.x.after) p.line("event " + std::to_string(w.number), after_words(e, w));
    if (e.x.dropped != no_event)
        p.line("dropped", "by " + at_event(e.x.dropped) + ": this account no longer held uid " +
                              std::to_string(e.x.who.uid) + ", so it got nothing of what was sent");
}

std::string value_words(const parameter& p) {
    if (const auto* d = std::get_if<double>(&p.value)) return decimal(*d);
    if (const auto* n = std::get_if<std::uint64_t>(&p.value)) return std::to_string(*n);
    if (const auto* b = std::get_if<bool>(&p.value)) return *b ? "true" : "false";
    return std::get<std::string>(p.value);
}

}  // namespace

std::string explain_text(const explained& e) {
    const explanation& x = e.x;
    page p;
    p.plain(seat_words(e, x.who) + ", epoch " + std::to_string(x.epoch) + ", " + mechanism_name(x) +
            (x.origin.empty() ? "" : ", log " + x.origin));
    p.plain(verdict_words(e));
    put_weight(p, e);
    put_working(p, e);
    p.title("TASKS");
    for (const explained_task& t : x.tasks) put_task(p, e, t);
    put_after(p, e);
    p.title("THE EVENTS IT FOLLOWS FROM");
    p.under("these " + std::to_string(x.events.size()) +
            " events, the carry-in and the parameters give the score before ranking, bit for bit:");
    for (const figure& f : x.before_ranking)
        p.line(f.name, decimal(f.value) + "  (" + to_hexfloat(f.value) + ")");
    p.line("events", number_ranges(x.events));
    p.line("secret", "committed to by " + at_event(x.committed) + ", revealed by the seal");
    p.line("opening", at_event(x.opened) + ", block " + std::to_string(x.opened_block));
    p.line("seal", at_event(x.sealed) + ", block " + std::to_string(x.sealed_block));
    p.title("PARAMETERS");
    for (const parameter& each : x.chosen) p.under(each.name + " = " + value_words(each));
    return std::move(p).out();
}

}  // namespace rf
