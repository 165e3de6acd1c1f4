#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/vectors/rows.hpp"

namespace rf {
namespace {

feed_result::state state_of(const json_value& v) {
    const std::string_view text = v.text();
    if (text == "completed") return feed_result::state::completed;
    if (text == "failed") return feed_result::state::failed;
    if (text != "pending") v.broken("is no state");
    return feed_result::state::pending;
}

task_facts read_step(const json_value& step, const roster& seats) {
    task_facts task;
    task.replies.resize(seats.size());
    for (const json_value& sampled : step["sampled"].items()) {
        const std::size_t i = place_of(seats, sampled["uid"].uid(), sampled["uid"]);
        if (!sampled.ok()) break;
        if (task.replies[i].what != outcome::not_asked) sampled.broken("is this miner's second sample");
        ema_feed_seen seen;
        for (const json_value& r : sampled["results"].items())
            seen.results.push_back({state_of(r["status"]), r["ms"].whole(), r["quality"].real()});
        task.replies[i] = {outcome::answered, std::move(seen)};
    }
    return task;
}

void compare_step(const json_value& step, const epoch_facts& facts, const task_facts& task,
                  const epoch_result& r) {
    const auto c = ema_feed_1::read(facts.params);
    for (const json_value& sampled : step["sampled"].items()) {
        const std::size_t i = place_of(facts.seats, sampled["uid"].uid(), sampled["uid"]);
        if (!sampled.ok()) return;
        sampled["reward"].expect(ema_feed_1::reward_of(c, std::get<ema_feed_seen>(task.replies[i].seen)));
    }
    const auto scores = step["scores"].items(facts.seats.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        const auto pair = scores[i].items(2);
        pair[0].expect_whole(facts.seats[i].uid);
        pair[1].expect(r.scores[i]);
    }
}

epoch_facts read_row(const json_value& row, row_check& check) {
    epoch_facts facts;
    facts.epoch = 1;
    facts.params = vector_parameters(
        ema_feed_1::entry, {{"ema.adaptive", row["adaptive"].truth()}, {"ema.alpha", row["alpha"].real()}},
        check);
    const auto steps = row["steps"].items();
    if (steps.empty()) row["steps"].broken("is empty, so no uid is known");
    if (!check.ok()) return facts;
    std::vector<std::uint16_t> uids;
    for (const json_value& s : steps.front()["scores"].items()) uids.push_back(s.items(2)[0].uid());
    facts.seats = vector_roster(uids, steps.front()["scores"]);
    for (const json_value& step : steps) facts.tasks.push_back(read_step(step, facts.seats));
    return facts;
}

}  // namespace

// Twice: every step as an epoch of its own, scores carried from one to the
// next; then all of them as one epoch.
row_checker ema_feed_rows(const vector_witness& witness) {
    return [witness](const json_value& row, row_check& check) {
        const epoch_facts whole = read_row(row, check);
        if (!check.ok()) return;

        epoch_facts one = whole;
        const auto steps = row["steps"].items(whole.tasks.size());
        for (std::size_t s = 0; s < steps.size(); ++s) {
            one.tasks = {whole.tasks[s]};
            const auto r = run_row(ema_feed_1::entry, one, {}, check);
            if (!r) return;
            compare_step(steps[s], one, whole.tasks[s], *r);
            one.in = r->out;
            ++one.epoch;
        }
        if (const auto r = run_row(ema_feed_1::entry, whole, witness, check)) {
            compare_weights(row, whole.seats, *r);
            if (r->out != one.in)
                row["steps"].broken("scored as one epoch, it carries other scores than step by step");
        }
    };
}

}  // namespace rf
