#include <algorithm>
#include <map>

#include "events/receipt.hpp"
#include "replay/answers/task_reply.hpp"
#include "replay/explain_parts.hpp"
#include "replay/tasks/prompt.hpp"

namespace rf::explaining {
namespace {

std::string bounded(std::string_view text, std::size_t most) { return std::string(text.substr(0, most)); }

payload_text begin_of(const log_reader& log, schema::BlobRef::Reader ref) {
    payload_text p;
    const auto name = as_hash(bytes_of(ref.getSha256()));
    if (!name) return p;
    p.name = *name;
    p.length = ref.getLength();
    auto bytes = log.read_blob(*name);
    if (bytes) {
        p.is = payload_text::state::there;
        p.begins = bounded(chars(*bytes), most_payload_shown);
        if (const auto reply = read_answer(*bytes); reply && !reply->final_answer.empty())
            p.answer = beginning_of(reply->final_answer, most_text_shown);
    } else {
        p.is = bytes.error().kind == fault_kind::damaged ? payload_text::state::damaged
                                                         : payload_text::state::absent;
    }
    return p;
}

// What one event says of an attempt. The epoch was read with its laws checked,
// so the numbers are those of the kinds that they are told to be.
void take_request(schema::RequestSent::Reader r, explained_attempt& a) {
    a.number = r.getAttempt();
    a.endpoint = bounded(text_of(r.getEndpoint()), most_explained_text);
    a.question_hash = as_hash(bytes_of(r.getBodyHash())).value_or(hash32{});
}

// The problem's words, where the prompt is one that this program can read.
shown_text question_of(const log_reader& log, const std::optional<hash32>& prompt) {
    if (!prompt) return {};
    auto bytes = log.read_blob(*prompt);
    if (!bytes) return {};
    auto read = decode_prompt(*bytes);
    return read ? beginning_of(read->problem, most_text_shown) : shown_text();
}

// Each payload is read once, however often a stranger's events name it.
class payloads {
  public:
    explicit payloads(const log_reader& log) : log_(log) {}

    const payload_text& begin(schema::BlobRef::Reader ref) {
        const hash32 name = as_hash(bytes_of(ref.getSha256())).value_or(hash32{});
        const auto known = begins_.find({name, ref.getLength()});
        if (known != begins_.end()) return known->second;
        return begins_[{name, ref.getLength()}] = begin_of(log_, ref);
    }
    const shown_text& question(const std::optional<hash32>& prompt) {
        const auto known = questions_.find(prompt);
        return known != questions_.end() ? known->second : questions_[prompt] = question_of(log_, prompt);
    }

  private:
    const log_reader& log_;
    std::map<std::pair<hash32, std::uint64_t>, payload_text> begins_;
    std::map<std::optional<hash32>, shown_text> questions_;
};

void take_reply(payloads& stored, schema::ReplyRecorded::Reader r, explained_attempt& a) {
    a.number = r.getAttempt();
    a.outcome = r.getOutcome();
    a.fault = r.getFault();
    a.latency_ns = r.getLatencyNs();
    a.http_status = r.getHttpStatus();
    a.detail = bounded(text_of(r.getDetail()), most_explained_text);
    a.body = stored.begin(r.getBody());
    // What is not accepted as a reply is shown as it came, and not read.
    if (a.outcome != schema::Outcome::ANSWERED) a.body.answer.reset();
}

// What the miner signed, once the request and the reply are both read.
struct signing {
    reply_statement says;
    byte_vec by_miner;
};

reply_signature check_signature(const explanation& x, signing s) {
    if (s.by_miner.empty()) return reply_signature::none;
    if (!x.validator) return reply_signature::unchecked;
    s.says.validator = *x.validator;
    s.says.miner = x.who.who;
    return is_signed_by_miner(s.says, s.by_miner) ? reply_signature::holds : reply_signature::broken;
}

void take_verdict(schema::ReplyVerified::Reader r, explained_attempt& a) {
    for (auto c : r.getChecks())
        a.checks.push_back({bounded(text_of(c.getChecker()), most_explained_text), c.getVersion(),
                            c.getValue(), bounded(text_of(c.getNote()), most_explained_text)});
}

class teller {
  public:
    teller(const log_reader& log, payloads& stored, const explanation& x) : log_(log), stored_(stored), about_(x) {}

