#include "events/sha256.hpp"
#include "replay/mechanisms/hetu_consensus_1.hpp"
#include "replay/vectors/rows.hpp"

namespace rf {
namespace {

namespace hetu = hetu_consensus_1;

task_facts read_round(const json_value& round, const roster& seats) {
    task_facts task;
    task.replies.resize(seats.size());
    for (const json_value& given : round["answers"].items()) {
        const auto pair = given.items(2);
        const std::size_t i = place_of(seats, pair[0].uid(), pair[0]);
        if (!given.ok()) break;
        if (task.replies[i].what != outcome::not_asked) given.broken("is this miner's second answer");
        if (pair[1].is_null()) task.replies[i].what = outcome::timeout;
        else task.replies[i] = {outcome::answered, hetu_consensus_seen{sha256(view(pair[1].text()))}};
    }
    return task;
}

void compare_consensus(const json_value& recorded, const hetu::round& held) {
    if (!held.consensus) {
        if (!recorded.is_null())
            recorded.broken("is " + std::string(recorded.text()) + ", but there is no consensus");
        return;
    }
    if (recorded.is_null()) return recorded.broken("is null, but there is a consensus");
    if (sha256(view(recorded.text())) != *held.consensus)
        recorded.broken("is another answer than the consensus");
}

void compare_round(const json_value& round, const epoch_facts& facts, const task_facts& task) {
    const hetu::round held = hetu::consensus_round(hetu::read(facts.params), task);
    compare_consensus(round["consensus"], held);
    round["agree"].expect_whole(held.agree);
    round["responses"].expect_whole(held.responses);
    const auto rewards = round["reward"].items(round["answers"].items().size());
    for (const json_value& reward : rewards) {
        const auto pair = reward.items(2);
        const std::size_t i = place_of(facts.seats, pair[0].uid(), pair[0]);
        if (!reward.ok()) return;
        const auto stands = hetu::stand_of(held, task.replies[i]);
        if (stands == hetu::stand::agreed) pair[1].expect_signed(false, held.share);
        else pair[1].expect_signed(true, stands == hetu::stand::answered ? held.penalty : 0);
    }
}

}  // namespace

row_checker hetu_consensus_rows(const vector_witness& witness) {
    return [witness](const json_value& row, row_check& check) {
        const std::uint64_t base = row["base_reward"].whole();
        epoch_facts facts;
        facts.epoch = 1;
        facts.params = vector_parameters(hetu::entry, {{"hetu.base_reward", base}}, check);
        const auto rounds = row["rounds"].items();
        std::vector<std::uint16_t> uids;
        if (!rounds.empty())
            for (const json_value& given : rounds.front()["answers"].items())
                uids.push_back(given.items(2)[0].uid());
        facts.seats = vector_roster(uids, row["rounds"]);
        for (const json_value& round : rounds) facts.tasks.push_back(read_round(round, facts.seats));

        const auto r = run_row(hetu::entry, facts, witness, check);
        if (!r) return;
        for (std::size_t t = 0; t < rounds.size(); ++t) compare_round(rounds[t], facts, facts.tasks[t]);
        row["validator_pool"].expect_whole(hetu::tenths_of(base, hetu::read(facts.params).validator_tenths));
        compare_weights(row, facts.seats, *r);
    };
}

}  // namespace rf
