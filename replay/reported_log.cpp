// How a report's numbers are found in a log: the epoch's facts from its own
// events, and what was published of it from its opening to the next seal,
// because other validators may be later than we.
#include <algorithm>
#include <set>

#include "replay/fold.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"
#include "replay/reported.hpp"

namespace rf {
namespace {

using namespace reasonforge_1;

// Events [from, to) handed to `each`, with the fault's event named.
status for_each_event(const log_reader& log, std::uint64_t from, std::uint64_t to,
                      const std::function<status(event_reader)>& each) {
    auto cursor = log.scan(from, to, reading::checked);
    if (!cursor) return cursor.error();
    event_decoder decoder;
    std::uint64_t number = from;
    auto read = guarded([&]() -> status {
        for (;; ++number) {
            auto more = (*cursor)->next();
            if (!more) return more.error();
            if (!*more) return done();
            auto event = decoder.check((*cursor)->bytes());
            if (!event) return event.error();
            if (auto ok = each(*event); !ok) return ok;
        }
    });
    return read ? done() : status(with_place(read.error(), "event " + std::to_string(number)));
}

result<account> validator_of(const log_reader& log) {
    std::optional<account> found;
    auto ok = for_each_event(log, 0, 1, [&](event_reader event) {
        if (event.isLogCreated()) found = as_account(bytes_of(event.getLogCreated().getValidator()));
        return done();
    });
    if (!ok) return ok.error();
    if (!found) return fault{fault_kind::damaged, "the log does not say whose it is", "event 0", ""};
    return *found;
}

// Our stake as the metagraph had it last before `end`; 0 where none did.
result<double> stake_before(const log_reader& log, std::uint64_t end, const account& who) {
    constexpr std::uint64_t piece = 4096;
    std::optional<double> stake;
    while (!stake && end > 0) {
        const std::uint64_t from = end > piece ? end - piece : 0;
        auto ok = for_each_event(log, from, end, [&](event_reader event) {
            if (!event.isMetagraphObserved()) return done();
            for (auto n : event.getMetagraphObserved().getNeurons())
                if (as_account(bytes_of(n.getAccount())) == who) stake = n.getStake();
            return done();
        });
        if (!ok) return ok.error();
        end = from;
    }
    return stake.value_or(0);
}

// What was published of a task, as it stands in the event.
struct raw_scores {
    account validator;
    double stake = 0;
    std::string task;
    std::vector<std::pair<std::uint16_t, double>> scores;
};

raw_scores raw(schema::ScoresPublished::Reader told) {
    raw_scores r;
    r.validator = as_account(bytes_of(told.getValidator())).value_or(account{});
    r.stake = told.getStake();
    r.task = chars(bytes_of(told.getTask()));
    for (auto s : told.getScores()) r.scores.emplace_back(s.getUid(), s.getScore());
    return r;
}

void add_ours(epoch_scores& e, double stake) {
    const constants c = read(e.facts.params);
    for (std::size_t t = 0; t < e.facts.tasks.size(); ++t) {
        published_scores p{e.ours, stake, t, {}};
        const auto& replies = e.facts.tasks[t].replies;
        for (std::size_t seat = 0; seat < replies.size(); ++seat) {
            if (!counts(replies[seat].what)) continue;
            double score = 0;
            if (const auto* s = std::get_if<reasonforge_seen>(&replies[seat].seen))
                score = cms(c, s->quality, s->accuracy, s->novelty, s->efficiency);
            p.scores.emplace_back(seat, score);
        }
        if (!p.scores.empty()) e.published.push_back(std::move(p));
    }
}

// Of tasks and seats that the epoch had; the first word of a validator on a
// task counts, and of a seat within it.
void add_theirs(epoch_scores& e, const epoch_state& state, const std::vector<raw_scores>& told) {
    std::set<std::pair<account, std::size_t>> heard;
    for (const raw_scores& r : told) {
        if (r.validator == e.ours) continue;
        const auto& tasks = e.facts.tasks;
        const auto task = std::find_if(tasks.begin(), tasks.end(),
                                       [&](const task_facts& t) { return chars(byte_view(t.id)) == r.task; });
        if (task == tasks.end()) continue;
        const std::size_t at = std::size_t(task - tasks.begin());
        if (!heard.emplace(r.validator, at).second) continue;
        published_scores p{r.validator, r.stake, at, {}};
        for (const auto& [uid, score] : r.scores)
            if (const auto seat = state.seat(uid)) p.scores.emplace_back(*seat, score);
        std::stable_sort(p.scores.begin(), p.scores.end(),
                         [](const auto& a, const auto& b) { return a.first < b.first; });
        p.scores.erase(std::unique(p.scores.begin(), p.scores.end(),
                                   [](const auto& a, const auto& b) { return a.first == b.first; }),
                       p.scores.end());
        e.published.push_back(std::move(p));
    }
    std::stable_sort(e.published.begin(), e.published.end(), [](const auto& a, const auto& b) {
        return std::pair(a.validator, a.task) < std::pair(b.validator, b.task);
    });
}

// Nothing where the epoch was of another mechanism.
result<std::optional<epoch_scores>> scores_of_epoch(const log_reader& log, std::uint32_t epoch, const account& ours) {
    auto span = log.find_epoch(epoch);
    if (!span) return span.error();
    if (!span->sealed)
        return fault{fault_kind::refused, "epoch " + std::to_string(epoch) + " is not sealed yet", "", ""};
    std::uint64_t end = log.head().size;
    if (auto next = log.find_epoch(epoch + 1); next && next->sealed) end = *next->sealed;

    std::optional<epoch_state> state;
    std::vector<raw_scores> told;
    const blob_source blobs = blobs_of(log);
    auto ok = for_each_event(log, span->opened, end, [&](event_reader event) -> status {
        if (event.isScoresPublished() && event.getEpoch() == epoch) told.push_back(raw(event.getScoresPublished()));
        if (event.getSeq() == span->opened) {
            auto opened = open_epoch(event, blobs);
            if (!opened) return opened.error();
            state = std::move(*opened);
        } else if (event.getSeq() < *span->sealed && belongs_to_open_epoch(event.which())) {
            if (auto fits = lawful(*state, event); !fits) return fits;
            change(*state, event);
        }
        return done();
    });
    if (!ok) return ok.error();
    if (!state) return fault{fault_kind::damaged, "the epoch's opening is not where the index says", "", ""};
    if (state->rules != &entry) return std::optional<epoch_scores>();
    auto scored = run_epoch(*state->rules, state->facts);
    if (!scored) return scored.error();
    auto stake = stake_before(log, *span->sealed, ours);
    if (!stake) return stake.error();
    epoch_scores e;
    e.result = std::move(*scored);
    e.ours = ours;
    e.facts = std::move(state->facts);
    add_ours(e, *stake);
    add_theirs(e, *state, told);
    return std::optional(std::move(e));
}

}  // namespace

result<reported_epoch> report_epoch(const log_reader& log, std::uint32_t epoch, double emission) {
    auto ours = validator_of(log);
    if (!ours) return ours.error();
    auto now = scores_of_epoch(log, epoch, *ours);
    if (!now) return now.error();
    if (!*now)
        return fault{fault_kind::refused, "epoch " + std::to_string(epoch) + " is not of reasonforge@1", "",
                     "other mechanisms report nothing beside their scores"};
    const constants c = read((*now)->facts.params);
    const std::uint64_t reach = std::max(c.slash_window, c.reputation_window);
    std::vector<std::vector<std::pair<account, double>>> before;
    for (std::uint64_t e = epoch > reach ? epoch - reach + 1 : 1; e < epoch; ++e) {
        auto earlier = scores_of_epoch(log, std::uint32_t(e), *ours);
        if (!earlier) return earlier.error();
        if (*earlier) before.push_back(vas_of(**earlier));
    }
    return report(**now, before, emission);
}

}  // namespace rf
