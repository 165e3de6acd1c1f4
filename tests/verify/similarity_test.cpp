#include "replay/verify/similarity.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "replay/verify/verify.hpp"

using namespace rf;

namespace {

constexpr double copied = 0.95;  // reasonforge@1 halves above it

std::string words(std::uint64_t seed, std::size_t count) {
    std::mt19937_64 random(seed);
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        for (int k = 0; k < 5; ++k) out += char('a' + random() % 26);
        out += i % 9 == 8 ? ". " : " ";
    }
    return out;
}

account person(std::uint8_t n) {
    account a;
    a.b.fill(n);
    return a;
}

double like(std::string_view a, std::string_view b, std::string_view problem = "") {
    const auto x = make_sketch(problem, a), y = make_sketch(problem, b);
    return x && y ? cosine(*x, *y) : 0;
}

std::string reply_with(const std::string& reasoning) {
    return R"({"reasoning_steps":[{"reasoning":")" + reasoning + R"("}],"final_answer":"4"})";
}

}  // namespace

TEST_CASE("a copy is a copy in other clothes") {
    const std::string text = words(1, 120);
    CHECK(like(text, text) == 1);
    std::string loud = text;
    for (char& c : loud) c = c >= 'a' && c <= 'z' ? char(c - 32) : c;
    CHECK(like(text, loud) == 1);
    std::string spaced, hidden, cyrillic;
    for (const char c : text) {
        spaced += c == ' ' ? std::string(" \n\t ") : std::string(1, c);
        hidden += c;
        if (c == 'e') hidden += "\xe2\x80\x8b";  // a space of no width
        cyrillic += c == 'a' ? std::string("\xd0\xb0") : std::string(1, c);
    }
    CHECK(like(text, spaced) == 1);
    CHECK(like(text, hidden) == 1);
    CHECK(like(text, cyrillic) == 1);
    CHECK(like(text, text + text) > copied);
    CHECK(like(text, "So. " + text + " Done.") > copied);
}

TEST_CASE("sentences in another order are still a copy, other sentences are none") {
    const std::string text = words(2, 270);
    std::vector<std::string> sentences;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find(". ", at);
        sentences.push_back(text.substr(at, end + 2 - at));
        at = end + 2;
    }
    // Two halves swapped: as a copyist would, and only some 4-grams are new.
    std::rotate(sentences.begin(), sentences.begin() + 15, sentences.end());
    std::string swapped;
    for (const auto& s : sentences) swapped += s;
    CHECK(like(text, swapped) > copied);
    for (std::uint64_t seed = 100; seed < 140; ++seed) CHECK(like(text, words(seed, 270)) < 0.5);
}

TEST_CASE("honest equal answers are never copies: too little of one's own") {
    CHECK_FALSE(make_sketch("", "the answer is four because two and two are four").has_value());
    CHECK_FALSE(make_sketch("", "").has_value());
    const std::string problem = words(3, 100);
    CHECK_FALSE(make_sketch(problem, problem).has_value());  // only the prompt, said back
    CHECK(make_sketch("", problem).has_value());
}

TEST_CASE("what the prompt says is nobody's own") {
    const std::string problem = words(4, 300), mine = words(5, 60), yours = words(6, 60);
    CHECK(like(problem + mine, problem + yours) > 0.5);
    CHECK(like(problem + mine, problem + yours, problem) < 0.3);
}

TEST_CASE("of two alike the later is the copy, by time and then by account") {
    const std::string body = reply_with(words(7, 100)), other = reply_with(words(8, 100));
    const byte_vec same(body.begin(), body.end()), different(other.begin(), other.end());
    task_to_verify task;
    std::vector<reply_to_verify> replies{{person(1), 1, 900, same, true},
                                         {person(2), 2, 100, same, true},
                                         {person(3), 3, 50, different, true},
                                         {person(4), 4, 100, same, true}};
    const auto found = verify_task(task, replies, similarity_history{}, {});
    REQUIRE(found.size() == 4);
    CHECK(found[0].similarity == 1);
    CHECK(found[1].similarity < 0.5);  // the first of the three
    CHECK(found[2].similarity < 0.5);
    CHECK(found[3].similarity == 1);   // at the same time, but of a higher account
    std::reverse(replies.begin(), replies.end());
    const auto again = verify_task(task, replies, similarity_history{}, {});
    for (std::size_t i = 0; i < 4; ++i) CHECK(again[i].similarity == found[i].similarity);
}

TEST_CASE("history counts against others, not against oneself") {
    const std::string body = reply_with(words(9, 100));
    const byte_vec held(body.begin(), body.end());
    similarity_history history;
    history.add(1, person(1), "", held);
    REQUIRE(history.size() == 1);
    const std::vector<reply_to_verify> own{{person(1), 1, 5, held, true}}, others{{person(2), 2, 5, held, true}};
    CHECK(verify_task({}, own, history, {})[0].similarity == 0);
    CHECK(verify_task({}, others, history, {})[0].similarity == 1);
}

TEST_CASE("the history keeps the newest, and forgets by epoch") {
    similarity_history history(3);
    for (std::uint32_t epoch = 1; epoch <= 5; ++epoch)
        history.add(epoch, person(std::uint8_t(epoch)), *make_sketch("", words(epoch, 80)));
    REQUIRE(history.size() == 3);
    CHECK(history.at(0).epoch == 3);
    CHECK(history.newest_epoch() == 5);
    history.forget_before(4);
    CHECK(history.size() == 2);
    history.forget_from(5);
    REQUIRE(history.size() == 1);
    CHECK(history.at(0).epoch == 4);
    history.add(6, person(6), *make_sketch("", words(6, 80)));
    CHECK(history.newest_epoch() == 6);
}

TEST_CASE("long and repetitive texts stay within their numbers") {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += "w" + std::to_string(i % 3000) + " ";
    const auto s = make_sketch("", text);
    REQUIRE(s.has_value());
    std::uint64_t norm2 = 0;
    for (const auto v : s->v) norm2 += std::uint64_t(std::int64_t(v) * v);
    CHECK(norm2 == s->norm2);
    CHECK(cosine(*s, *s) == 1);
}
