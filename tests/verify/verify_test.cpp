#include "replay/verify/verify.hpp"

#include <doctest/doctest.h>

#include "replay/verify/checks.hpp"
#include "replay/verify/numbers.hpp"

using namespace rf;

namespace {

bool right(answer_kind kind, std::string value, std::string_view answer, std::string tolerance = "",
           bool percent = false) {
    expected_answer e;
    e.kind = kind;
    e.value = std::move(value);
    e.tolerance = std::move(tolerance);
    e.percent = percent;
    return compare_answer(e, answer).right;
}

byte_vec bytes(std::string_view text) { return {text.begin(), text.end()}; }

task_to_verify sum_task() {
    task_to_verify t;
    t.problem = "What is 2+2?";
    t.domain = "mathematics";
    t.difficulty = 3;
    t.timeout_ms = 1000;
    t.truth.value = "4";
    return t;
}

const std::vector<weighed_check> mathematics{{"proof", .60}, {"steps", .25}, {"numerical", .15}};

verdict one(const task_to_verify& t, std::string_view body, std::uint64_t latency_ms = 500) {
    const byte_vec held = bytes(body);
    const reply_to_verify r{account{}, 7, latency_ms * 1'000'000, held, true};
    auto found = verify_task(t, {&r, 1}, similarity_history{}, mathematics);
    REQUIRE(found.size() == 1);
    return found[0];
}

}  // namespace

TEST_CASE("numbers are compared as what they are, in every spelling and in no other") {
    CHECK(right(answer_kind::integer, "42", " 42 "));
    CHECK(right(answer_kind::integer, "42", "x = 42."));
    CHECK(right(answer_kind::integer, "1234567", "1,234,567"));
    CHECK(right(answer_kind::integer, "-3", "\xe2\x88\x92" "3"));
    CHECK_FALSE(right(answer_kind::integer, "42", "84/2"));
    CHECK(right(answer_kind::rational, "42", "84/2"));
    CHECK(right(answer_kind::rational, "1/2", "0.5"));
    CHECK(right(answer_kind::rational, "1/2", "2/4"));
    CHECK(right(answer_kind::rational, "1/2", "5e-1"));
    CHECK(right(answer_kind::rational, "1/3", "1/3"));
    CHECK_FALSE(right(answer_kind::rational, "1/3", "0.3333333333333333"));
    CHECK(right(answer_kind::rational, "1/2", "50%", "", true));
    CHECK_FALSE(right(answer_kind::rational, "1/2", "50%"));
    CHECK(right(answer_kind::integer, "100000000000000000000000000000001", "100000000000000000000000000000001"));
    CHECK_FALSE(right(answer_kind::integer, "100000000000000000000000000000001", "100000000000000000000000000000000"));
}

