// Which fields of which event are told, and how loudly.
#include <algorithm>

#include "actors/programs/logging.hpp"

namespace rf {
namespace {

constexpr std::string_view outcomes[] = {"answered",   "timeout",   "bad_hash", "connect_failed", "disconnected",
                                         "http_error", "redirected", "malformed", "oversized",     "empty_answer",
                                         "wrong_task", "refused_by_miner", "crashed", "no_disk",   "own_network"};
constexpr std::string_view faults[] = {"nobody", "miner", "validator"};
constexpr std::string_view ends[] = {"complete", "deadline", "cancelled"};
constexpr std::string_view health[] = {"ready", "slow", "failing", "suspended"};
constexpr std::string_view calls[] = {"set", "commit", "reveal", "commit_timelocked"};

template <class Enum, std::size_t N>
std::string word(const std::string_view (&names)[N], Enum e) {
    const auto at = std::size_t(e);
    return at < N ? std::string(names[at]) : "unknown";
}

class line_writer {
  public:
    line_writer(event_reader event, const account_name& name) : name_(name) {
        line.event = kind_name(event.which());
        line.time_ns = event.getTimeNs();
        line.epoch = event.getEpoch();
    }
    line_writer& level(line_level l) { line.level = l; return *this; }
    line_writer& put(std::string_view name, capnp::Text::Reader v) { return add(name, std::string(text_of(v))); }
    line_writer& put(std::string_view name, std::string v) { return add(name, std::move(v)); }
    line_writer& put(std::string_view name, double v) { return add(name, v); }
    line_writer& put(std::string_view name, bool v) { return add(name, v); }
    line_writer& put(std::string_view name, std::uint64_t v) { return add(name, v); }
    line_writer& put(std::string_view name, std::uint32_t v) { return add(name, std::uint64_t(v)); }
    line_writer& put(std::string_view name, std::uint16_t v) { return add(name, std::uint64_t(v)); }
    line_writer& put(std::string_view name, std::uint8_t v) { return add(name, std::uint64_t(v)); }
    line_writer& hash(std::string_view name, capnp::Data::Reader v) { return add(name, hex(bytes_of(v))); }
    line_writer& who(std::string_view name, capnp::Data::Reader v) {
        const auto a = as_account(bytes_of(v));
        return add(name, a ? name_(*a) : hex(bytes_of(v)));
    }
    log_line line;

