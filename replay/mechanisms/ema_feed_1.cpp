#include "replay/mechanisms/ema_feed_1.hpp"

#include "replay/carry.hpp"
#include "replay/mechanisms/emit_rules.hpp"

namespace rf::ema_feed_1 {
namespace {

constexpr parameter_rule part(std::string_view name, double standard, std::string_view says) {
    return {name, standard, 0, 1, "", says};
}

constexpr parameter_rule rules[] = {
    {"ema.adaptive", false, 0, 0, "", "only sampled miners move, with the two alphas below"},
    part("ema.adaptive_first", .3, "the alpha of a score that is 0"),
    part("ema.adaptive_later", .1, "the alpha of any other score"),
    part("ema.alpha", .1, "how far a score moves towards a reward"),
    emit_max_share,
    emit_max_void_share,
    emit_min_count,
    emit_pad,
    part("reward.quality", .3, "weight of the mean quality"),
    part("reward.rate", .4, "weight of the completed part"),
    part("reward.speed", .3, "weight of 1 / (1 + mean seconds)"),
    tasks_sample,
};
static_assert(sorted_by_name(rules));

double moved(double alpha, double reward, double score) { return alpha * reward + (1 - alpha) * score; }

double reward_of(const constants& c, const reply_facts& reply) {
    const auto* seen = reply.what == outcome::answered ? std::get_if<ema_feed_seen>(&reply.seen) : nullptr;
    if (!seen) return 0;
    const double reward = ema_feed_1::reward_of(c, *seen);
    return reward == reward ? reward : 0;  // NaN counts 0
}

bool lost_by_us(outcome o) { return o == outcome::voided || o == outcome::open; }

void step(const constants& c, const task_facts& task, std::vector<double>& scores, epoch_result& r) {
    bool sampled = false;
    for (const reply_facts& reply : task.replies) sampled = sampled || counts(reply.what);
    if (!sampled) return;

    for (std::size_t i = 0; i < scores.size(); ++i) {
        const reply_facts& reply = task.replies[i];
        if (lost_by_us(reply.what)) continue;
        const bool asked = counts(reply.what);
        if (c.adaptive && !asked) continue;
        const double reward = asked ? reward_of(c, reply) : 0;
        const double alpha = !c.adaptive ? c.alpha : scores[i] == 0 ? c.adaptive_first : c.adaptive_later;
        scores[i] = moved(alpha, reward, scores[i]);
        if (!asked) continue;
        r.detail[col_sampled].values[i] += 1;
        r.detail[col_last_reward].values[i] = reward;
    }
}

result<epoch_result> score(const epoch_facts& facts) {
    const constants c = read(facts.params);
    const std::size_t n = facts.seats.size();

    epoch_result r;
    r.scores.resize(n);
    for (std::size_t i = 0; i < n; ++i)
        if (const carry_entry* e = facts.in.find(facts.seats[i].who)) r.scores[i] = e->score;
    r.detail.push_back({"before", r.scores});
    r.detail.push_back({"sampled", std::vector<double>(n)});
    r.detail.push_back({"last_reward", std::vector<double>(n)});

    for (const task_facts& task : facts.tasks) step(c, task, r.scores, r);

    std::vector<carry_entry> out(n);
    for (std::size_t i = 0; i < n; ++i) {
        out[i].who = facts.seats[i].who;
        out[i].score = r.scores[i];
    }
    r.out = as_carry(std::move(out));
    return r;
}

}  // namespace

const mechanism entry{"ema_feed", 1, rules, {}, "axon", "feed,latency", 2, 0, score};

constants read(const parameters& p) {
    return {number(p, "reward.rate"),        number(p, "reward.speed"),       number(p, "reward.quality"),
            number(p, "ema.alpha"),          number(p, "ema.adaptive_first"), number(p, "ema.adaptive_later"),
            flag(p, "ema.adaptive")};
}

double reward_of(const constants& c, const ema_feed_seen& seen) {
    std::size_t completed = 0;
    double seconds = 0, quality = 0;
    for (const feed_result& r : seen.results) {
        if (r.status != feed_result::state::completed) continue;
        ++completed;
        seconds += double(r.ms) / 1000;
        quality += r.quality;
    }
    if (completed == 0) return 0;
    const double rate = double(completed) / double(seen.results.size());
    const double average = seconds / double(completed);
    return rate * c.rate + 1 / (1 + average) * c.speed + quality / double(completed) * c.quality;
}

}  // namespace rf::ema_feed_1