TEST_CASE("an answer that only contains the right one is wrong") {
    CHECK_FALSE(right(answer_kind::integer, "4", "between 4 and 5"));
    CHECK_FALSE(right(answer_kind::integer, "4", "14"));
    CHECK_FALSE(right(answer_kind::integer, "4", "4 or 5"));
    CHECK_FALSE(right(answer_kind::integer, "4", ""));
    CHECK_FALSE(right(answer_kind::integer, "4", "1/0"));
    CHECK_FALSE(right(answer_kind::integer, "4", "--4"));
    CHECK_FALSE(right(answer_kind::integer, "4", "1e999999999"));
    CHECK_FALSE(right(answer_kind::integer, "4", std::string(100'000, '4')));
}

TEST_CASE("a decimal is right within its tolerance, edges included") {
    CHECK(right(answer_kind::decimal, "3.5", "3.51", "0.01"));
    CHECK(right(answer_kind::decimal, "3.5", "3.49", "0.01"));
    CHECK_FALSE(right(answer_kind::decimal, "3.5", "3.5100001", "0.01"));
    CHECK_FALSE(right(answer_kind::decimal, "0.005", "-0.006", "0.01"));
    CHECK(right(answer_kind::decimal, "0.005", "-0.005", "0.01"));
}

TEST_CASE("who says nothing has not said that a set is empty") {
    CHECK(right(answer_kind::set, "none", "None."));
    CHECK(right(answer_kind::set, "none", "{}"));
    CHECK_FALSE(right(answer_kind::set, "none", ""));
    CHECK_FALSE(right(answer_kind::set, "none", " , ;"));
}

TEST_CASE("texts do not depend on case and spacing, sets not on order") {
    CHECK(right(answer_kind::text, "O(n log n)", "  o(N  LOG n). "));
    CHECK_FALSE(right(answer_kind::text, "yes", "no"));
    CHECK(right(answer_kind::set, "R1, R3", "{r3; R1}"));
    CHECK(right(answer_kind::set, "none", "{}"));
    CHECK_FALSE(right(answer_kind::set, "R1, R3", "R1"));
    CHECK_FALSE(right(answer_kind::set, "none", "R1"));
}

TEST_CASE("stated equations are checked, and only those") {
    auto found = check_equations("First 12 * 3 = 36, then 36 + 4 = 41. So 5 - 8 = -3; x = 7 and 2*(3+4) = 14.");
    CHECK(found.stated == 3);
    CHECK(found.hold == 2);
    CHECK(check_equations("1 + 2 + 3 = 6").stated == 0);  // of two terms only
    CHECK(check_equations("999999999999999999999 + 1 = 2").stated == 0);
    CHECK(check_equations("").stated == 0);
    // Beginnings and ends of longer terms say nothing.
    for (const char* longer : {"2^3 + 1 = 9", "1,000 + 5 = 1,005", "999 + 1 = 1,000", "10 + 5 = 3 * 5",
                               "7 * 8 = 112/2", "x_1 + 2 = 5", "x^2 + 3 = 12", "20 + 20 = 40%"}) {
        CAPTURE(longer);
        CHECK(check_equations(longer).stated == 0);
    }
    CHECK(check_equations("Then 3, 4 + 5 = 9, and so on").hold == 1);
}

TEST_CASE("a right answer has all of its accuracy, a wrong one none, and every check says why") {
    const auto good = one(sum_task(), R"({"reasoning_steps":[{"reasoning":"2 + 2 = 4","evidence":"counting",
        "confidence":0.5}],"final_answer":"4"})");
    CHECK(good.accuracy == doctest::Approx(1.0));
    for (const check_result& c : good.checks) CHECK_FALSE(c.note.empty());
    const auto bad = one(sum_task(), R"({"reasoning_steps":[],"final_answer":"44"})");
    CHECK(bad.accuracy == 0);
    CHECK(bad.quality == 0);
    CHECK(bad.novelty == 0);
}

TEST_CASE("a truth that may not be told is in no note, and changes no verdict") {
    struct asked {
        answer_kind kind;
        std::string value, tolerance;
        std::vector<std::string> answers;  // the first is right
    };
    const asked cases[] = {{answer_kind::integer, "90210", "", {"90210", "436", "no idea"}},
                           {answer_kind::rational, "3/7", "", {"6/14", "3/8"}},
                           {answer_kind::decimal, "8.125", "0.03125", {"8.13", "9.5"}},
                           {answer_kind::text, "kumquat", "", {"Kumquat.", "fig"}},
                           {answer_kind::set, "R11, R13", "", {"r13; r11", "R2"}}};
    for (const asked& each : cases) {
        for (const std::string& answer : each.answers) {
            CAPTURE(answer);
            expected_answer e{each.kind, each.value, each.tolerance, false, "", true};
            const comparison open = compare_answer(e, answer);
            e.may_be_told = false;
            const comparison kept = compare_answer(e, answer);
            CHECK(kept.right == open.right);
            CHECK(kept.right == (answer == each.answers.front()));
            // What the answer says itself may be repeated: a wrong one, or another spelling, is not the truth's.
            if (answer.find(each.value) == answer.npos && !(open.right && each.kind == answer_kind::text))
                CHECK_MESSAGE(kept.note.find(each.value) == kept.note.npos, kept.note);
            if (!each.tolerance.empty()) CHECK_MESSAGE(kept.note.find(each.tolerance) == kept.note.npos, kept.note);
            CHECK_FALSE(kept.note.empty());
        }
    }
    task_to_verify t = sum_task();
    t.truth.value = "90210";
    const char* wrong = R"({"reasoning_steps":[{"reasoning":"a"}],"final_answer":"436"})";
    const verdict open = one(t, wrong);
    t.truth.may_be_told = false;
    const verdict kept = one(t, wrong);
    REQUIRE(kept.checks.size() == open.checks.size());
    CHECK(open.checks[2].note == "436 is not 90210");
    CHECK(kept.checks[2].note == "436 is not the expected answer");
    for (std::size_t i = 0; i < kept.checks.size(); ++i) {
        CHECK(kept.checks[i].value == open.checks[i].value);
        CHECK_MESSAGE(kept.checks[i].note.find("90210") == kept.checks[i].note.npos, kept.checks[i].note);
    }
    CHECK(kept.accuracy == open.accuracy);
}

