#include <algorithm>

#include "actors/programs/live_view.hpp"

namespace rf {
namespace {

constexpr std::size_t most_notes = 3;
constexpr std::size_t most_trouble = 120;

constexpr std::string_view stages[] = {"due", "intended", "signed", "submitted", "included", "final", "ended"};

std::string of_epoch(event_reader e, std::string_view what) {
    return "of epoch " + std::to_string(e.getEpoch()) + ": " + std::string(what);
}

}  // namespace

live_row* live_model::row(std::uint16_t uid) {
    const auto at = std::ranges::lower_bound(rows, uid, {}, &live_row::uid);
    return at == rows.end() || at->uid != uid ? nullptr : &*at;
}

// What a seat has earned goes with its account's name, not with its uid.
void live_model::seat_miners(const projection& after, const account_name& name) {
    const std::vector<live_row> before = std::move(rows);
    rows.clear();
    for (const seat& s : epoch.seats) {
        if (s.who == after.identity.validator) continue;
        live_row fresh;
        fresh.uid = s.uid;
        fresh.name = name(s.who);
        for (const live_row& old : before) {
            if (old.name != fresh.name) continue;
            fresh.score = old.score;
            fresh.rank = old.rank;
            fresh.streak = old.streak;
            fresh.trouble = old.trouble;
        }
        rows.push_back(std::move(fresh));
    }
}

void live_model::rank_miners(schema::EpochSealed::Reader sealed_as) {
    const auto scores = sealed_as.getScores();
    for (std::size_t i = 0; i < epoch.seats.size() && i < scores.size(); ++i)
        if (live_row* r = row(epoch.seats[i].uid)) r->score = scores[unsigned(i)];
    std::vector<live_row*> order;
    for (live_row& r : rows) order.push_back(&r);
    std::ranges::stable_sort(order, [](const live_row* a, const live_row* b) { return a->score > b->score; });
    std::uint32_t place = 0;
    for (live_row* r : order) {
        r->rank = r->score > 0 ? ++place : 0;
        r->streak = r->rank >= 1 && r->rank <= 10 ? r->streak + 1 : 0;
    }
}

void live_model::take(event_reader e, const projection& after, const account_name& name) {
    const std::optional<watched_reply> verified = epoch.take(e, after);
    origin = after.identity.origin;
    connected = after.chain.connected;
    endpoint = after.chain.endpoint;
    best = after.chain.best;
    finalised = after.chain.finalised;
    log_size = after.next;
    if (started_ns == 0) started_ns = e.getTimeNs();
    const std::int64_t second = e.getTimeNs() / 1'000'000'000;
    if (rate.empty() || rate.back().first != second) rate.emplace_back(second, 0);
    ++rate.back().second;
    while (rate.size() > 10) rate.pop_front();
    switch (e.which()) {
        case event_kind::WRITER_STARTED:
            open = after.open.has_value();
            sealed = after.sealed.epoch;
            for (const std::string& raised : after.alarms) alarms[raised] = "since before the start";
            if (!after.weights.empty()) {
                const weights_state& w = after.weights.back();
                weights = "of epoch " + std::to_string(w.epoch) + ": " + std::string(stages[std::size_t(w.at)]);
            }
            if (open) seat_miners(after, name);
            break;
        case event_kind::EPOCH_OPENED:
            open = true;
            seat_miners(after, name);
            mechanism = std::string(text_of(e.getEpochOpened().getMechanism())) + "@" +
                        std::to_string(e.getEpochOpened().getVersion());
            break;
        case event_kind::EPOCH_SEALED:
            open = false;
            sealed = e.getEpoch();
            withheld = text_of(e.getEpochSealed().getWithheld());
            rank_miners(e.getEpochSealed());
            break;
        case event_kind::REPLY_RECORDED: {
            const auto r = e.getReplyRecorded();
            live_row* miner = row(r.getUid());
            if (!miner) break;
            if (r.getOutcome() == schema::Outcome::ANSWERED) {
                ++miner->answered;
                break;
            }
            if (r.getFault() != schema::Fault::VALIDATOR) ++miner->failed;
            miner->trouble = std::string(outcome_name(r.getOutcome()));
            if (r.getDetail().size() != 0) miner->trouble += ": " + std::string(text_of(r.getDetail()));
            miner->trouble.resize(std::min(miner->trouble.size(), most_trouble));
            break;
        }
        case event_kind::REPLY_VERIFIED:
            if (live_row* miner = verified ? row(verified->uid) : nullptr) {
                miner->cms_sum += verified->cms;
                ++miner->verified;
                if (verified->copied) miner->trouble = "copied an answer";
            }
            break;
        case event_kind::WEIGHTS_INTENDED: weights = of_epoch(e, "intended"); break;
        case event_kind::WEIGHTS_WITHHELD:
            weights = of_epoch(e, "withheld, " + std::string(text_of(e.getWeightsWithheld().getReason())));
            break;
        case event_kind::WEIGHTS_SIGNED: weights = of_epoch(e, "signed"); break;
        case event_kind::WEIGHTS_SUBMITTED: weights = of_epoch(e, "submitted"); break;
        case event_kind::WEIGHTS_INCLUDED:
            weights = of_epoch(e, "included in block " + std::to_string(e.getWeightsIncluded().getBlock()));
            break;
        case event_kind::WEIGHTS_FINALISED: weights = of_epoch(e, "final"); break;
        case event_kind::WEIGHTS_READ_BACK:
            weights = of_epoch(e, e.getWeightsReadBack().getAgrees() ? "on the chain, as sent" : "on the chain DIFFER");
            break;
        case event_kind::WEIGHTS_REFUSED:
            weights = of_epoch(e, "refused, " + std::string(text_of(e.getWeightsRefused().getReason())));
            break;
        case event_kind::ALARM_RAISED:
            alarms[std::string(text_of(e.getAlarmRaised().getName()))] = text_of(e.getAlarmRaised().getDetail());
            break;
        case event_kind::ALARM_CLEARED: alarms.erase(std::string(text_of(e.getAlarmCleared().getName()))); break;
        case event_kind::ACTOR_RESTARTED:
            take_note(text_of(e.getActorRestarted().getActor()),
                      {fault_kind::unavailable, "restarted: " + std::string(text_of(e.getActorRestarted().getReason())),
                       "", ""});
            break;
        default: break;
    }
}

void live_model::take_note(std::string_view actor, const fault& what) {
    notes.push_back(std::string(actor) + ": " + what.text());
    while (notes.size() > most_notes) notes.pop_front();
}

}  // namespace rf
