#include "actors/chain/embedded/profiles.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "actors/chain/embedded/wire.hpp"
#include "events/sha256.hpp"

namespace rf::embedded {
namespace {

// splitmix64: one hash a task seeds all its dice.
class small_dice {
  public:
    explicit small_dice(const hash32& seed) : at_(get_be64(seed.b.data())) {}
    double unit() {
        std::uint64_t z = at_ += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return double((z ^ (z >> 31)) >> 11) * 0x1p-53;
    }

  private:
    std::uint64_t at_;
};

hash32 die_seed(const hash32& identity, const neuron& v, byte_view about) {
    return sha256({byte_view(identity), byte_view(v.who.encoded()), about});
}

double bounded(double score) { return std::clamp(score, 0.0, 1.0); }

double judged(validator_profile p, double score, small_dice& dice) {
    const double die = dice.unit(), other = dice.unit();  // always two, so that no score moves another's dice
    switch (p) {
        case validator_profile::honest: return bounded(score + (die - 0.5) * 0.02);
        case validator_profile::good: return bounded(score + (die - 0.5) * 0.1);
        case validator_profile::lazy: return std::floor((die < 0.25 ? other : bounded(score)) * 3 + 0.5) / 3;
        case validator_profile::malicious: return bounded(1 - score + (die - 0.5) * 0.1);
        case validator_profile::none: break;
    }
    return score;
}

// The one whom a malicious validator favours: of those there, always the same.
std::uint16_t ally_among(const hash32& identity, const neuron& v, const seen_scores& ours) {
    const std::uint64_t salt = get_be64(die_seed(identity, v, view("ally")).b.data());
    std::uint16_t ally = 0;
    std::uint64_t least = UINT64_MAX;
    for (const auto& each : ours.scores) {
        const std::uint64_t rank = (salt ^ each.first) * 0x9e3779b97f4a7c15;
        if (rank >= least) continue;
        least = rank;
        ally = each.first;
    }
    return ally;
}

}  // namespace

seen_scores judged_scores(const hash32& identity, const neuron& validator, const seen_scores& ours) {
    seen_scores out = ours;
    out.validator = validator.who;
    out.stake = validator.stake;
    small_dice dice(die_seed(identity, validator, byte_view(ours.task)));
    for (auto& [uid, score] : out.scores) score = judged(validator.plays, score, dice);
    if (validator.plays != validator_profile::malicious) return out;
    const std::uint16_t ally = ally_among(identity, validator, ours);
    for (auto& [uid, score] : out.scores)
        if (uid == ally) score = 1;
    return out;
}

weight_values row_of(const std::vector<seen_scores>& judged) {
    std::map<std::uint16_t, std::pair<double, double>> sums;  // sum, count
    for (const auto& task : judged)
        for (const auto& [uid, score] : task.scores) {
            sums[uid].first += score;
            sums[uid].second += 1;
        }
    double most = 0;
    for (auto& [uid, sum] : sums) most = std::max(most, sum.first /= sum.second);
    weight_values row;
    for (const auto& [uid, sum] : sums) {
        const auto value = most > 0 ? std::uint16_t(sum.first / most * 65535 + 0.5) : std::uint16_t(0);
        if (value > 0) row.emplace_back(uid, value);
    }
    return row;
}

}  // namespace rf::embedded
