#include "replay/mechanisms/reasonforge_1_formulas.hpp"

#include <algorithm>
#include <cmath>

#include "events/result.hpp"

namespace rf::reasonforge_1 {
namespace {

// The mean of the last `window` VAS. A validator without any has not yet been
// off: it stands at 1, as in equation 7 for n = 0.
double recent_mean(std::span<const double> all, std::uint64_t window) {
    const auto recent = all.size() > window ? all.last(std::size_t(window)) : all;
    if (recent.empty()) return 1;
    double sum = 0;
    for (const double v : recent) sum += v;
    return sum / double(recent.size());
}

// pool in proportion to the parts, or in equal shares where they sum to nothing.
std::vector<double> divide(std::vector<double> parts, double pool) {
    double total = 0;
    for (const double p : parts) total += p;
    for (double& p : parts) p = total <= 0 ? pool / double(parts.size()) : p / total * pool;
    return parts;
}

}  // namespace

pools emission_pools(const constants& c, double emission) {
    return {emission * c.emission_miner, emission * c.emission_validator};
}

double s_epoch(double sum, std::uint64_t count, double trap_penalty) {
    return count == 0 ? 0 : sum / double(count) * trap_penalty;
}

double s_epoch(std::span<const double> cms, std::span<const double> difficulty, double trap_penalty) {
    RF_REQUIRE(cms.size() == difficulty.size());
    double sum = 0;
    for (std::size_t t = 0; t < cms.size(); ++t) sum += cms[t] * difficulty[t];
    return s_epoch(sum, cms.size(), trap_penalty);
}

double peb(const constants& c, std::uint64_t rank, std::uint64_t streak) {
    if (rank < 1 || rank > c.peb_ranks || streak == 0) return 0;
    return c.peb_alpha * (1 / double(rank)) * std::sqrt(double(std::min(streak, c.peb_streak_cap)));
}

std::vector<double> miner_emission(std::span<const double> s, std::span<const double> peb, double pool) {
    RF_REQUIRE(s.size() == peb.size());
    std::vector<double> parts;
    for (std::size_t i = 0; i < s.size(); ++i) parts.push_back(s[i] * (1 + peb[i]));
    return divide(std::move(parts), pool);
}

double vas(std::span<const double> given, std::span<const double> consensus) {
    RF_REQUIRE(given.size() == consensus.size());
    if (given.empty()) return 1;
    double sum = 0;
    for (std::size_t i = 0; i < given.size(); ++i) {
        const double apart = given[i] - consensus[i];
        sum += apart < 0 ? -apart : apart;
    }
    return std::max(0.0, 1 - sum / double(given.size()));
}

std::vector<double> validator_emission(std::span<const double> vas, std::span<const double> stake,
                                       std::span<const double> reputation, double pool) {
    RF_REQUIRE(vas.size() == stake.size() && vas.size() == reputation.size());
    std::vector<double> parts;
    for (std::size_t i = 0; i < vas.size(); ++i) parts.push_back(vas[i] * stake[i] * reputation[i]);
    return divide(std::move(parts), pool);
}

double trap_penalty(const constants& c, double sum, std::uint64_t count) {
    if (count == 0) return 1;
    const double average = sum / double(count);
    return average >= c.trap_threshold ? 1 : std::max(0.0, average / c.trap_threshold);
}

double trap_penalty(const constants& c, std::span<const double> scores) {
    double sum = 0;
    for (const double s : scores) sum += s;
    return trap_penalty(c, sum, scores.size());
}

double slash(const constants& c, double stake, double vas_7d) {
    if (vas_7d >= c.slash_threshold) return 0;
    const double d = c.slash_threshold - vas_7d;
    return c.slash_gamma * stake * (d * d);
}

double vas_7d(const constants& c, std::span<const double> history) {
    return recent_mean(history, c.slash_window);
}

double objective(const constants& c, domain d, std::span<const std::optional<double>> checks) {
    const auto& omega = c.checks[std::size_t(d)];
    RF_REQUIRE(checks.size() <= omega.size());
    double sum = 0;
    for (std::size_t k = 0; k < checks.size(); ++k) sum += omega[k] * checks[k].value_or(0);
    return sum;
}

double consensus(const constants& c, std::span<const staked_score> given) {
    double total = 0;
    for (const auto& g : given) total += g.stake;
    if (total <= 0) return 0;

    std::vector<staked_score> sorted(given.begin(), given.end());
    for (auto& g : sorted) g.stake = g.stake / total;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const auto& a, const auto& b) { return a.score < b.score; });

    std::span<const staked_score> kept = sorted;
    if (kept.size() >= c.consensus_trim_from) {
        const std::size_t cut = std::max(std::size_t{1}, std::size_t(double(kept.size()) * c.consensus_trim));
        if (kept.size() <= 2 * cut) return 0;
        kept = kept.subspan(cut, kept.size() - 2 * cut);
    }
    double weighed = 0, weight = 0, plain = 0;
    for (const auto& g : kept) {
        weighed += g.score * g.stake;
        weight += g.stake;
        plain += g.score;
    }
    return weight <= 0 ? plain / double(kept.size()) : weighed / weight;
}

double final_score(const constants& c, double objective, double consensus) {
    return c.final_objective * objective + c.final_consensus * consensus;
}

double reputation(const constants& c, std::span<const double> vas_history) {
    const double mean = recent_mean(vas_history, c.reputation_window);
    if (mean <= c.reputation_above) return 1;
    return std::min(c.reputation_cap,
                    1 + c.reputation_slope * (mean - c.reputation_above) / c.reputation_span);
}

}  // namespace rf::reasonforge_1
