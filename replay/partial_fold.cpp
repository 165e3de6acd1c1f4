#include "replay/partial_fold.hpp"

#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/hetu_consensus_1.hpp"
#include "replay/mechanisms/judge_epm_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "replay/wire_values.hpp"

namespace rf {
namespace {

fault impossible(std::string what) { return {fault_kind::invalid, std::move(what), "", ""}; }

std::string place_of(std::uint64_t number) { return "event " + std::to_string(number); }

// Empty tasks up to the ordinal of one that is about to open.
void make_room(epoch_state& e, std::size_t ordinal) {
    while (e.facts.tasks.size() < ordinal) {
        e.facts.tasks.emplace_back().replies.resize(e.facts.seats.size());
        e.progress.emplace_back().questions.resize(e.facts.seats.size());
    }
}

template <class Body>
status names_seat(const epoch_state& e, const Body& body) {
    const auto seat = e.seat(body.getUid());
    const auto who = as_account(bytes_of(body.getAccount()));
    if (seat && who && e.facts.seats[*seat].who == *who) return done();
    return impossible("it names an account and a uid that have no seat together");
}

}  // namespace

result<partial_fold> partial_fold::begin(event_reader opened, const blob_source& blobs) {
    if (!opened.isEpochOpened()) return impossible("an epoch begins with its opening");
    auto state = open_epoch(opened, blobs);
    if (!state) return state.error();
    return partial_fold(std::move(*state));
}

status partial_fold::take(event_reader event) {
    const auto known = [this](std::size_t task) { return task < listed_.size() && listed_[task]; };
    switch (event.which()) {
        case event_kind::TASK_OPENED: {
            const std::size_t ordinal = event.getTaskOpened().getOrdinal();
            if (ordinal >= state_.tasks_planned) return impossible("the epoch has no such task");
            make_room(state_, ordinal);
            if (auto ok = lawful(state_, event); !ok) return ok;
            listed_.resize(ordinal + 1, false);
            listed_[ordinal] = true;
            break;
        }
        case event_kind::REQUEST_SENT:
            if (!known(event.getRequestSent().getTask())) return done();
            if (auto ok = names_seat(state_, event.getRequestSent()); !ok) return ok;
            break;
        case event_kind::REPLY_RECORDED:
            if (!known(event.getReplyRecorded().getTask())) return done();
            if (auto ok = names_seat(state_, event.getReplyRecorded()); !ok) return ok;
            break;
        case event_kind::REPLY_VERIFIED: {
            const auto verdict = event.getReplyVerified();
            if (!known(verdict.getTask())) return done();
            if (auto ok = names_seat(state_, verdict); !ok) return ok;
            const auto seen = read_observation(verdict.getSeen());
            if (!seen) return seen.error();
            if (auto ok = check_observation(*state_.rules, *seen); !ok) return ok;
            break;
        }
        case event_kind::TASK_CLOSED:
            if (!known(event.getTaskClosed().getOrdinal())) return done();
            break;
        case event_kind::TRAFFIC_COUNTED:
        case event_kind::GROUND_TRUTH_ARRIVED:
            if (auto ok = lawful(state_, event); !ok) return ok;
            break;
        default: return done();
    }
    change(state_, event);
    return done();
}

result<epoch_result> partial_fold::score() const { return state_.rules->score(state_.facts); }

figures before_ranking(const mechanism& m, const epoch_result& r, std::size_t seat) {
    const auto of = [&](std::size_t column) {
        return figure{r.detail[column].name, r.detail[column].values[seat]};
    };
    if (&m == &reasonforge_1::entry) return {of(reasonforge_1::col_s_epoch)};
    if (&m == &judge_epm_1::entry) return {of(judge_epm_1::col_raw), of(judge_epm_1::col_epm)};
    const bool own =
        &m == &ema_feed_1::entry || &m == &aml_ensemble_1::entry || &m == &hetu_consensus_1::entry;
    if (own) return {{"score", r.scores[seat]}};
    return {};
}

result<figures> fold_listed(const log_reader& log, std::span<const std::uint64_t> numbers,
                            const account& who) {
    std::optional<partial_fold> folded;
    event_decoder decoder;
    for (const std::uint64_t number : numbers) {
        auto bytes = log.read(number);
        if (!bytes) return bytes.error();
        auto event = decoder.check(*bytes);
        if (!event) return with_place(event.error(), place_of(number));
        auto taken = guarded([&]() -> status {
            if (folded) return folded->take(*event);
            auto begun = partial_fold::begin(*event, blobs_of(log));
            if (!begun) return begun.error();
            folded = std::move(*begun);
            return done();
        });
        if (!taken) return with_place(taken.error(), place_of(number));
    }
    if (!folded) return impossible("nothing is listed");
    auto scored = folded->score();
    if (!scored) return scored.error();
    const roster& seats = folded->state().facts.seats;
    for (std::size_t i = 0; i < seats.size(); ++i)
        if (seats[i].who == who) return before_ranking(*folded->state().rules, *scored, i);
    return fault{fault_kind::missing, "the account has no seat in this epoch", "", ""};
}

}  // namespace rf