TEST_CASE("confidence beyond its range is worth no more than certainty") {
    auto with = [](const std::string& confidence) {
        return one(sum_task(), R"({"reasoning_steps":[{"reasoning":"a","confidence":)" + confidence +
                                   R"(}],"final_answer":"4"})");
    };
    const auto sure = with("1"), boast = with("1e9"), humble = with("-5");
    CHECK(sure.quality == boast.quality);
    CHECK(humble.quality < sure.quality);
    CHECK(humble.quality == doctest::Approx(0.3 / 3 + 0.2));
}

TEST_CASE("time is what we measured, and what a reply says of it is not looked at") {
    CHECK(one(sum_task(), R"({"final_answer":"4","time_taken_ms":1})", 500).efficiency == doctest::Approx(0.75));
    CHECK(one(sum_task(), R"({"final_answer":"4","time_taken_ms":900})", 5).efficiency == doctest::Approx(0.2));
    CHECK(one(sum_task(), R"({"final_answer":"4"})", 1000).efficiency == doctest::Approx(0.5));
    CHECK(one(sum_task(), R"({"final_answer":"4"})", 1001).efficiency == 0);
}

TEST_CASE("who takes a trap's bait has nothing right, whatever the steps say") {
    auto t = sum_task();
    t.trap = true;
    t.truth.tempting = "22";
    const auto baited = one(t, R"({"reasoning_steps":[{"reasoning":"1 + 1 = 2"}],"final_answer":"22"})");
    CHECK(baited.accuracy == 0);
    t.truth.tempting = "";
    const auto wrong = one(t, R"({"reasoning_steps":[{"reasoning":"1 + 1 = 2"}],"final_answer":"22"})");
    CHECK(wrong.accuracy == 0);  // its steps hold, but "1 + 1 = 2" is cheap
}

TEST_CASE("steps that do not hold cost a right answer something") {
    const auto half =
        one(sum_task(), R"({"reasoning_steps":[{"reasoning":"1 + 1 = 2, 2 + 2 = 5"}],"final_answer":"4"})");
    CHECK(half.accuracy == doctest::Approx(0.60 + 0.25 / 2 + 0.15));
}

TEST_CASE("bodies of strangers get a verdict, never a crash") {
    for (const std::string& body : {std::string(), std::string("null"), std::string("[]"), std::string("{\"a\":"),
                                   std::string(200'000, '['), std::string("{\"reasoning_steps\":[{}]}"),
                                   std::string("\xff\xfe\x00", 3)}) {
        const auto v = one(sum_task(), body);
        CHECK(v.accuracy == 0);
        CHECK(v.similarity == 0);
    }
}

TEST_CASE("a check that is not known counts 0") {
    const byte_vec held = bytes(R"({"final_answer":"4"})");
    const reply_to_verify r{account{}, 7, 1, held, true};
    const std::vector<weighed_check> odd{{"numerical", .5}, {"telepathy", .5}};
    CHECK(verify_task(sum_task(), {&r, 1}, similarity_history{}, odd)[0].accuracy == doctest::Approx(0.5));
}
