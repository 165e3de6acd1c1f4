// explain: one miner's weight in one epoch, back to the events it follows from.
//
// Plain data, for whoever puts it into words (replay/programs/explain_*.cpp).
// The epoch is rebuilt from its events and scored again, so every figure is
// computed here; what the seal recorded stands beside it. Whether all of the
// epoch's bits agree is the auditor's matter (replay/audit.hpp).
//
// `events` are those that the score before ranking follows from, with the carry
// and the parameters: folding them alone gives it, bit for bit, and no event
// that is not among them could change it by being left out
// (replay/partial_fold.hpp; tests/explain holds both).
#pragma once

#include "replay/epoch_record.hpp"
#include "replay/partial_fold.hpp"

namespace rf {

constexpr std::size_t most_payload_shown = 600;     // bytes of a reply, from its first
constexpr std::size_t most_text_shown = 2000;       // bytes of a question or of a final answer
constexpr std::size_t most_attempts_shown = 16;     // of one question: the last ones
constexpr std::size_t most_explained_text = 2000;   // of a note or a detail

// The beginning of a text, up to a whole character.
struct shown_text {
    std::string text;
    bool cut = false;  // there is more of it
};
shown_text beginning_of(std::string_view text, std::size_t most);

struct payload_text {
    enum class state : std::uint8_t { none, there, absent, damaged } is = state::none;
    hash32 name;
    std::uint64_t length = 0;
    std::string begins;  // whatever the miner sent
    std::optional<shown_text> answer;  // of an accepted reply that has a final answer
};

struct explained_check {
    std::string checker;
    std::uint16_t version = 0;
    double value = 0;
    std::string note;
};

// The miner's own signature over its reply (events/receipt.hpp).
enum class reply_signature : std::uint8_t {
    none,
    holds,      // neither side can deny the reply
    broken,     // recorded, and not this miner's over these hashes
    unchecked   // the validator's account, which it covers, is not in what was read
};

// One sending of a question, and what came of it.
struct explained_attempt {
    std::uint16_t number = 0;
    std::uint64_t request = no_event, reply = no_event, verdict = no_event;
    std::string endpoint;
    hash32 question_hash;  // of the body that was sent
    schema::Outcome outcome = schema::Outcome::ANSWERED;
    schema::Fault fault = schema::Fault::NOBODY;
    std::uint64_t latency_ns = 0;
    std::uint16_t http_status = 0;
    std::string detail;
    payload_text body;
    reply_signature signature = reply_signature::none;
    std::vector<explained_check> checks;
};

struct explained_task {
    std::uint16_t ordinal = 0;
    std::array<std::uint8_t, 16> id{};
    std::string domain;  // empty where the mechanism has none
    std::uint8_t difficulty = 1;
    bool trap = false, previously_unsolved = false;
    schema::TaskSource source = schema::TaskSource::DRAWN;
    std::uint64_t opened = no_event, closed = no_event;
    shown_text question;   // its text, where the prompt is there and can be read
    bool sampled = false;  // this miner was to be asked
    outcome what = outcome::not_asked;
    std::vector<explained_attempt> attempts;
    std::uint64_t attempts_left_out = 0;
    observation seen;
    figures working;          // from what was seen to what it came to, step by step
    double contribution = 0;  // the part of the score before ranking that it made
    std::vector<std::uint64_t> own;     // all events of this question, earlier attempts too
    std::vector<std::uint64_t> others;  // other miners' events that it stands on
};

// A seat of the epoch, as far as ranking and normalising look at it.
struct standing {
    seat who;
    double score = 0;          // before normalising
    double share = 0;          // after any cap; 0 without a weight
    std::uint16_t weight = 0;
    std::uint32_t place = 0;   // 1: the highest score; ties to the lower uid; 0: none above 0
};

// Why a weight is 0.
enum class zero_reason : std::uint8_t {
    none,            // it is not
    withheld,        // the epoch emits nothing, for anybody
    not_asked,       // in no task's sample
    only_voids,      // asked, and every question was lost by the validator's fault
    all_failed,      // every question that counts failed by the miner's fault
    trapped,         // traps left nothing of the score
    worth_nothing,   // it answered, and nothing of it was worth a point
    rounds_to_zero   // a positive score, below half of 1/65535 of the highest
};

// What became of the epoch's weights after the seal.
struct weights_event {
    std::uint64_t number = 0;
    event_kind kind = event_kind::WEIGHTS_INTENDED;
    std::optional<std::uint16_t> value;  // this miner's, where the event lists weights
    std::string says;                    // reason, endpoint: what the event has for people
    std::uint64_t block = 0;             // 0: the event names none
    std::optional<bool> agrees;          // read back: with what was sent; refused: for good
};

struct explanation {
    std::string origin;               // of the log; empty where event 0 is not there
    std::optional<account> validator;
    std::uint32_t epoch = 0;
    seat who;
    const mechanism* rules = nullptr;
    std::uint64_t committed = no_event;  // secret_committed
    std::uint64_t opened = no_event, sealed = no_event;
    std::uint64_t opened_block = 0, sealed_block = 0;
    std::uint32_t tasks_in_epoch = 0;
    hash32 carry_in;
    std::uint64_t carry_from = no_event;  // the seal before, whose carry-out it is
    parameters chosen;                    // those that touch this score or weight

    // The weight, and what normalising saw.
    std::vector<standing> seats;          // by ascending uid
    std::size_t self = 0;
    std::optional<std::size_t> top, above, below;
    double total = 0;                     // of all positive scores
    std::uint32_t positive = 0;           // how many there are
    bool capped = false, padded = false;
    std::string withheld;
    zero_reason zero = zero_reason::none;
    double recorded_score = 0;
    std::uint16_t recorded_weight = 0;

    figures before_ranking;               // what the mechanism starts ranking or normalising from
    figures working;                      // from the tasks to the score, step by step
    std::vector<explained_task> tasks;
    std::uint64_t traffic = no_event;     // judge_epm: the event that counted it
    std::vector<std::uint64_t> settled;   // aml_ensemble: ground truth that names this miner

    bool goes_on = false;                 // the log has events after the seal
    std::vector<weights_event> after;
    std::uint64_t dropped = no_event;     // the intention that left it out: it had lost its uid
    std::vector<std::uint64_t> events;    // ascending

    [[nodiscard]] const standing& own() const { return seats[self]; }
};

// missing: no such epoch, or no seat for that account; the fault says what the
// log shows of why, and who is nearest.
result<explanation> explain(const log_reader& log, std::uint32_t epoch, const account& who);

// The account that holds a uid in an epoch; missing, with its neighbours.
result<account> account_of_uid(const log_reader& log, std::uint32_t epoch, std::uint16_t uid);

}  // namespace rf
