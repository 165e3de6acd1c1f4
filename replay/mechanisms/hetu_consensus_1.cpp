#include "replay/mechanisms/hetu_consensus_1.hpp"

#include <algorithm>

#include "replay/mechanisms/emit_rules.hpp"

namespace rf::hetu_consensus_1 {
namespace {

__extension__ typedef __int128 wide;             // sums of rewards, of either sign
__extension__ typedef unsigned __int128 uwide;   // base * tenths

constexpr parameter_rule points(std::string_view name, std::uint64_t standard, std::string_view says) {
    return {name, standard, 0, 1000000, "", says};
}
constexpr parameter_rule small(std::string_view name, std::uint64_t standard, std::uint64_t least,
                               std::string_view says) {
    return {name, standard, double(least), 10, "", says};
}

constexpr parameter_rule rules[] = {
    emit_max_share,
    emit_max_void_share,
    emit_min_count,
    emit_pad,
    {"hetu.base_reward", std::uint64_t{0}, 0, 18446744073709551616.0, "",
     "what a round pays, in the chain's smallest unit"},
    small("quorum.of", 3, 1, "... of as many answers"),
    small("quorum.parts", 2, 1, "so many answers make a consensus ..."),
    small("reward.miner_tenths", 7, 0, "of the base reward, shared by the miners who answered"),
    small("reward.validator_tenths", 3, 0, "of the base reward, shared by the validators"),
    points("score.agreed", 100, "for an answer in the consensus"),
    points("score.answered", 30, "for any other answer"),
    points("score.silent", 0, "for none"),
    tasks_sample,
};
static_assert(sorted_by_name(rules));

const hash32* answer_of(const reply_facts& reply) {
    const auto* seen =
        reply.what == outcome::answered ? std::get_if<hetu_consensus_seen>(&reply.seen) : nullptr;
    return seen ? &seen->answer : nullptr;
}

result<epoch_result> score(const epoch_facts& facts) {
    const constants c = read(facts.params);
    const std::size_t n = facts.seats.size();

    epoch_result r;
    r.scores.resize(n);
    std::vector<double> agreed(n), answered(n), silent(n);
    std::vector<wide> reward(n);
    for (const task_facts& task : facts.tasks) {
        const round held = consensus_round(c, task);
        for (std::size_t i = 0; i < n; ++i) switch (stand_of(held, task.replies[i])) {
                case stand::not_counted: break;
                case stand::silent:
                    silent[i] += 1;
                    r.scores[i] += double(c.silent);
                    break;
                case stand::answered:
                    answered[i] += 1;
                    r.scores[i] += double(c.answered);
                    reward[i] -= wide(held.penalty);
                    break;
                case stand::agreed:
                    agreed[i] += 1;
                    r.scores[i] += double(c.agreed);
                    reward[i] += wide(held.share);
                    break;
            }
    }
    std::vector<double> paid(n);
    for (std::size_t i = 0; i < n; ++i) paid[i] = double(reward[i]);
    r.detail.push_back({"agreed", std::move(agreed)});
    r.detail.push_back({"answered", std::move(answered)});
    r.detail.push_back({"silent", std::move(silent)});
    r.detail.push_back({"reward", std::move(paid)});
    return r;
}

}  // namespace

const mechanism entry{"hetu_consensus", 1, rules, {}, "hetu", "answer", 5, 0, score};

constants read(const parameters& p) {
    return {integer(p, "hetu.base_reward"),    integer(p, "quorum.parts"),
            integer(p, "quorum.of"),           integer(p, "reward.miner_tenths"),
            integer(p, "reward.validator_tenths"), integer(p, "score.agreed"),
            integer(p, "score.answered"),      integer(p, "score.silent")};
}

std::uint64_t tenths_of(std::uint64_t base, std::uint64_t tenths) {
    RF_REQUIRE(tenths <= 10);
    return std::uint64_t(uwide(base) * tenths / 10);
}

round consensus_round(const constants& c, const task_facts& task) {
    std::vector<hash32> answers;
    answers.reserve(task.replies.size());
    for (const reply_facts& reply : task.replies)
        if (const hash32* answer = answer_of(reply)) answers.push_back(*answer);
    std::sort(answers.begin(), answers.end());

    round r;
    r.responses = answers.size();
    std::uint64_t largest = 0;
    bool tie = false;
    for (std::size_t from = 0, to = 0; from < answers.size(); from = to) {
        while (to < answers.size() && answers[to] == answers[from]) ++to;
        const std::uint64_t size = to - from;
        tie = size == largest || (size < largest && tie);
        if (size <= largest) continue;
        largest = size;
        r.consensus = answers[from];
    }
    if (r.responses == 0 || tie || c.quorum_of * largest < c.quorum_parts * r.responses) {
        r.consensus.reset();
        return r;
    }
    r.agree = largest;
    r.share = tenths_of(c.base_reward, c.miner_tenths) / r.responses;
    r.penalty = r.share / 2;
    return r;
}

stand stand_of(const round& r, const reply_facts& reply) {
    if (!counts(reply.what)) return stand::not_counted;
    const hash32* answer = answer_of(reply);
    if (!answer) return stand::silent;
    return r.consensus && *answer == *r.consensus ? stand::agreed : stand::answered;
}

}  // namespace rf::hetu_consensus_1
