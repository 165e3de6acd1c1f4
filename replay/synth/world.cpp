#include "replay/synth/world.hpp"

#include <algorithm>

namespace rf {
namespace {

hash32 seed_of(std::string_view what, std::uint64_t seed) {
    std::uint8_t n[8];
    put_be64(n, seed);
    return sha256({view(what), byte_view(n, 8)});
}

constexpr double middle_of[] = {0.92, 0.75, 0.55, 0.30, 0.40};

void add_check(schema::Check::Builder to, const char* name, double value) {
    to.setChecker(name);
    to.setVersion(1);
    to.setValue(value);
}

}  // namespace

invented_world::invented_world(std::uint64_t seed, std::uint32_t miners, bool evm, bool hostile)
    : dice_(seed_of("synthetic world", seed)), evm_(evm), hostile_(hostile) {
    std::uint16_t uid = 0;
    for (std::uint32_t i = 0; i < miners; ++i) {
        uid = std::uint16_t(uid + 1 + dice_.below(3));  // uids have gaps
        miners_.push_back({new_account(), uid, tier(dice_.below(5))});
    }
}

account invented_world::new_account() {
    account a;
    a.type = evm_ ? account_type::evm : account_type::sr25519;
    dice_.fill(a.b.data(), a.size());
    return a;
}

roster invented_world::seats() const {
    roster out;
    for (const auto& m : miners_) out.push_back({m.who, m.uid});
    return out;
}

invented_world::handover invented_world::replace_one() {
    invented_miner& m = miners_[dice_.below(miners_.size())];
    handover h{m.uid, m.who, new_account()};
    m.who = h.to;
    m.skill = tier(dice_.below(5));
    return h;
}

double invented_world::around(double middle, double spread) {
    const double v = middle + (dice_.unit() - 0.5) * 2 * spread;
    return v < 0 ? 0 : v > 1 ? 1 : v;
}

invented_world::fate invented_world::decide_fate(const invented_miner& m) {
    using schema::Fault;
    using schema::Outcome;
    const std::uint64_t latency = 200'000'000 + dice_.below(30'000'000'000);
    if (!hostile_) return {Outcome::ANSWERED, Fault::NOBODY, latency};
    if (dice_.chance(0.01)) return {Outcome::OWN_NETWORK, Fault::VALIDATOR, latency};
    const double failing = m.skill == tier::adversarial ? 0.4 : m.skill == tier::weak ? 0.15 : 0.03;
    if (!dice_.chance(failing)) return {Outcome::ANSWERED, Fault::NOBODY, latency};
    constexpr Outcome ways[] = {Outcome::TIMEOUT, Outcome::BAD_HASH, Outcome::CONNECT_FAILED, Outcome::HTTP_ERROR,
                                Outcome::MALFORMED, Outcome::OVERSIZED, Outcome::WRONG_TASK, Outcome::REDIRECTED};
    return {ways[dice_.below(8)], Fault::MINER, latency};
}

void invented_world::observe(const mechanism& m, const invented_miner& miner, const task_facts& task,
                             schema::ReplyVerified::Builder to) {
    const double middle = middle_of[std::size_t(miner.skill)];
    auto seen = to.initSeen();
    if (m.name == "reasonforge") {
        auto f = seen.initReasonforge();
        const bool falls_in = task.trap && miner.skill >= tier::weak;
        f.setQuality(around(middle, 0.15));
        f.setAccuracy(falls_in ? 0 : around(middle, 0.2));
        f.setNovelty(around(middle, 0.3));
        f.setEfficiency(around(middle, 0.2));
        f.setSimilarity(miner.skill == tier::adversarial && dice_.chance(0.3) ? around(0.97, 0.03) : around(0.3, 0.3));
        auto checks = to.initChecks(2);
        add_check(checks[0], "similarity", f.getSimilarity());
        add_check(checks[1], "exact_answer", f.getAccuracy());
    } else if (m.name == "ema_feed") {
        const unsigned n = unsigned(dice_.below(8));
        auto results = seen.initEmaFeed().initResults(n);
        for (unsigned i = 0; i < n; ++i) {
            results[i].setState(dice_.chance(middle) ? schema::FeedState::COMPLETED
                                                     : schema::FeedState(1 + dice_.below(2)));
            results[i].setMs(100 + dice_.below(20'000));
            results[i].setQuality(around(middle, 0.3));
        }
    } else if (m.name == "judge_epm") {
        auto criteria = seen.initJudgeEpm().initCriteria(7);
        for (unsigned i = 0; i < 7; ++i) criteria.set(i, double(std::uint32_t(around(middle, 0.3) * 100)));
    } else if (m.name == "aml_ensemble") {
        auto f = seen.initAmlEnsemble();
        f.setTier1(!dice_.chance(0.1));
        f.setTier2(double(dice_.below(7)) * 0.05 > 0.3 ? 0.3 : double(dice_.below(6)) * 0.05);
        std::vector<std::uint32_t> alerts;
        for (std::uint32_t a = 0; a < 24; ++a)
            if (dice_.chance(0.8)) alerts.push_back(a);
        auto scores = f.initScores(unsigned(alerts.size()));
        for (unsigned i = 0; i < alerts.size(); ++i) {
            scores[i].setAlert(alerts[i]);
            scores[i].setScore(dice_.unit());
        }
    } else if (m.name == "hetu_consensus") {
        const std::string answer(1, char('A' + (dice_.chance(middle) ? 0 : 1 + dice_.below(3))));
        seen.initHetuConsensus().setAnswer(data_of(sha256(view(answer))));
    }
}

}  // namespace rf
