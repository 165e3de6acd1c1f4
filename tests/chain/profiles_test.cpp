// The played validators: who agrees with whom, and what they set.
#include "actors/chain/embedded/profiles.hpp"

#include <cmath>

#include "tests/chain/little_chain.hpp"

using namespace rf;
using namespace rf::embedded;

namespace {

seen_scores spread(std::uint8_t task) {
    std::vector<std::pair<std::uint16_t, double>> scores;
    for (std::uint16_t uid = 5; uid < 105; ++uid) scores.emplace_back(uid, double((uid * 37) % 100) / 100);
    return scores_of_task(task, scores);
}

// The mean distance between what a profile says and what it was told.
double distance(validator_profile plays, std::uint8_t task) {
    neuron n;
    n.who = account_of("judge");
    n.stake = 10;
    n.plays = plays;
    const seen_scores ours = spread(task);
    const seen_scores theirs = judged_scores(sha256(view("chain")), n, ours);
    CHECK(theirs.validator == n.who);
    CHECK(theirs.stake == 10);
    CHECK(theirs.task == ours.task);
    REQUIRE(theirs.scores.size() == ours.scores.size());
    double sum = 0;
    for (std::size_t i = 0; i < ours.scores.size(); ++i) {
        CHECK(theirs.scores[i].first == ours.scores[i].first);
        CHECK(theirs.scores[i].second >= 0);
        CHECK(theirs.scores[i].second <= 1);
        sum += std::abs(theirs.scores[i].second - ours.scores[i].second);
    }
    return sum / double(ours.scores.size());
}

}  // namespace

TEST_CASE("the profiles differ in how far from the truth they are") {
    const double honest = distance(validator_profile::honest, 1), good = distance(validator_profile::good, 1),
                 lazy = distance(validator_profile::lazy, 1), malicious = distance(validator_profile::malicious, 1);
    CHECK(honest < 0.01);
    CHECK(good < 0.05);
    CHECK(honest < good);
    CHECK(good < lazy);
    CHECK(lazy < malicious);
    CHECK(malicious > 0.4);
}

TEST_CASE("the same task is judged the same, another differently") {
    CHECK(distance(validator_profile::good, 1) == distance(validator_profile::good, 1));
    CHECK(distance(validator_profile::good, 1) != distance(validator_profile::good, 2));
}

TEST_CASE("a malicious validator favours one and the same in every task") {
    neuron n;
    n.who = account_of("judge");
    n.plays = validator_profile::malicious;
    std::vector<std::uint16_t> full(200);
    for (std::uint8_t task = 0; task < 20; ++task)
        for (const auto& [uid, score] : judged_scores(sha256(view("chain")), n, spread(task)).scores)
            full[uid] = std::uint16_t(full[uid] + (score == 1));
    CHECK(std::count(full.begin(), full.end(), 20) >= 1);
}

// Means 0.75 and 0.5 and 0: 65535 and 43690.
TEST_CASE("a row is each uid's mean, the largest as 65535, and zeros left out") {
    const auto a = scores_of_task(1, {{5, 1.0}, {6, 0.5}, {7, 0}}), b = scores_of_task(2, {{5, 0.5}, {7, 0}});
    CHECK(row_of({a, b}) == weight_values{{5, 65535}, {6, 43690}});
    CHECK(row_of({scores_of_task(1, {{5, 0}})}).empty());
    CHECK(row_of({}).empty());
}

TEST_CASE("played validators publish after us and set rows before their epoch ends") {
    little_chain c;
    c.to(5);
    REQUIRE(c.chain->publish(scores_of_task(1, {{5, 0.9}, {6, 0.4}, {7, 0.1}})).ok());
    auto news = c.chain->news_after(0);
    REQUIRE(news.size() == 4);
    for (std::size_t i = 0; i < 4; ++i)
        CHECK(std::get<seen_scores>(news[i].what).validator == c.chain->neurons()[i + 1].who);
    c.to(18);
    news = c.chain->news_after(news.back().number);
    REQUIRE(news.size() == 4);
    for (const auto& n : news) CHECK(std::get<seen_weights>(n.what).block < 18);
    const auto& honest = c.chain->neurons()[1];
    REQUIRE(honest.row.size() == 3);
    CHECK(honest.row[0] == std::pair<std::uint16_t, std::uint16_t>(5, 65535));
    CHECK(c.chain->neurons()[5].incentive > c.chain->neurons()[7].incentive);
    CHECK(c.chain->neurons()[1].trust > c.chain->neurons()[4].trust);  // honest, malicious
    CHECK(c.chain->neurons()[1].dividends > c.chain->neurons()[4].dividends);
}

TEST_CASE("the same task told twice is judged once, and told again") {
    little_chain c;
    c.to(5);
    const auto ours = scores_of_task(1, {{5, 0.9}});
    REQUIRE(c.chain->publish(ours).ok());
    const std::size_t stored = c.storage.bytes.size();
    REQUIRE(c.chain->publish(ours).ok());
    CHECK(c.storage.bytes.size() == stored);
    CHECK(c.chain->news_after(0).size() == 8);
}

TEST_CASE("scores that are no numbers are refused, and those of nobody left out") {
    little_chain c;
    CHECK_FALSE(c.chain->publish(scores_of_task(1, {{5, std::nan("")}})).ok());
    REQUIRE(c.chain->publish(scores_of_task(1, {{5, 0.5}, {900, 1}})).ok());
    CHECK(std::get<seen_scores>(c.chain->news_after(0)[0].what).scores.size() == 1);
}
