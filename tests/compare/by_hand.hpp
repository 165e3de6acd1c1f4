// by_hand: an epoch of reasonforge from its events, with its formulas written
// out once more, for expected values that are not our own output.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>

#include "events/codec.hpp"

namespace rf {

struct entry_by_hand {
    unsigned task = 0;
    double cms = 0, difficulty = 1;
    bool trap = false, answered = false;
    std::uint64_t decided = 0;  // the event: verdict, else reply
};
struct epoch_by_hand {
    std::map<unsigned, std::vector<entry_by_hand>> of_uid;
    std::vector<std::uint64_t> task_events;
    std::vector<unsigned> uids;
};

inline epoch_by_hand read_by_hand(const log_reader& log, std::uint32_t epoch) {
    epoch_by_hand out;
    event_decoder decoder;
    const epoch_span span = *log.find_epoch(epoch);
    struct task { double d; bool trap, unsolved; };
    std::vector<task> tasks;
    std::map<std::pair<unsigned, unsigned>, entry_by_hand> entries;
    for (std::uint64_t n = span.opened; n < *span.sealed; ++n) {
        const auto bytes = log.read(n);
        const auto e = *decoder.read(*bytes);
        if (e.isEpochOpened())
            for (auto s : e.getEpochOpened().getSeats()) out.uids.push_back(s.getUid());
        if (e.isTaskOpened()) {
            const auto t = e.getTaskOpened();
            tasks.push_back({1 + 0.25 * ((t.getDifficulty() - 1) / 2), t.getTrap(), t.getPreviouslyUnsolved()});
            out.task_events.push_back(n);
        }
        if (e.isReplyRecorded()) {
            const auto r = e.getReplyRecorded();
            const auto key = std::pair(unsigned(r.getTask()), unsigned(r.getUid()));
            entries.erase(key);
            if (r.getFault() == schema::Fault::VALIDATOR) continue;
            entries[key] = {key.first, 0, tasks[key.first].d, tasks[key.first].trap,
                            r.getOutcome() == schema::Outcome::ANSWERED, n};
        }
        if (e.isReplyVerified()) {
            const auto v = e.getReplyVerified();
            entry_by_hand& entry = entries.at({v.getTask(), v.getUid()});
            const auto f = v.getSeen().getReasonforge();
            const double kept = f.getSimilarity() > 0.95 ? 0.5 : 1;
            entry.cms = kept * (0.4 * f.getQuality() + 0.3 * f.getAccuracy() + 0.15 * f.getNovelty()) +
                        0.15 * f.getEfficiency();
            if (tasks[v.getTask()].unsolved && entry.cms > 0.8) entry.cms *= 2;
            entry.decided = n;
        }
    }
    for (const auto& [key, entry] : entries) out.of_uid[key.second].push_back(entry);  // by task
    return out;
}

// S after the first `tasks` tasks.
inline double s_by_hand(const epoch_by_hand& e, unsigned uid, unsigned tasks, double trap_threshold,
                        double silence_cost = 0) {
    const auto at = e.of_uid.find(uid);
    if (at == e.of_uid.end()) return 0;
    double sum = 0, trapped = 0, n = 0, traps = 0, silent = 0;
    for (const entry_by_hand& entry : at->second) {
        if (entry.task >= tasks) continue;
        n += 1;
        sum += entry.cms * entry.difficulty;
        silent += !entry.answered;
        if (!entry.trap) continue;
        traps += 1;
        trapped += entry.cms;
    }
    if (n == 0) return 0;
    const double average = traps > 0 ? trapped / traps : trap_threshold;
    const double penalty = average >= trap_threshold ? 1 : average / trap_threshold;
    return sum / n * penalty * (1 - silence_cost * silent / n);
}

// The weights of an epoch in which everybody's streak was 0 before: S * (1 + PEB).
inline std::map<unsigned, double> weights_by_hand(const std::map<unsigned, double>& s, double alpha = 0.2) {
    std::vector<std::pair<double, unsigned>> order;
    for (const auto& [uid, value] : s)
        if (value > 0) order.push_back({-value, uid});
    std::sort(order.begin(), order.end());
    std::map<unsigned, double> weights;
    for (std::size_t rank = 1; rank <= order.size(); ++rank)
        weights[order[rank - 1].second] =
            -order[rank - 1].first * (1 + (rank <= 10 ? alpha / double(rank) : 0));
    return weights;
}

}  // namespace rf