    result<explained_attempt> attempt(std::uint64_t request, std::uint64_t reply, std::uint64_t verdict) {
        explained_attempt a;
        a.request = request;
        a.reply = reply;
        a.verdict = verdict;
        signing s;
        for (const std::uint64_t number : {request, reply, verdict}) {
            if (number == no_event) continue;
            auto bytes = log_.read(number);
            if (!bytes) return bytes.error();
            auto event = decoder_.check(*bytes);
            if (!event) return with_place(event.error(), "event " + std::to_string(number));
            if (event->isRequestSent()) {
                take_request(event->getRequestSent(), a);
                const auto id = bytes_of(event->getRequestSent().getRequestId());
                std::copy_n(id.begin(), std::min(id.size(), s.says.request.size()), s.says.request.begin());
            }
            if (event->isReplyRecorded()) {
                take_reply(stored_, event->getReplyRecorded(), a);
                const auto signature = bytes_of(event->getReplyRecorded().getMinerSignature());
                s.by_miner.assign(signature.begin(), signature.end());
            }
            if (event->isReplyVerified()) take_verdict(event->getReplyVerified(), a);
        }
        s.says.request_body = a.question_hash;
        s.says.reply = a.body.name;
        a.signature = check_signature(about_, std::move(s));
        return a;
    }

  private:
    const log_reader& log_;
    payloads& stored_;
    const explanation& about_;
    event_decoder decoder_;
};

explained_task facts_of(const epoch_record& e, std::size_t ordinal, std::size_t self) {
    const task_facts& facts = e.facts.tasks[ordinal];
    explained_task t;
    t.ordinal = std::uint16_t(ordinal);
    t.id = facts.id;
    if (facts.domain < e.rules->domains.size()) t.domain = e.rules->domains[facts.domain];
    t.difficulty = facts.difficulty;
    t.trap = facts.trap;
    t.previously_unsolved = facts.previously_unsolved;
    t.source = e.tasks[ordinal].source;
    t.opened = e.tasks[ordinal].opened;
    t.closed = e.tasks[ordinal].closed;
    t.what = facts.replies[self].what;
    t.sampled = t.what != outcome::not_asked;
    t.seen = facts.replies[self].seen;
    return t;
}

void list_own(explained_task& t, const std::vector<earlier_attempt>& attempts) {
    for (const earlier_attempt& a : attempts)
        for (const std::uint64_t number : {a.request, a.reply, a.verdict})
            if (number != no_event) t.own.push_back(number);
}

}  // namespace

status tell_tasks(const log_reader& log, const epoch_record& e, explanation& x) {
    std::vector<std::vector<earlier_attempt>> attempts(e.tasks.size());
    for (const earlier_attempt& a : e.earlier)
        if (a.seat == x.self) attempts[a.task].push_back(a);
    payloads stored(log);
    teller events(log, stored, x);
    for (std::size_t i = 0; i < e.tasks.size(); ++i) {
        explained_task t = facts_of(e, i, x.self);
        const question_record& last = e.tasks[i].questions[x.self];
        if (last.request != no_event || last.reply != no_event)
            attempts[i].push_back({t.ordinal, x.self, last.request, last.reply, last.verdict});
        list_own(t, attempts[i]);
        t.attempts_left_out = attempts[i].size() - std::min(attempts[i].size(), most_attempts_shown);
        for (std::size_t k = std::size_t(t.attempts_left_out); k < attempts[i].size(); ++k) {
            const earlier_attempt& from = attempts[i][k];
            auto a = events.attempt(from.request, from.reply, from.verdict);
            if (!a) return a.error();
            t.attempts.push_back(std::move(*a));
        }
        if (t.sampled) t.question = stored.question(e.tasks[i].prompt);
        x.tasks.push_back(std::move(t));
    }
    return done();
}

}  // namespace rf::explaining

namespace rf {

shown_text beginning_of(std::string_view text, std::size_t most) {
    if (text.size() <= most) return {std::string(text), false};
    while (most > 0 && (std::uint8_t(text[most]) & 0xc0) == 0x80) --most;
    return {std::string(text.substr(0, most)), true};
}

}  // namespace rf
