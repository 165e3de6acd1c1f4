#include <charconv>
#include <map>

#include "events/account_name.hpp"
#include "replay/programs/explain_out.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

// The outcomes of the questions that count, most frequent words first found.
std::string failures(const explanation& x) {
    std::map<schema::Outcome, std::uint64_t> by;
    std::uint64_t all = 0;
    for (const explained_task& t : x.tasks) {
        if (!counts(t.what) || t.attempts.empty()) continue;
        ++by[t.attempts.back().outcome];
        ++all;
    }
    std::string out =
        "All " + count_of(all, "question", "questions") + " that count failed by the miner's own fault: ";
    bool first = true;
    for (const auto& [outcome, times] : by) {
        out += (first ? "" : "; ") + std::to_string(times) + " times " + outcome_words(outcome);
        first = false;
    }
    return out + ".";
}

std::string traps_of(const explanation& x) {
    std::string out;
    for (const explained_task& t : x.tasks)
        if (t.trap && counts(t.what)) out += (out.empty() ? "task " : ", task ") + std::to_string(t.ordinal);
    return out;
}

std::string void_words(const explained_task& t) {
    if (t.attempts.empty())
        return "never asked: the task closed before it was sent. The validator's fault, so it makes no entry "
               "in the "
               "score";
    return "asked, and lost by the validator's fault: " + outcome_words(t.attempts.back().outcome) +
           ". It makes no entry in the score";
}

std::string worthless(const explained_task& t) {
    if (t.trap) return "answered, and the trap was not seen through: it is worth 0";
    return "answered, and nothing in the answer was worth a point";
}

}  // namespace

std::string count_of(std::uint64_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

std::string decimal(double v) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof text, v, std::chars_format::general, 6);
    return {text, end.ptr};
}

std::string number_ranges(const std::vector<std::uint64_t>& ascending) {
    std::string out;
    for (std::size_t from = 0, to = 0; from < ascending.size(); from = to) {
        while (to < ascending.size() && ascending[to] == ascending[from] + (to - from)) ++to;
        out += (out.empty() ? "" : ", ") + std::to_string(ascending[from]);
        if (to - from > 1) out += "-" + std::to_string(ascending[to - 1]);
    }
    return out;
}

std::string seat_words(const explained& e, const seat& s) {
    const std::string uid = "uid " + std::to_string(s.uid);
    return e.for_miner && s.who != e.x.who.who ? uid : uid + " (" + name_of_account(s.who) + ")";
}

std::string verdict_words(const explained& e) {
    if (e.unaudited) return "NOT VERIFIED: " + e.unaudited->text();
    if (!e.audit.agrees()) {
        const difference& d = *e.audit.first;
        const bool hidden = e.for_miner && d.uid && *d.uid != e.x.who.uid;
        std::string out = "DIFFERS at event " + std::to_string(d.event);
        if (d.uid) out += ", uid " + std::to_string(*d.uid);
        out += ", " + d.field;
        return hidden ? out : out + ": recorded " + d.recorded + ", computed " + d.computed;
    }
    if (!e.enough)
        return "DIFFERS: the listed events alone do not give this score; this is a fault of this program";
    std::string out = "verified: every bit of the epoch agrees with what its seal recorded";
    if (!e.audit.checkpoint) return out + "; no signed note was cut at it";
    return out + ", under a note signed by " + e.audit.key +
           (e.key_given ? "" : std::string(" (the key that the ") + (e.bundled ? "bundle" : "log") + " itself names)");
}

std::string_view outcome_name(schema::Outcome o) {
    constexpr std::string_view names[] = {"answered",     "timeout",      "bad_hash",   "connect_failed",
                                          "disconnected", "http_error",   "redirected", "malformed",
                                          "oversized",    "empty_answer", "wrong_task", "refused_by_miner",
                                          "crashed",      "no_disk",      "own_network"};
    return std::size_t(o) < std::size(names) ? names[std::size_t(o)] : "unknown";
}

std::string_view fault_name(schema::Fault f) {
    return f == schema::Fault::NOBODY ? "nobody" : f == schema::Fault::MINER ? "miner" : "validator";
}

