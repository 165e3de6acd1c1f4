// facts: what actors see, as drafts of events.
//
// The only place where actors build events, so that each kind is built in one
// way. Number, term and time are set by the journal.
#pragma once

#include "actors/ports/asker.hpp"
#include "actors/ports/chain.hpp"
#include "events/event_text.hpp"
#include "replay/decide.hpp"

namespace rf {

// Of a body that is no answer, so much is kept: enough to see what it was.
constexpr std::size_t most_kept_of_failures = 4096;

// Which question to which miner: what every fact about it names.
struct question_name {
    std::uint32_t epoch = 0;
    std::array<std::uint8_t, 16> task{};
    std::uint16_t ordinal = 0, uid = 0, attempt = 0;
    account who;
};

struct opened_task {
    std::uint32_t epoch = 0;
    std::uint16_t ordinal = 0;
    std::array<std::uint8_t, 16> id{};
    schema::TaskSource source = schema::TaskSource::DRAWN;
    std::uint8_t domain = 0, difficulty = 1;
    bool trap = false, previously_unsolved = false;
    std::uint32_t timeout_ms = 0;
    std::uint64_t deadline_block = 0;
    std::vector<std::uint16_t> asked;
    std::string generator;
    byte_vec prompt, truth;
};

struct found_check {
    std::string checker;
    std::uint16_t version = 1;
    double value = 0;
    std::string note;
};

record task_opened(const opened_task& t, const hash32& salt);
record request_sent(const question_name& q, const prepared_question& p);
record reply_recorded(const question_name& q, miner_reply reply);
record void_recorded(const question_name& q, schema::Outcome ours, std::string_view why);
record reply_verified(const question_name& q, const std::vector<found_check>& checks, const reasonforge_seen& seen,
                      const hash32& salt);
record task_closed(std::uint32_t epoch, const std::array<std::uint8_t, 16>& id, std::uint16_t ordinal,
                   schema::TaskEnd why);

record chain_connected(const chain_identity& to);
record chain_disconnected(std::string_view endpoint, std::string_view reason);
record block_observed(const seen_block& b);
record reorg_observed(const seen_block& from, const seen_block& to);
record hyperparameters_observed(const seen_hyperparameters& h);
record runtime_changed(std::uint32_t from, std::uint32_t to);
record weight_row_observed(const seen_weights& w);
record scores_published(const seen_scores& s);
std::vector<record> metagraph_observed(const seen_metagraph& m);  // in parts
record miner_seen(const account& who, std::uint16_t uid, std::string_view endpoint, std::string_view protocol);
record uid_handed_over(std::uint16_t uid, const account& from, const account& to, std::uint64_t block);
record miner_health_changed(const account& who, schema::MinerHealth health, std::string_view reason);
record result_notified(std::uint32_t epoch, const account& who, bool delivered);

record secret_committed(std::uint32_t epoch, const hash32& secret_hash, std::uint64_t before_block);
record weights_signed(std::uint32_t epoch, schema::WeightCall call, const signed_extrinsic& x);
record weights_submitted(std::uint32_t epoch, const hash32& extrinsic, std::string_view endpoint,
                         std::uint32_t attempt);
record weights_included(std::uint32_t epoch, const hash32& extrinsic, const whereabouts& at);
record weights_finalised(std::uint32_t epoch, const hash32& extrinsic, const whereabouts& at);
record weights_refused(std::uint32_t epoch, const hash32& extrinsic, std::string_view reason, std::string_view pallet,
                       std::string_view error, bool final);
record weights_read_back(std::uint32_t epoch, std::uint64_t block, const weight_values& row, bool agrees);
record root_committed(std::uint32_t epoch, const placed_root& at);
record weights_withheld(std::uint32_t epoch, std::string_view reason);

record alarm_raised(std::string_view name, std::string_view detail);
record alarm_cleared(std::string_view name);
record actor_restarted(std::string_view actor, std::uint32_t times, std::string_view reason);
record clock_observed(std::int64_t utc_ns, std::int64_t jump_ns);
record writer_started(std::string_view program, std::string_view version);
record writer_stopped(std::string_view reason);
record log_repaired(const head& acknowledged, const head& found, std::string_view what);
record parameters_set(std::string_view mechanism, std::uint16_t version, const parameters& chosen,
                      std::string_view reason);

}  // namespace rf
