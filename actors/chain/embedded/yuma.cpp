#include "actors/chain/embedded/yuma.hpp"

#include <algorithm>
#include <cmath>

namespace rf::embedded {
namespace {

using column = std::vector<double>;
using matrix = std::vector<column>;  // a row a validator, dense

double sum_of(const column& v) {
    double sum = 0;
    for (const double each : v) sum += each;
    return sum;
}

void normalise(column& v) {
    const double sum = sum_of(v);
    if (sum > 0)
        for (double& each : v) each /= sum;
}

void normalise_columns(matrix& m, std::size_t n) {
    for (std::size_t j = 0; j < n; ++j) {
        double sum = 0;
        for (const column& row : m) sum += row[j];
        if (sum > 0)
            for (column& row : m) row[j] /= sum;
    }
}

// Steps 2 and 4: stake normalised; then without the inactive and those with no
// permit, normalised again.
column active_stake(const std::vector<neuron>& neurons, const std::vector<yuma_neuron>& out) {
    column stake;
    for (const neuron& n : neurons) stake.push_back(n.stake);
    normalise(stake);
    for (std::size_t i = 0; i < stake.size(); ++i)
        if (!out[i].active || !out[i].permit) stake[i] = 0;
    normalise(stake);
    return stake;
}

// Step 5. A weight set in the very block of its target's registration is
// dropped too: it was meant for whoever held the uid before.
column judged_by(const std::vector<neuron>& neurons, std::size_t validator) {
    const neuron& v = neurons[validator];
    column row(neurons.size());
    for (const auto& [uid, value] : v.row)
        if (uid < row.size() && uid != validator && v.last_update > neurons[uid].registered) row[uid] = value;
    normalise(row);
    return row;
}

// Step 8, the moving average of bonds over those of the epoch before. What
// would move by less than 1e-12 stays, so that equal rows come to rest.
matrix moved_bonds(const std::vector<neuron>& neurons, const std::vector<std::size_t>& validators, matrix delta,
                   double alpha) {
    normalise_columns(delta, neurons.size());
    matrix before(validators.size(), column(neurons.size()));
    for (std::size_t i = 0; i < validators.size(); ++i) {
        for (const auto& [uid, bond] : neurons[validators[i]].bonds)
            if (uid < neurons.size()) before[i][uid] = bond;
        for (std::size_t j = 0; j < neurons.size(); ++j)
            delta[i][j] = alpha * delta[i][j] + (1 - alpha) * before[i][j];
    }
    normalise_columns(delta, neurons.size());
    for (std::size_t i = 0; i < validators.size(); ++i)
        for (std::size_t j = 0; j < neurons.size(); ++j)
            if (std::abs(delta[i][j] - before[i][j]) < 1e-12) delta[i][j] = before[i][j];
    return delta;
}

}  // namespace

bool is_active(const neuron& n, const chain_rules& rules, std::uint64_t now) {
    return n.last_update + rules.activity_cutoff >= now;
}

std::vector<bool> permits(const std::vector<neuron>& neurons, std::size_t most) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < neurons.size(); ++i)
        if (neurons[i].stake > 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return neurons[a].stake > neurons[b].stake; });
    if (order.size() > most) order.resize(most);
    std::vector<bool> permit(neurons.size());
    for (const std::size_t i : order) permit[i] = true;
    return permit;
}

double weighted_median(std::vector<staked_weight> given, std::uint16_t kappa) {
    std::stable_sort(given.begin(), given.end(), [](const auto& a, const auto& b) { return a.weight < b.weight; });
    const double minority = 1 - double(kappa) / 65535;
    double below = 0, last = 0;
    for (const auto& g : given) {
        if (g.stake <= 0) continue;
        below += g.stake;
        last = g.weight;
        if (below > minority) break;
    }
    return last;
}

std::vector<yuma_neuron> yuma(const std::vector<neuron>& neurons, const chain_rules& rules, std::uint64_t now,
                              double emission) {
    const std::size_t n = neurons.size();
    std::vector<yuma_neuron> out(n);
    const std::vector<bool> permit = permits(neurons, rules.max_validators);  // step 3
    std::vector<std::size_t> validators;
    for (std::size_t i = 0; i < n; ++i) {
        out[i].uid = std::uint16_t(i);
        out[i].permit = permit[i];
        out[i].active = is_active(neurons[i], rules, now);  // step 1
        if (permit[i]) validators.push_back(i);
    }
    const column stake = active_stake(neurons, out);
    matrix weights;
    for (const std::size_t v : validators) weights.push_back(judged_by(neurons, v));

    // Steps 6 and 7: consensus, what is left of each weight under it, and rank.
    column incentive(n);
    for (std::size_t j = 0; j < n; ++j) {
        std::vector<staked_weight> given;
        for (std::size_t i = 0; i < validators.size(); ++i) given.push_back({weights[i][j], stake[validators[i]]});
        out[j].consensus = weighted_median(std::move(given), rules.kappa);
        for (std::size_t i = 0; i < validators.size(); ++i) {
            const double clipped = std::min(weights[i][j], out[j].consensus);
            out[validators[i]].trust += clipped;
            incentive[j] += stake[validators[i]] * clipped;
        }
    }
    normalise(incentive);

    matrix delta = weights;
    for (std::size_t i = 0; i < validators.size(); ++i)
        for (double& bond : delta[i]) bond *= stake[validators[i]];
    const matrix bonds = moved_bonds(neurons, validators, std::move(delta), rules.bonds_alpha);
    column dividends(n);
    for (std::size_t i = 0; i < validators.size(); ++i)
        for (std::size_t j = 0; j < n; ++j) {
            dividends[validators[i]] += bonds[i][j] * incentive[j];
            if (bonds[i][j] > 0) out[validators[i]].bonds.emplace_back(std::uint16_t(j), bonds[i][j]);
        }
    normalise(dividends);

    const double both = sum_of(incentive) + sum_of(dividends);  // step 9
    for (std::size_t i = 0; i < n; ++i) {
        out[i].incentive = incentive[i];
        out[i].dividends = dividends[i];
        if (both > 0) out[i].emission = emission * (incentive[i] / both) + emission * (dividends[i] / both);
    }
    return out;
}

}  // namespace rf::embedded
