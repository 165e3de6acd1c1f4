#include "tests/corpus/lab.hpp"

namespace rf::corpus {
namespace {

const mechanism& rules() {
    return *find_mechanism("hetu_consensus", 1);
}

reply_facts answered(char with) {
    const std::string answer(1, with);
    return {outcome::answered, hetu_consensus_seen{sha256(view(answer))}};
}

reply_facts any_reply(lab& l, double agreeing) {
    const auto kind = l.between(0, 15);
    if (kind == 0) return {};
    if (kind == 1) return {outcome::voided, {}};
    if (kind < 4) return {l.failure(), {}};
    return answered(l.roll().chance(agreeing) ? 'A' : char('B' + l.between(0, 2)));
}

void random_runs(plan& into, std::uint64_t seed) {
    for (std::size_t i = 0; i < 28; ++i) {
        lab l(numbered("hetu_consensus", i), seed);
        const auto seats = l.seats(l.between(1, 12), i % 2 == 0);
        parameters chosen = i % 5 == 0 ? parameters{} : l.off_defaults(rules(), i % 7 == 4);
        const auto params = complete(rules(), std::move(chosen));
        planned_epoch e;
        e.facts.seats = seats;
        e.facts.params = params;
        e.lost_attempts = true;
        for (std::size_t t = l.between(1, 6); t > 0; --t) {
            task_facts task = l.task(seats);
            const double agreeing = l.one_of(std::vector{.3, .6, .67, .9});
            for (reply_facts& r : task.replies) r = any_reply(l, agreeing);
            e.facts.tasks.push_back(std::move(task));
        }
        into.push_back({numbered("hetu_consensus", i), &rules(), {}, {std::move(e)}});
    }
}

// Groups of every size, one round each: "AAB" is two A and a B, '.' is silence.
void rounds(plan& into, std::uint64_t seed) {
    const std::vector<std::string> shapes{
        "AAAAAABBB", "AAAAABBBB", "AAAAAAABB", "AABB.....", "AAB......", "AABBCC...", "ABC......",
        "A........", ".........", "AAAABBBB.", "BBAAAACC.", "AAABBBCCC", "ABBBCCCDD", "CCBBBAAAA",
        "AAAAAAAAA", "AABBBBBB.", "DDDDDDCCB", "DDDDCBA..", "AABBCCCCC", "AAAA.BB..", "ABCDEFGHI",
        "DDAACCCCC", "DDDAAAC..", "DDDAAACBB", "DACCCCCCC"};  // D, A, C, E, B, F by their hashes
    struct quorum {
        std::uint64_t parts, of;
    };
    for (const quorum q : {quorum{2, 3}, {1, 2}, {1, 1}, {3, 4}, {1, 10}, {10, 1}, {5, 9}}) {
        lab l("hetu_consensus rounds", seed);
        const auto seats = l.seats(9, true);
        planned_epoch e;
        e.facts.seats = seats;
        e.facts.params =
            complete(rules(), {{"quorum.parts", q.parts},
                               {"quorum.of", q.of},
                               {"hetu.base_reward", q.parts == 1 ? UINT64_MAX : 1'000'003 * q.of},
                               {"reward.miner_tenths", q.of % 3 == 0 ? 10u : 6u + q.parts % 2}});
        set(e.facts.params, "score.agreed", std::uint64_t{1000});
        set(e.facts.params, "score.answered", std::uint64_t{31 * q.of});
        set(e.facts.params, "score.silent", std::uint64_t{q.parts});
        for (std::size_t s = 0; s < shapes.size(); ++s) {
            task_facts task = l.task(seats);
            for (std::size_t i = 0; i < seats.size(); ++i) {
                const char with = shapes[s][(i + s) % 9];
                task.replies[i] = with == '.' ? reply_facts{l.failure(), {}} : answered(with);
            }
            e.facts.tasks.push_back(std::move(task));
        }
        into.push_back({"hetu_consensus-quorum-" + std::to_string(q.parts) + "-of-" + std::to_string(q.of),
                        &rules(),
                        {},
                        {std::move(e)}});
    }
}

}  // namespace

void plan_hetu_consensus(plan& into, std::uint64_t seed) {
    random_runs(into, seed);
    rounds(into, seed);
}

}  // namespace rf::corpus
