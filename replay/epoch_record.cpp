#include "replay/epoch_record.hpp"

#include <algorithm>

namespace rf {
namespace {

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
                out.tasks[r.getTask()].questions[*e.seat(r.getUid())].verdict = number;
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

result<epoch_record> read_epoch(const log_reader& log, std::uint32_t epoch) {
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    recorder taken;
    if (auto ok = walk_epoch(log, *span, taken); !ok) return ok.error();
    return std::move(taken.out);
}

}  // namespace rf
