#include "actors/miner/server/reasoned.hpp"

#include <doctest/doctest.h>

#include "actors/miner/server/callers.hpp"
#include "actors/miner/server/seats.hpp"
#include "tests/miner/asker_world.hpp"

using namespace rf;
using namespace rf::testing;

namespace {

asked_task task_named(const std::string& id, unsigned difficulty = 5) {
    return {id, "What is 21 times 2?", "mathematics", difficulty, 60, std::nullopt, std::nullopt};
}

double share_solved(behaviour b) {
    int right = 0;
    for (int i = 0; i < 500; ++i) {
        const auto t =
            think_about(task_named("task-" + std::to_string(i)), some_miner(), tier_of(b), solve_here);
        right += t.solved.final_answer == "42";
    }
    return right / 500.0;
}

}  // namespace

TEST_CASE("each tier solves about as often as it says") {
    for (const auto b :
         {behaviour::elite, behaviour::strong, behaviour::mid, behaviour::weak, behaviour::adversarial}) {
        CAPTURE(behaviour_name(b));
        CHECK(share_solved(b) == doctest::Approx(tier_of(b).solves).epsilon(0.15));
    }
}

TEST_CASE("a wrong answer is another one, of the same form") {
    for (const std::string right : {"42", "-7", "true", "no", "B", "3/7", "2.50", "1, 2, 3", "Paris", ""}) {
        for (std::uint64_t d = 0; d < 12; ++d) {
            CAPTURE(right);
            CHECK(wrong_answer(right, d) != right);
        }
    }
    CHECK(wrong_answer("3/7", 1) == "5/7");
    CHECK(wrong_answer("true", 5) == "false");
}

TEST_CASE("a miner that does not understand the problem says so") {
    auto asked = task_named("t");
    asked.problem = "Why?";
    CHECK(think_about(asked, some_miner(), tier_of(behaviour::elite), solve_here).solved.final_answer ==
          "it cannot be determined");
}

TEST_CASE("the reasoning is as long as it is asked to be") {
    const auto t = think_about(task_named("t"), some_miner(), tier_of(behaviour::elite), solve_here, 60'000);
    std::size_t bytes = 0;
    for (const auto& s : t.solved.steps) bytes += s.reasoning.size();
    CHECK(t.solved.steps.size() == 5);
    CHECK(bytes >= 60'000);
    CHECK(bytes < 120'000);
}

TEST_CASE("behaviours are found by name, with either dash") {
    for (const auto& e : all_behaviours()) CHECK(behaviour_of(e.name) == e.what);
    CHECK(behaviour_of("http-500") == behaviour::http_500);
    CHECK(!behaviour_of("good"));
    CHECK(!behaviour_of(""));
}

TEST_CASE("seats go by stake, then by arrival; when the row is full the least goes") {
    seats s(1, 2);
    seats::ticket mine;
    std::vector<std::string> told;
    const auto guest = [&](const std::string& name) {
        return seats::guest{[&told, name] { told.push_back(name + " sits"); },
                            [&told, name] { told.push_back(name + " goes"); }};
    };
    CHECK(s.ask(1, guest("first"), mine) == seats::place::seat);
    CHECK(s.ask(5, guest("five"), mine) == seats::place::row);
    CHECK(s.ask(2, guest("two"), mine) == seats::place::row);
    CHECK(s.ask(2, guest("late two"), mine) == seats::place::none);
    CHECK(s.ask(9, guest("nine"), mine) == seats::place::row);
    s.leave_seat();
    s.leave_seat();
    s.leave_seat();
    CHECK(s.ask(0, guest("last"), mine) == seats::place::seat);
    CHECK(told == std::vector<std::string>{"two goes", "nine sits", "five sits"});
}

TEST_CASE("callers are read from a list, and what is wrong is named") {
    const std::string alice = key_number(1).address, bob = key_number(2).address;
    const auto two = read_callers(R"([{"hotkey": ")" + alice + R"(", "stake": 5}, {"hotkey": ")" + bob +
                                  R"(", "stake": 0.5, "permit": false}])");
    REQUIRE(two);
    CHECK(two->at(key_number(1).who()).permit);
    CHECK(two->at(key_number(1).who()).stake == 5);
    CHECK(!two->at(key_number(2).who()).permit);
    for (const std::string bad :
         {"", "{}", "[5]", R"([{"stake": 1}])", R"([{"hotkey": "5x", "stake": 1}])"}) {
        CAPTURE(bad);
        CHECK(!read_callers(bad));
    }
    CHECK(!read_callers(R"([{"hotkey": ")" + alice + R"(", "stake": -1}])"));
    CHECK(!read_callers(R"([{"hotkey": ")" + alice + R"(", "stake": 1, "permit": 1}])"));
    CHECK(read_callers(R"([{"hotkey": ")" + alice + R"(", "stake": 1}, {"hotkey": ")" + alice +
                       R"(", "stake": 2}])")
              .error()
              .where == "entry 2");
    CHECK(read_caller(alice + "=12.5")->second.stake == 12.5);
    CHECK(!read_caller(""));
    CHECK(!read_caller("=1"));
    CHECK(!read_caller(alice));
    for (const std::string stake : {"=", "=x", "=-1", "=inf", "=1 "}) CHECK(!read_caller(alice + stake));
}
