#include "replay/mechanisms/hetu_consensus_1.hpp"

#include <doctest/doctest.h>

#include "tests/replay/mechanisms/build.hpp"

using namespace rf;
using namespace rf::test;
using namespace rf::hetu_consensus_1;

namespace {

// 'A'..'Z' an answer, '-' silence, '?' void, ' ' not asked.
task_facts round_of(std::string_view answers) {
    task_facts task;
    for (const char c : answers) {
        if (c == '-') task.replies.push_back(unanswered(outcome::timeout));
        else if (c == '?') task.replies.push_back(unanswered(outcome::voided));
        else if (c == ' ') task.replies.push_back(not_asked);
        else task.replies.push_back(answered(hetu_consensus_seen{{someone(std::uint8_t(c)).b}}));
    }
    return task;
}

constants paying(std::uint64_t base) {
    constants c;
    c.base_reward = base;
    return c;
}

}  // namespace

TEST_CASE("two thirds of the answers are a consensus, one less is none") {
    CHECK(consensus_round({}, round_of("AAB")).agree == 2);
    CHECK_FALSE(consensus_round({}, round_of("AAABB")).consensus);
    CHECK(consensus_round({}, round_of("AAAABB")).agree == 4);
    CHECK(consensus_round({}, round_of("A")).agree == 1);
    CHECK_FALSE(consensus_round({}, round_of("")).consensus);
}

TEST_CASE("silence, voids and those not asked are not counted among the answers") {
    const auto r = consensus_round({}, round_of("AA--?? B"));
    CHECK(r.responses == 3);
    CHECK(r.agree == 2);
    CHECK_FALSE(consensus_round({}, round_of("----")).consensus);
}

TEST_CASE("a tie never qualifies, even under a quorum of one half") {
    constants half;
    half.quorum_parts = 1;
    half.quorum_of = 2;
    CHECK_FALSE(consensus_round(half, round_of("AABB")).consensus);
    CHECK_FALSE(consensus_round(half, round_of("BBAA")).consensus);
    CHECK(consensus_round(half, round_of("AABC")).agree == 2);
}

TEST_CASE("rewards are exact beyond 64 bits: base * 7 is not cut off") {
    // floor(18446744073709551615 * 7 / 10) = 12912720851596686130
    CHECK(tenths_of(UINT64_MAX, 7) == 12912720851596686130u);
    CHECK(tenths_of(UINT64_MAX, 3) == 5534023222112865484u);
    const auto r = consensus_round(paying(UINT64_MAX), round_of("AAB"));
    CHECK(r.share == 4304240283865562043u);
    CHECK(r.penalty == 2152120141932781021u);
}

TEST_CASE("without a consensus nobody is paid and nobody is punished") {
    const auto r = consensus_round(paying(1000), round_of("AABB"));
    CHECK(r.share == 0);
    CHECK(r.penalty == 0);
    CHECK(consensus_round(paying(1000), round_of("AAAB")).share == 175);
}

TEST_CASE("an epoch adds up scores and rewards, by seat") {
    auto facts = epoch_of(entry, seats_of({3, 8, 9, 12}), {{"hetu.base_reward", std::uint64_t{100}}});
    facts.tasks = {round_of("AAB-"), round_of("ABC ")};
    const auto r = scored(entry, facts);
    CHECK(r.scores == std::vector<double>{130, 130, 60, 0});
    CHECK(r.detail[col_agreed].values == std::vector<double>{1, 1, 0, 0});
    CHECK(r.detail[col_answered].values == std::vector<double>{1, 1, 2, 0});
    CHECK(r.detail[col_silent].values == std::vector<double>{0, 0, 0, 1});
    CHECK(r.detail[col_reward].values == std::vector<double>{23, 23, -11, 0});
    CHECK(r.weights.size() == 3);
}

TEST_CASE("a void answer is neither silence nor an answer") {
    auto facts = epoch_of(entry, seats_of({3, 8}));
    facts.tasks = {round_of("AA"), round_of("A?")};
    const auto r = scored(entry, facts);
    CHECK(r.scores == std::vector<double>{200, 100});
    CHECK(r.withheld.empty());
}
