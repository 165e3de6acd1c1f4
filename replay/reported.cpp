#include "replay/reported.hpp"

#include <algorithm>
#include <map>

#include "replay/mechanisms/reasonforge_1.hpp"

namespace rf {
namespace {

using namespace reasonforge_1;

// Of each (task, seat): what everybody said, in the order of `published`.
struct heard {
    std::vector<staked_score> given;
    double consensus = 0;
};
using heard_map = std::map<std::pair<std::size_t, std::size_t>, heard>;

heard_map consensus_of(const constants& c, const epoch_scores& e) {
    heard_map all;
    for (const auto& p : e.published)
        for (const auto& [seat, score] : p.scores) all[{p.task, seat}].given.push_back({score, p.stake});
    for (auto& [at, h] : all) h.consensus = consensus(c, h.given);
    return all;
}

struct said {  // by one validator, and what all said
    double stake = 0;
    std::vector<double> given, consensus;
};
std::map<account, said> by_validator(const epoch_scores& e, const heard_map& all) {
    std::map<account, said> out;
    for (const auto& p : e.published) {
        said& s = out[p.validator];
        s.stake = p.stake;
        for (const auto& [seat, score] : p.scores) {
            s.given.push_back(score);
            s.consensus.push_back(all.at({p.task, seat}).consensus);
        }
    }
    return out;
}

std::vector<double> history_of(const account& who, double now,
                               const std::vector<std::vector<std::pair<account, double>>>& before) {
    std::vector<double> history;
    for (const auto& epoch : before)
        for (const auto& [validator, value] : epoch)
            if (validator == who) history.push_back(value);
    history.push_back(now);
    return history;
}

void report_validators(reported_epoch& out, const constants& c, const epoch_scores& e, const heard_map& all,
                       const std::vector<std::vector<std::pair<account, double>>>& before) {
    std::vector<double> scores, stakes, reputations;
    for (const auto& [who, s] : by_validator(e, all)) {
        reported_validator v;
        v.who = who;
        v.ours = who == e.ours;
        v.stake = s.stake;
        v.scored = s.given.size();
        v.vas = vas(s.given, s.consensus);
        const auto history = history_of(who, v.vas, before);
        v.vas_7d = vas_7d(c, history);
        v.slash = slash(c, v.stake, v.vas_7d);
        v.reputation = reputation(c, history);
        scores.push_back(v.vas);
        stakes.push_back(v.stake);
        reputations.push_back(v.reputation);
        out.validators.push_back(v);
    }
    const auto rewards = validator_emission(scores, stakes, reputations, out.validator_pool);
    for (std::size_t i = 0; i < rewards.size(); ++i) out.validators[i].reward = rewards[i];
}

void report_miners(reported_epoch& out, const epoch_scores& e) {
    const auto& detail = e.result.detail;
    if (detail.size() <= col_peb) return;  // a partial epoch was not scored
    const auto& s = detail[col_s_epoch].values;
    const auto& bonus = detail[col_peb].values;
    const auto rewards = miner_emission(s, bonus, out.miner_pool);
    for (std::size_t i = 0; i < e.facts.seats.size(); ++i)
        out.miners.push_back({e.facts.seats[i].uid, e.facts.seats[i].who, s[i], bonus[i], rewards[i]});
}

void report_scores(reported_epoch& out, const constants& c, const epoch_scores& e, const heard_map& all) {
    for (const auto& p : e.published) {
        if (p.validator != e.ours) continue;
        for (const auto& [seat, score] : p.scores) {
            const heard& h = all.at({p.task, seat});
            reported_score r;
            r.task = std::uint16_t(p.task);
            r.uid = e.facts.seats[seat].uid;
            r.ours = score;
            const auto& reply = e.facts.tasks[p.task].replies[seat];
            if (const auto* seen = std::get_if<reasonforge_seen>(&reply.seen)) r.objective = seen->accuracy;
            r.consensus = h.consensus;
            r.final = final_score(c, r.objective, r.consensus);
            r.validators = std::uint32_t(h.given.size());
            out.scores.push_back(r);
        }
    }
}

}  // namespace

std::vector<std::pair<account, double>> vas_of(const epoch_scores& e) {
    const heard_map all = consensus_of(read(e.facts.params), e);
    std::vector<std::pair<account, double>> out;
    for (const auto& [who, s] : by_validator(e, all)) out.emplace_back(who, vas(s.given, s.consensus));
    return out;
}

reported_epoch report(const epoch_scores& e, const std::vector<std::vector<std::pair<account, double>>>& before,
                      double emission) {
    const constants c = read(e.facts.params);
    const heard_map all = consensus_of(c, e);
    const pools p = emission_pools(c, emission);
    reported_epoch out;
    out.epoch = e.facts.epoch;
    out.miner_pool = p.miner;
    out.validator_pool = p.validator;
    out.epochs_of_history = std::uint32_t(before.size() + 1);
    report_validators(out, c, e, all, before);
    report_miners(out, e);
    report_scores(out, c, e, all);
    return out;
}

}  // namespace rf