  private:
    line_writer& add(std::string_view name, decltype(line_field::value) v) {
        line.fields.push_back({name, std::move(v)});
        return *this;
    }
    const account_name& name_;
};

void tell_reply(line_writer& w, schema::ReplyRecorded::Reader r) {
    w.level(r.getFault() == schema::Fault::VALIDATOR ? line_level::warn : line_level::debug);
    w.put("task", r.getTask()).put("uid", r.getUid()).put("outcome", word(outcomes, r.getOutcome()));
    w.put("fault", word(faults, r.getFault())).put("latency_ms", double(r.getLatencyNs() / 1000) / 1000.0);
    if (r.getHttpStatus() != 0) w.put("status", r.getHttpStatus());
    if (r.getDetail().size() != 0) w.put("detail", r.getDetail());
    w.put("attempt", r.getAttempt());
}

void tell_verified(line_writer& w, schema::ReplyVerified::Reader r) {
    w.level(line_level::debug).put("task", r.getTask()).put("uid", r.getUid());
    if (!r.getSeen().isReasonforge()) return;
    const auto seen = r.getSeen().getReasonforge();
    w.put("quality", seen.getQuality()).put("accuracy", seen.getAccuracy()).put("novelty", seen.getNovelty());
    w.put("efficiency", seen.getEfficiency()).put("similarity", seen.getSimilarity());
}

void tell_sealed(line_writer& w, schema::EpochSealed::Reader s) {
    double best = 0;
    for (const double score : s.getScores()) best = std::max(best, score);
    w.put("seats", std::uint64_t(s.getScores().size())).put("weights", std::uint64_t(s.getWeights().size()));
    w.put("best_score", best).put("block", s.getBlock()).hash("digest", s.getDigest());
    if (s.getWithheld().size() != 0) w.level(line_level::warn).put("withheld", s.getWithheld());
}

bool tell_log(line_writer& w, event_reader e) {
    switch (e.which()) {
        case event_kind::LOG_CREATED:
            w.put("origin", e.getLogCreated().getOrigin()).who("validator", e.getLogCreated().getValidator());
            w.put("netuid", e.getLogCreated().getNetuid()).put("key", e.getLogCreated().getVerificationKey());
            return true;
        case event_kind::WRITER_STARTED:
            w.put("program", e.getWriterStarted().getProgram()).put("version", e.getWriterStarted().getVersion());
            w.put("seq", e.getSeq()).put("term", e.getTerm());
            return true;
        case event_kind::WRITER_STOPPED:
            w.put("reason", e.getWriterStopped().getReason()).put("seq", e.getSeq());
            return true;
        case event_kind::LOG_REPAIRED:
            w.level(line_level::warn).put("acknowledged", e.getLogRepaired().getAcknowledged().getSize());
            w.put("found", e.getLogRepaired().getFound().getSize()).put("what", e.getLogRepaired().getWhat());
            return true;
        case event_kind::KEY_ROTATED:
            w.put("key", e.getKeyRotated().getVerificationKey()).put("reason", e.getKeyRotated().getReason());
            return true;
        case event_kind::PARAMETERS_SET:
            w.put("mechanism", e.getParametersSet().getMechanism()).put("version", e.getParametersSet().getVersion());
            w.put("chosen", std::uint64_t(e.getParametersSet().getChosen().size()));
            return true;
        case event_kind::CLOCK_OBSERVED:
            w.level(e.getClockObserved().getJumpNs() == 0 ? line_level::debug : line_level::warn);
            w.put("jump_s", double(e.getClockObserved().getJumpNs()) / 1e9);
            return true;
        case event_kind::LOG_ARCHIVED:
            w.put("first", e.getLogArchived().getFirstSeq()).put("end", e.getLogArchived().getEndSeq());
            return true;
        case event_kind::BLOBS_PRUNED:
            w.put("through_epoch", e.getBlobsPruned().getThroughEpoch());
            w.put("count", e.getBlobsPruned().getCount()).put("bytes", e.getBlobsPruned().getBytes());
            return true;
        case event_kind::CARRY_IMPORTED: w.put("source", e.getCarryImported().getSource()); return true;
        case event_kind::ALARM_RAISED:
            w.level(line_level::warn).put("alarm", e.getAlarmRaised().getName());
            w.put("detail", e.getAlarmRaised().getDetail());
            return true;
        case event_kind::ALARM_CLEARED: w.put("alarm", e.getAlarmCleared().getName()); return true;
        case event_kind::ACTOR_RESTARTED:
            w.level(line_level::warn).put("actor", e.getActorRestarted().getActor());
            w.put("times", e.getActorRestarted().getTimes()).put("reason", e.getActorRestarted().getReason());
            return true;
        default: return false;
    }
}

bool tell_chain(line_writer& w, event_reader e) {
    switch (e.which()) {
        case event_kind::CHAIN_CONNECTED:
            w.put("endpoint", e.getChainConnected().getEndpoint()).put("spec", e.getChainConnected().getSpecVersion());
            return true;
        case event_kind::CHAIN_DISCONNECTED:
            w.level(line_level::warn).put("endpoint", e.getChainDisconnected().getEndpoint());
            w.put("reason", e.getChainDisconnected().getReason());
            return true;
        case event_kind::BLOCK_OBSERVED:
            w.level(line_level::debug).put("block", e.getBlockObserved().getNumber());
            w.put("finalised", e.getBlockObserved().getFinalised());
            return true;
        case event_kind::REORG_OBSERVED:
            w.level(line_level::warn).put("from", e.getReorgObserved().getFromNumber());
            w.put("to", e.getReorgObserved().getToNumber());
            return true;
        case event_kind::METAGRAPH_OBSERVED:
            w.level(line_level::debug).put("block", e.getMetagraphObserved().getBlock());
            w.put("neurons", std::uint64_t(e.getMetagraphObserved().getNeurons().size()));
            return true;
        case event_kind::HYPERPARAMETERS_OBSERVED: {
            const auto h = e.getHyperparametersObserved();
            w.level(line_level::debug).put("tempo", h.getTempo()).put("rate_limit", h.getWeightsRateLimit());
            w.put("commit_reveal", h.getCommitReveal());
            return true;
        }
        case event_kind::RUNTIME_CHANGED:
            w.level(line_level::warn).put("from", e.getRuntimeChanged().getFromSpec());
            w.put("to", e.getRuntimeChanged().getToSpec());
            return true;
        case event_kind::UID_HANDED_OVER:
            w.level(line_level::warn).put("uid", e.getUidHandedOver().getUid());
            w.who("from", e.getUidHandedOver().getFrom()).who("to", e.getUidHandedOver().getTo());
            return true;
        case event_kind::WEIGHT_ROW_OBSERVED:
            w.level(line_level::debug).who("validator", e.getWeightRowObserved().getValidator());
            w.put("weights", std::uint64_t(e.getWeightRowObserved().getRow().size()));
            return true;
        case event_kind::SCORES_PUBLISHED:
            w.level(line_level::debug).who("validator", e.getScoresPublished().getValidator());
            return true;
        case event_kind::ROOT_COMMITTED:
            w.put("size", e.getRootCommitted().getHead().getSize()).put("block", e.getRootCommitted().getBlock());
            return true;
        default: return false;
    }
}

bool tell_weights(line_writer& w, event_reader e) {
    switch (e.which()) {
        case event_kind::WEIGHTS_INTENDED:
            w.put("call", word(calls, e.getWeightsIntended().getCall()));
            w.put("weights", std::uint64_t(e.getWeightsIntended().getWeights().size()));
            w.put("dropped", std::uint64_t(e.getWeightsIntended().getDropped().size()));
            return true;
        case event_kind::WEIGHTS_WITHHELD:
            w.level(line_level::warn).put("reason", e.getWeightsWithheld().getReason());
            return true;
        case event_kind::WEIGHTS_SIGNED:
            w.put("call", word(calls, e.getWeightsSigned().getCall()));
            w.hash("extrinsic", e.getWeightsSigned().getHash());
            return true;
        case event_kind::WEIGHTS_SUBMITTED:
            w.hash("extrinsic", e.getWeightsSubmitted().getHash()).put("attempt", e.getWeightsSubmitted().getAttempt());
            return true;
        case event_kind::WEIGHTS_INCLUDED:
            w.hash("extrinsic", e.getWeightsIncluded().getHash()).put("block", e.getWeightsIncluded().getBlock());
            return true;
        case event_kind::WEIGHTS_FINALISED:
            w.hash("extrinsic", e.getWeightsFinalised().getHash()).put("block", e.getWeightsFinalised().getBlock());
            return true;
        case event_kind::WEIGHTS_READ_BACK:
            w.level(e.getWeightsReadBack().getAgrees() ? line_level::info : line_level::error);
            w.put("agrees", e.getWeightsReadBack().getAgrees()).put("block", e.getWeightsReadBack().getBlock());
            return true;
        case event_kind::WEIGHTS_REFUSED:
            w.level(line_level::warn).put("reason", e.getWeightsRefused().getReason());
            w.put("error", e.getWeightsRefused().getError()).put("final", e.getWeightsRefused().getFinal());
            return true;
        default: return false;
    }
}

void tell_epoch(line_writer& w, event_reader e) {
    switch (e.which()) {
        case event_kind::SECRET_COMMITTED:
            w.level(line_level::debug).put("before_block", e.getSecretCommitted().getBeforeBlock());
            return;
        case event_kind::EPOCH_OPENED:
            w.put("mechanism", e.getEpochOpened().getMechanism()).put("version", e.getEpochOpened().getVersion());
            w.put("seats", std::uint64_t(e.getEpochOpened().getSeats().size()));
            w.put("tasks", e.getEpochOpened().getTasks()).put("block", e.getEpochOpened().getBlock());
            w.put("closes_block", e.getEpochOpened().getClosesBlock());
            return;
        case event_kind::EPOCH_SEALED: return tell_sealed(w, e.getEpochSealed());
        case event_kind::TASK_OPENED:
            w.put("task", e.getTaskOpened().getOrdinal()).put("domain", e.getTaskOpened().getDomain());
            w.put("difficulty", e.getTaskOpened().getDifficulty());
            w.put("asked", std::uint64_t(e.getTaskOpened().getAsked().size()));
            return;
        case event_kind::REQUEST_SENT:
            w.level(line_level::debug).put("task", e.getRequestSent().getTask());
            w.put("uid", e.getRequestSent().getUid());
            w.put("endpoint", e.getRequestSent().getEndpoint()).put("attempt", e.getRequestSent().getAttempt());
            return;
        case event_kind::REPLY_RECORDED: return tell_reply(w, e.getReplyRecorded());
        case event_kind::REPLY_VERIFIED: return tell_verified(w, e.getReplyVerified());
        case event_kind::TASK_CLOSED:
            w.put("task", e.getTaskClosed().getOrdinal()).put("why", word(ends, e.getTaskClosed().getWhy()));
            return;
        case event_kind::MINER_SEEN:
            w.put("uid", e.getMinerSeen().getUid()).who("miner", e.getMinerSeen().getAccount());
            w.put("endpoint", e.getMinerSeen().getEndpoint());
            return;
        case event_kind::MINER_HEALTH_CHANGED:
            w.who("miner", e.getMinerHealthChanged().getAccount());
            w.put("health", word(health, e.getMinerHealthChanged().getHealth()));
            w.put("reason", e.getMinerHealthChanged().getReason());
            return;
        case event_kind::RESULT_NOTIFIED:
            w.level(line_level::debug).who("miner", e.getResultNotified().getAccount());
            w.put("delivered", e.getResultNotified().getDelivered());
            return;
        default: w.level(line_level::debug); return;
    }
}

}  // namespace

// A task's trap flag is left out: lines travel further than the log, and while
// the epoch is open it would tell miners where the traps are.
log_line line_of(event_reader event, const account_name& name) {
    line_writer w(event, name);
    if (!tell_log(w, event) && !tell_chain(w, event) && !tell_weights(w, event)) tell_epoch(w, event);
    return std::move(w.line);
}

}  // namespace rf