std::string outcome_words(schema::Outcome o) {
    switch (o) {
        case schema::Outcome::ANSWERED: return "answered";
        case schema::Outcome::TIMEOUT: return "no answer in time";
        case schema::Outcome::BAD_HASH: return "the reply's hash does not fit what it says";
        case schema::Outcome::CONNECT_FAILED: return "its endpoint could not be connected to";
        case schema::Outcome::DISCONNECTED: return "the connection ended before a whole reply";
        case schema::Outcome::HTTP_ERROR: return "an HTTP error";
        case schema::Outcome::REDIRECTED: return "a redirection, which nobody follows";
        case schema::Outcome::MALFORMED: return "what came is not a reply";
        case schema::Outcome::OVERSIZED: return "more came than a reply may have";
        case schema::Outcome::EMPTY_ANSWER: return "an empty answer";
        case schema::Outcome::WRONG_TASK: return "an answer to another task";
        case schema::Outcome::REFUSED_BY_MINER: return "the miner refused";
        case schema::Outcome::CRASHED: return "the validator stopped while the question was out";
        case schema::Outcome::NO_DISK: return "the validator had no disk to keep the reply on";
        case schema::Outcome::OWN_NETWORK: return "the validator's own network failed";
    }
    return "an outcome that this program does not know";
}

std::string attempt_words(const explained_attempt& a) {
    if (a.reply == no_event) return "no outcome was recorded";
    std::string out = outcome_words(a.outcome) + " after " + decimal(double(a.latency_ns) / 1e9) + " s";
    if (a.http_status != 0) out += ", HTTP " + std::to_string(a.http_status);
    if (a.fault == schema::Fault::MINER) out += "; the miner's fault";
    if (a.fault == schema::Fault::VALIDATOR) out += "; the validator's fault";
    return a.detail.empty() ? out : out + "; it says: " + a.detail;
}

std::string check_words(const explained_check& c) {
    const std::string out = c.checker + "@" + std::to_string(c.version) + " " + decimal(c.value);
    return c.note.empty() ? out : out + " (" + c.note + ")";
}

std::string body_words(const payload_text& p) {
    if (p.is == payload_text::state::none) return "no body";
    std::string out = std::to_string(p.length) + " bytes, SHA-256 " + hex(p.name);
    if (p.is == payload_text::state::absent) out += "; the bytes are not here";
    if (p.is == payload_text::state::damaged) out += "; the bytes here are OTHERS";
    return out;
}

std::string signature_words(reply_signature s) {
    switch (s) {
        case reply_signature::none: return {};
        case reply_signature::holds:
            return "signed by the miner, and the signature holds: it cannot deny this reply";
        case reply_signature::broken: return "the recorded signature is NOT this miner's over this reply";
        case reply_signature::unchecked:
            return "signed; what was read does not name the validator that it was signed for";
    }
    return {};
}

std::string payload_begin(const payload_text& p) {
    const std::string_view bytes = p.begins;
    std::size_t strange = 0;
    for (const char c : printable(bytes)) strange += c == '?';
    if (strange > 8 && strange * 4 > bytes.size())
        return "no text; its first bytes are " + hex(view(bytes.substr(0, 32)));
    return p.begins + (p.length > p.begins.size() ? " ..." : "");
}

std::string refused_begin(const payload_text& p) {
    constexpr std::size_t most = 200;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string_view rest = std::string_view(p.begins).substr(0, most);
    const std::size_t shown = rest.size();
    std::string out;
    while (!rest.empty()) {
        std::size_t length = 1;  // of the character that begins here, if one does
        while (length <= 4 && printable(rest.substr(0, length)) != rest.substr(0, length)) ++length;
        if (rest[0] == '\\') out += "\\\\";
        else if (length <= 4) out += rest.substr(0, length);
        else (out += "\\x") += {digits[std::uint8_t(rest[0]) >> 4], digits[std::uint8_t(rest[0]) & 15]};
        rest.remove_prefix(length <= 4 ? length : 1);
    }
    return out + (p.length > shown ? " ..." : "");
}

std::string cut_words(const shown_text& t, std::size_t most) {
    const shown_text now = beginning_of(t.text, most);
    return now.text + (t.cut || now.cut ? " ..." : "");
}

