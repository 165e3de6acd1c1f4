#include "replay/vectors/rows.hpp"

#include <algorithm>

#include "events/sha256.hpp"
#include "replay/emit.hpp"

namespace rf {

account vector_account(std::uint16_t uid) {
    const std::uint8_t big_endian[4] = {0, 0, std::uint8_t(uid >> 8), std::uint8_t(uid & 0xff)};
    return {account_type::sr25519, sha256({view("vector"), big_endian}).b};
}

roster vector_roster(const std::vector<std::uint16_t>& uids, const json_value& at) {
    roster seats;
    for (const std::uint16_t uid : uids) {
        if (!seats.empty() && uid <= seats.back().uid) at.broken("uids are not ascending");
        seats.push_back({vector_account(uid), uid});
    }
    return seats;
}

std::size_t place_of(const roster& seats, std::uint16_t uid, const json_value& at) {
    const auto found = std::lower_bound(seats.begin(), seats.end(), uid,
                                        [](const seat& s, std::uint16_t u) { return s.uid < u; });
    if (found != seats.end() && found->uid == uid) return std::size_t(found - seats.begin());
    at.broken("names uid " + std::to_string(uid) + ", which is not in this row's roster");
    return 0;
}

std::optional<epoch_result> run_row(const mechanism& m, const epoch_facts& facts,
                                    const vector_witness& witness, row_check& check) {
    if (!check.ok()) return std::nullopt;
    auto r = run_epoch(m, facts);
    if (!r) {
        check.broken("", r.error().text());
        return std::nullopt;
    }
    if (witness.epoch) witness.epoch(m, facts);
    return std::move(r).value();
}

parameters vector_parameters(const mechanism& m, const parameters& chosen, row_check& check) {
    auto all = complete_parameters(m, chosen);
    if (all) return std::move(all).value();
    check.broken("", all.error().text());
    return {};
}

void compare_weights(const json_value& row, const roster& seats, const epoch_result& r) {
    const weight_shares shares = normalised_shares(seats, r.scores);
    const auto weights = row["weights"].items(shares.size());
    for (std::size_t i = 0; i < shares.size(); ++i) {
        const auto pair = weights[i].items(2);
        pair[0].expect_whole(shares[i].uid);
        pair[1].expect(shares[i].share);
    }
    const auto values = row["emit_u16"].items(r.weights.size());
    for (std::size_t i = 0; i < r.weights.size(); ++i) {
        const auto pair = values[i].items(2);
        pair[0].expect_whole(r.weights[i].uid);
        pair[1].expect_whole(r.weights[i].value);
    }
    if (r.weights.empty() && r.withheld.empty())
        row["emit_u16"].broken("nothing is emitted, and no reason given");
}

}  // namespace rf
