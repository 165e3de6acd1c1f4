#include "replay/emit.hpp"

#include <algorithm>
#include <limits>

#include "replay/mechanism.hpp"

namespace rf {
namespace {

constexpr double top = 65535;

double largest(const weight_shares& shares) {
    double most = 0;
    for (const auto& s : shares) most = std::max(most, s.share);
    return most;
}

void normalise(weight_shares& shares) {
    double total = 0;
    for (const auto& s : shares) total += s.share;
    for (auto& s : shares) s.share = s.share / total;
}

// Gives the smallest weight that the chain can hold to as many miners without
// one as are missing: the best scores first, ties to the lower uid.
void pad(const roster& seats, const std::vector<double>& scores, const std::vector<weight_row>& rows,
         std::size_t count, weight_shares& shares) {
    std::vector<std::size_t> without;
    for (std::size_t i = 0; i < seats.size(); ++i)
        if (std::none_of(rows.begin(), rows.end(),
                         [&](const weight_row& r) { return r.uid == seats[i].uid; }))
            without.push_back(i);
    const auto rank_by = [&](std::size_t i) { return scores[i] > 0 ? scores[i] : 0; };  // NaN is 0 too
    std::stable_sort(without.begin(), without.end(),
                     [&](std::size_t a, std::size_t b) { return rank_by(a) > rank_by(b); });
    without.resize(std::min(without.size(), count - rows.size()));

    const double least = largest(shares) / top;
    for (const std::size_t i : without) {
        std::erase_if(shares, [&](const weight_share& s) { return s.uid == seats[i].uid; });
        shares.push_back({seats[i].uid, least});
    }
    std::sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.uid < b.uid; });
    normalise(shares);
}

std::string too_few(std::size_t have, std::uint64_t need) {
    return std::to_string(have) + " miners have a weight, and emit.min_count asks for " +
           std::to_string(need);
}

}  // namespace

weight_shares normalised_shares(const roster& seats, const std::vector<double>& scores) {
    RF_REQUIRE(scores.size() == seats.size());
    weight_shares shares;
    double total = 0;
    for (std::size_t i = 0; i < seats.size(); ++i) {
        if (!(scores[i] > 0)) continue;
        shares.push_back({seats[i].uid, scores[i]});
        total += scores[i];
    }
    if (!(total <= std::numeric_limits<double>::max())) return {};
    for (auto& s : shares) s.share = s.share / total;
    return shares;
}

bool cap_shares(weight_shares& shares, double most) {
    if (double(shares.size()) * most < 1) return false;
    std::vector<bool> full(shares.size(), false);
    const weight_shares before = shares;
    for (std::size_t cut = 0;;) {
        double rest = 0;
        for (std::size_t i = 0; i < shares.size(); ++i)
            if (!full[i]) rest += before[i].share;
        const double left = std::max(0.0, 1 - double(cut) * most);
        std::size_t more = 0;
        for (std::size_t i = 0; i < shares.size(); ++i) {
            // Nobody cut yet: the shares stand as they are, bit for bit.
            if (!full[i] && cut > 0) shares[i].share = rest > 0 ? before[i].share / rest * left : 0;
            if (full[i] || shares[i].share <= most) continue;
            full[i] = true;
            shares[i].share = most;
            ++more;
        }
        cut += more;
        if (more == 0 || cut == shares.size()) return true;
    }
}

std::uint16_t round_half_to_even(double value) {
    RF_REQUIRE(value >= 0 && value <= top);
    const auto whole = std::uint32_t(value);
    const double over = value - double(whole);  // exact
    const bool up = over > 0.5 || (over == 0.5 && whole % 2 == 1);
    return std::uint16_t(whole + (up ? 1 : 0));
}

std::vector<weight_row> as_weight_rows(const weight_shares& shares) {
    const double most = largest(shares);
    std::vector<weight_row> rows;
    rows.reserve(shares.size());
    for (const auto& s : shares) {
        const std::uint16_t value = round_half_to_even(s.share / most * top);
        if (value > 0) rows.push_back({s.uid, s.share, value});
    }
    return rows;
}

void emit(const roster& seats, const parameters& p, epoch_result& r) {
    const double most = number(p, "emit.max_share");
    const std::uint64_t count = integer(p, "emit.min_count");

    r.weights.clear();
    r.withheld.clear();
    weight_shares shares = normalised_shares(seats, r.scores);
    if (shares.empty()) {
        const bool any = std::any_of(r.scores.begin(), r.scores.end(), [](double s) { return s > 0; });
        r.withheld = any ? "the scores have no finite sum" : "no miner has a positive weight";
        return;
    }
    if (!cap_shares(shares, most)) {
        r.withheld =
            std::to_string(shares.size()) + " miners with a weight cannot share it under emit.max_share";
        return;
    }
    auto rows = as_weight_rows(shares);
    if (rows.size() < count && flag(p, "emit.pad")) {
        pad(seats, r.scores, rows, count, shares);
        rows = as_weight_rows(shares);
    }
    if (rows.size() < count) {
        r.withheld = too_few(rows.size(), count);
        return;
    }
    r.weights = std::move(rows);
}

}  // namespace rf
