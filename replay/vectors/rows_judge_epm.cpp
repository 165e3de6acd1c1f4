#include "replay/mechanisms/judge_epm_1.hpp"
#include "replay/vectors/rows.hpp"

namespace rf {
namespace {

// One miner's evaluations, each in a task of its own; they differ in number.
void read_evaluations(const json_value& miner, std::size_t seat, epoch_facts& facts) {
    const auto evaluations = miner["evaluations"].items();
    for (std::size_t t = 0; t < evaluations.size(); ++t) {
        if (t == facts.tasks.size()) facts.tasks.emplace_back().replies.resize(facts.seats.size());
        reply_facts& reply = facts.tasks[t].replies[seat];
        reply.what = outcome::failed;
        if (evaluations[t].is_null()) continue;
        reply.what = outcome::answered;
        judge_epm_seen seen;
        const auto criteria = evaluations[t]["criteria"].items(seen.criteria.size());
        for (std::size_t k = 0; k < criteria.size(); ++k) seen.criteria[k] = criteria[k].real();
        reply.seen = seen;
    }
}

void compare_miner(const json_value& miner, std::size_t seat, const epoch_facts& facts,
                   const epoch_result& r) {
    const auto c = judge_epm_1::read(facts.params);
    const auto evaluations = miner["evaluations"].items();
    for (std::size_t t = 0; t < evaluations.size(); ++t) {
        const auto* seen = std::get_if<judge_epm_seen>(&facts.tasks[t].replies[seat].seen);
        if (seen) evaluations[t]["final"].expect(judge_epm_1::final_of(c, *seen));
    }
    miner["raw"].expect(r.detail[judge_epm_1::col_raw].values[seat]);
    miner["scaled"].expect(r.detail[judge_epm_1::col_scaled].values[seat]);
    miner["epm"].expect(r.detail[judge_epm_1::col_epm].values[seat]);
}

}  // namespace

row_checker judge_epm_rows(const vector_witness& witness) {
    return [witness](const json_value& row, row_check& check) {
        epoch_facts facts;
        facts.epoch = 1;
        facts.params = vector_parameters(judge_epm_1::entry, {}, check);
        facts.counted.window_minutes = row["window_minutes"].real();
        const auto miners = row["miners"].items();
        std::vector<std::uint16_t> uids;
        for (const json_value& m : miners) {
            uids.push_back(m["uid"].uid());
            facts.counted.edges.push_back(m["edges"].whole());
        }
        facts.seats = vector_roster(uids, row["miners"]);
        for (std::size_t i = 0; i < miners.size(); ++i) read_evaluations(miners[i], i, facts);

        const auto r = run_row(judge_epm_1::entry, facts, witness, check);
        if (!r) return;
        for (std::size_t i = 0; i < miners.size(); ++i) compare_miner(miners[i], i, facts, *r);
        compare_weights(row, facts.seats, *r);
    };
}

}  // namespace rf
