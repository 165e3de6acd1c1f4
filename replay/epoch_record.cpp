#include "replay/epoch_record.hpp"

#include <algorithm>
#include <bit>

#include "events/sha256.hpp"

namespace rf {
namespace {

// The first bytes of a hash over checkers, versions, values and notes.
std::uint64_t mark_of_checks(schema::ReplyVerified::Reader verdict) {
    byte_vec bytes;
    const auto put = [&bytes](std::uint64_t n) {
        bytes.resize(bytes.size() + 8);
        put_be64(bytes.data() + bytes.size() - 8, n);
    };
    const auto put_text = [&](std::string_view text) {
        put(text.size());
        bytes.insert(bytes.end(), text.begin(), text.end());
    };
    for (auto check : verdict.getChecks()) {
        put_text(text_of(check.getChecker()));
        put(check.getVersion());
        put(std::bit_cast<std::uint64_t>(check.getValue()));
        put_text(text_of(check.getNote()));
    }
    return get_be64(sha256(bytes).b.data());
}

class recorder final : public epoch_visitor {
  public:
    status opened(const epoch_state& e, event_reader event) override {
        out.rules = e.rules;
        out.opened = event.getSeq();
        out.opened_block = event.getEpochOpened().getBlock();
        out.closes_block = e.closes_block;
        out.carry_in = e.carry_in;
        return done();
    }

    status met(const epoch_state& e, event_reader event) override {
        const std::uint64_t number = event.getSeq();
        switch (event.which()) {
            case event_kind::TASK_OPENED: open_task(e, event); break;
            case event_kind::TASK_CLOSED: out.tasks[event.getTaskClosed().getOrdinal()].closed = number; break;
            case event_kind::REQUEST_SENT: {
                const auto r = event.getRequestSent();
                question_record& q = again(r.getTask(), *e.seat(r.getUid()));
                q.request = number;
                break;
            }
            case event_kind::REPLY_RECORDED: take_reply(e, event); break;
            case event_kind::REPLY_VERIFIED: {
                const auto r = event.getReplyVerified();
                question_record& q = out.tasks[r.getTask()].questions[*e.seat(r.getUid())];
                q.verdict = number;
                q.checks = mark_of_checks(r);
                break;
            }
            case event_kind::TRAFFIC_COUNTED: out.traffic = number; break;
            case event_kind::GROUND_TRUTH_ARRIVED:
                out.settled.resize(out.settled.size() + event.getGroundTruthArrived().getSettled().size(), number);
                break;
            default: break;
        }
        return done();
    }

    status sealed(const epoch_state& e, event_reader event) override {
        const auto seal = event.getEpochSealed();
        out.facts = e.facts;
        out.sealed = event.getSeq();
        out.sealed_block = seal.getBlock();
        out.carry_out = *as_hash(bytes_of(seal.getCarryOut().getSha256()));
        for (double score : seal.getScores()) out.scores.push_back(score);
        for (auto w : seal.getWeights()) out.weights.push_back({w.getUid(), w.getValue()});
        out.withheld = std::string(text_of(seal.getWithheld()));
        out.digest = as_hash(bytes_of(seal.getDigest())).value_or(hash32{});
        return done();
    }

    void hidden(std::uint64_t number) override { out.hidden.push_back(number); }

    epoch_record out;

  private:
    void open_task(const epoch_state& e, event_reader event) {
        const auto from = event.getTaskOpened();
        task_record& task = out.tasks.emplace_back();
        task.opened = event.getSeq();
        task.source = from.getSource();
        task.prompt = as_hash(bytes_of(from.getPrompt().getSha256()));
        task.truth = as_hash(bytes_of(from.getTruth().getSha256()));
        task.questions.resize(e.facts.seats.size());
    }

    // The question, cleared for one more attempt.
    question_record& again(std::uint16_t task, std::size_t seat) {
        question_record& q = out.tasks[task].questions[seat];
        if (q.reply != no_event) out.earlier.push_back({task, seat, q.request, q.reply, q.verdict});
        q = {};
        return q;
    }

    void take_reply(const epoch_state& e, event_reader event) {
        const auto from = event.getReplyRecorded();
        const std::size_t seat = *e.seat(from.getUid());
        question_record* q = &out.tasks[from.getTask()].questions[seat];
        // A void may follow a void unsent, or an answer that could not be verified.
        if (q->reply != no_event) q = &again(from.getTask(), seat);
        q->reply = event.getSeq();
        q->latency_ns = from.getLatencyNs();
        q->body = as_hash(bytes_of(from.getBody().getSha256()));
        q->outcome = from.getOutcome();
        q->fault = from.getFault();
    }
};

}  // namespace

std::uint16_t weight_of(const epoch_record& e, std::uint16_t uid) {
    const auto at = std::find_if(e.weights.begin(), e.weights.end(),
                                 [uid](const sealed_weight& w) { return w.uid == uid; });
    return at == e.weights.end() ? std::uint16_t(0) : at->value;
}

bool seal_follows(const epoch_record& e, const epoch_result& from_facts) {
    const auto same_bits = [](double x, double y) {
        return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
    };
    const auto same_weight = [](const sealed_weight& x, const weight_row& y) {
        return x == sealed_weight{y.uid, y.value};
    };
    return e.withheld == from_facts.withheld &&
           std::equal(e.scores.begin(), e.scores.end(), from_facts.scores.begin(), from_facts.scores.end(),
                      same_bits) &&
           std::equal(e.weights.begin(), e.weights.end(), from_facts.weights.begin(), from_facts.weights.end(),
                      same_weight);
}

result<epoch_record> read_epoch(const log_reader& log, std::uint32_t epoch) {
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    recorder taken;
    if (auto ok = walk_epoch(log, *span, taken); !ok) return ok.error();
    return std::move(taken.out);
}

}  // namespace rf