std::string one_line(std::string text) {
    for (char& c : text)
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
    return text;
}

std::string_view zero_name(zero_reason z) {
    constexpr std::string_view names[] = {"none",       "withheld", "not_asked",     "only_voids",
                                          "all_failed", "trapped",  "worth_nothing", "rounds_to_zero"};
    return names[std::size_t(z)];
}

std::string zero_words(const explanation& x) {
    switch (x.zero) {
        case zero_reason::none: return {};
        case zero_reason::withheld: {
            const bool ours = x.withheld.starts_with("partial");
            return "The epoch gives weights to nobody: " + x.withheld +
                   (ours ? ". Too much was lost by the validator's own fault to score anybody by it." : ".");
        }
        case zero_reason::not_asked:
            return "It was in no task's sample in this epoch, so there is nothing to score: the draw's "
                   "doing, and "
                   "nobody's fault.";
        case zero_reason::only_voids:
            return "It was asked, and every question was lost by the validator's own fault, so there is "
                   "nothing to "
                   "score.";
        case zero_reason::all_failed: return failures(x);
        case zero_reason::trapped:
            return "The traps it was asked (" + traps_of(x) +
                   ") came to 0, so the trap penalty leaves nothing of its score. The miner's fault.";
        case zero_reason::worth_nothing:
            return "It answered, and the checks found nothing in its answers that is worth a point.";
        case zero_reason::rounds_to_zero:
            return "Its score is above 0, but beside the highest one it is less than half of 1/65535, so it "
                   "rounds "
                   "to 0.";
    }
    return {};
}

std::string task_words(const explanation& x, const explained_task& t) {
    const std::string_view name = x.rules->name;
    if (!t.sampled)
        return t.contribution != 0
                   ? "not in this task's sample; others were asked, so its average moves towards 0"
                   : "not asked: not in this task's sample";
    if (t.what == outcome::voided || t.what == outcome::open) return void_words(t);
    if (t.what != outcome::answered) {
        const std::string why = t.attempts.empty() ? "failed" : outcome_words(t.attempts.back().outcome);
        return "asked; " + why + ". The miner's fault, so it counts as 0";
    }
    if (name == "hetu_consensus")
        return figure_named(t.working, "agreed") > 0 ? "answered, and in the consensus"
                                                     : "answered, and not in a consensus";
    if (name == "aml_ensemble" && figure_named(t.working, "tier1_passed") == 0)
        return "answered, and did not pass tier 1 (integrity), so the whole score is 0";
    if (figure_named(t.working, "copied") > 0)
        return "answered, and too like another answer: quality, accuracy and novelty are cut";
    const bool nothing = name == "reasonforge" ? figure_named(t.working, "cms") == 0 : t.contribution == 0;
    return nothing ? worthless(t) : "answered";
}

std::string after_words(const explained& e, const weights_event& w) {
    const std::string block = w.block != 0 ? " in block " + std::to_string(w.block) : "";
    const std::string own =
        w.value ? ": " + std::to_string(*w.value) + " for uid " + std::to_string(e.x.who.uid) : std::string();
    switch (w.kind) {
        case event_kind::WEIGHTS_INTENDED:
            return "intended" + own + ", by the metagraph of block " + std::to_string(w.block);
        case event_kind::WEIGHTS_WITHHELD: return "withheld after all: " + w.says;
        case event_kind::WEIGHTS_SIGNED: return "signed";
        case event_kind::WEIGHTS_SUBMITTED: return "submitted to " + w.says;
        case event_kind::WEIGHTS_INCLUDED: return "included" + block;
        case event_kind::WEIGHTS_FINALISED: return "final" + block;
        case event_kind::WEIGHTS_READ_BACK:
            return "read back" + block + own +
                   (w.agrees == std::optional(true) ? "; the chain has what was sent"
                                                    : "; the chain has OTHERS");
        case event_kind::WEIGHTS_REFUSED:
            return "refused by the chain" +
                   std::string(w.agrees == std::optional(true) ? " for good: " : ": ") + w.says;
        default: return std::string(kind_name(w.kind));
    }
}

}  // namespace rf
