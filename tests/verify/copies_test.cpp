#include "replay/verify/copies.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <string>

#include "replay/verify/verify.hpp"

using namespace rf;

namespace {

constexpr double copied = 0.95;  // reasonforge@1 halves above it

using dice = std::mt19937_64;

std::uint64_t chosen_seed() {
    const char* given = std::getenv("RF_SEED");
    return given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

// Words of one language: a few are frequent, as in any.
std::vector<std::string> text_of(dice& d, std::size_t count) {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < count; ++i) {
        const double u = double(d() >> 11) * 0x1p-53;
        out.push_back("w" + std::to_string(std::size_t(2000 * u * u * u)));
    }
    return out;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) out += words[i] + (i % 11 == 10 ? ". " : " ");
    return out;
}

account person(std::uint32_t n) {
    account a;
    a.b[0] = std::uint8_t(n >> 8);
    a.b[1] = std::uint8_t(n);
    return a;
}

written_answer answer(std::uint32_t n, std::uint64_t latency, std::string_view text) {
    return take_down(person(n), std::uint16_t(n), latency, asked_words("").own_in(text));
}

// How like the second, later, is to the first.
double of_two(const std::string& first, const std::string& second) {
    return find_copies({answer(1, 10, first), answer(2, 20, second)}, similarity_history{})[1].value;
}

}  // namespace

TEST_CASE("a copy with words exchanged, steps moved or text added and left out is one; honest work is none") {
    const std::uint64_t seed = chosen_seed();
    MESSAGE("repeat with RF_SEED=" << seed);
    dice d(seed);
    for (int round = 0; round < 20; ++round) {
        const auto words = text_of(d, 300 + d() % 400);
        const std::string text = joined(words);

        auto exchanged = words;  // every twentieth with its neighbour
        for (std::size_t i = 5; i + 1 < words.size(); i += 20) std::swap(exchanged[i], exchanged[i + 1]);
        CHECK(of_two(text, joined(exchanged)) > copied);

        auto replaced = words;  // one in a hundred is another word
        for (std::size_t i = 50; i < words.size(); i += 100) replaced[i] = "other";
        CHECK(of_two(text, joined(replaced)) > copied);

        auto moved = words;  // the second half before the first
        std::rotate(moved.begin(), moved.begin() + std::ptrdiff_t(words.size() / 2), moved.end());
        CHECK(of_two(text, joined(moved)) > copied);

        const std::string padding = joined(text_of(d, 3 * words.size()));
        CHECK(of_two(text, padding + text) > copied);
        CHECK(of_two(text, padding.substr(0, 100) + text + padding.substr(100)) > copied);
        CHECK(of_two(text, text.substr(0, text.size() / 2)) > copied);

        CHECK(of_two(text, joined(text_of(d, words.size()))) < 0.5);
        CHECK(of_two(text, joined(text_of(d, 4 * words.size()))) < 0.6);
    }
}

TEST_CASE("who copies is told whom") {
    dice d(1);
    const std::string text = joined(text_of(d, 300)), other = joined(text_of(d, 300)),
                      more = joined(text_of(d, 900));
    similarity_history history;
    history.add(4, person(77), *make_sketch("", other));
    const auto found = find_copies({answer(8, 30, text), answer(5, 10, text), answer(6, 40, other),
                                    answer(7, 50, more + text), answer(9, 60, "short")},
                                   history);
    CHECK(found[0].value == 1);
    CHECK(found[0].with == "like uid 5");
    CHECK(found[1].value < 0.5);
    CHECK(found[2].with == "like an answer of epoch 4");
    CHECK(found[3].value == 1);
    CHECK(found[3].with.find("in pieces like uid ") == 0);
    CHECK(found[4].value == 0);
    CHECK(found[4].with.empty());
}

TEST_CASE("the quick way finds what the plain one does, to the bit") {
    const std::uint64_t seed = chosen_seed();
    MESSAGE("repeat with RF_SEED=" << seed);
    dice d(seed);
    for (int round = 0; round < 8; ++round) {
        std::vector<std::vector<std::string>> sources;
        for (int i = 0; i < 6; ++i) sources.push_back(text_of(d, 60 + d() % 300));
        auto some = [&] {  // a mixture, so that every degree of likeness occurs
            auto words = sources[d() % sources.size()];
            const auto& other = sources[d() % sources.size()];
            const std::size_t keep = d() % (words.size() + 1);
            words.resize(keep);
            words.insert(words.end(), other.begin(), other.begin() + std::ptrdiff_t(d() % other.size()));
            return joined(words);
        };
        similarity_history history(50);
        for (std::uint32_t i = 0; i < 70; ++i)
            if (const auto s = make_sketch("", some()))
                history.add(i / 20 + 1, person(std::uint32_t(d() % 40)), *s);
        std::vector<written_answer> answers;
        std::vector<own_words> own;
        for (std::uint32_t i = 0; i < 40; ++i) {
            const std::string text = some();
            own.push_back(asked_words("").own_in(text));
            answers.push_back(answer(i, d() % 10, text));
        }
        const auto found = find_copies(answers, history);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            double plain = 0;
            for (std::size_t h = 0; answers[i].drawn && h < history.size(); ++h)
                if (history.at(h).who != answers[i].who)
                    plain = std::max(plain, cosine(*answers[i].drawn, history.at(h).s));
            for (std::size_t j = 0; answers[i].drawn && j < answers.size(); ++j) {
                const bool earlier =
                    answers[j].latency_ns < answers[i].latency_ns ||
                    (answers[j].latency_ns == answers[i].latency_ns && answers[j].who < answers[i].who);
                if (!earlier || !answers[j].drawn) continue;
                plain = std::max(plain, cosine(*answers[i].drawn, *answers[j].drawn));
                // Few enough pairs that the sample is all of them up to 1024.
                auto a = own[i].pairs, b = own[j].pairs;
                unsigned zeros = 0;
                auto fewer = [&](std::vector<std::uint64_t> of, unsigned z) {
                    std::erase_if(of, [&](std::uint64_t p) { return z > 0 && p >> (64 - z) != 0; });
                    return of;
                };
                while (fewer(a, zeros).size() > 1024 || fewer(b, zeros).size() > 1024) ++zeros;
                if (std::max(a.size(), b.size()) > 8 * std::min(a.size(), b.size())) continue;
                a = fewer(a, zeros), b = fewer(b, zeros);
                const std::size_t least = std::min(a.size(), b.size());
                if (least < 64) continue;
                std::sort(a.begin(), a.end());
                std::sort(b.begin(), b.end());
                std::vector<std::uint64_t> both;
                std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
                plain = std::max(plain, double(both.size()) / double(least));
            }
            CHECK(found[i].value == plain);
        }
    }
}

TEST_CASE("an epoch's verdicts do not depend on the order in which answers are given") {
    dice d(3);
    const std::string text = joined(text_of(d, 400));
    std::vector<written_answer> answers;
    for (std::uint32_t i = 0; i < 12; ++i)
        answers.push_back(
            answer(i, d() % 3, i % 3 == 0 ? text : joined(text_of(d, 200)) + text.substr(0, 300 * i)));
    const auto found = find_copies(answers, similarity_history{});
    for (int round = 0; round < 10; ++round) {
        std::vector<std::size_t> order(answers.size());
        for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
        std::shuffle(order.begin(), order.end(), d);
        std::vector<written_answer> shuffled;
        for (const std::size_t at : order) shuffled.push_back(answers[at]);
        const auto again = find_copies(shuffled, similarity_history{});
        for (std::size_t i = 0; i < order.size(); ++i) CHECK(again[i].value == found[order[i]].value);
    }
}

TEST_CASE("a text of half a megabyte is compared, and quickly") {
    dice d(4);
    const std::string text = joined(text_of(d, 70'000));
    CHECK(of_two(text, text) == 1);
    CHECK(of_two(text, std::string(500'000, 'a')) == 0);
    CHECK(of_two(text, std::string("\xff\xfe\xc3", 3) + text) > copied);
}

TEST_CASE("answers of equal mind and different words are never copies") {
    // Two honest miners on the same task: same numbers, same result, own words.
    const std::string problem = "What is the remainder when 7^13 + 5 * 21 is divided by 41?";
    const std::string one =
        "By repeated squaring 7^2 is 49, which leaves 8. Its square 64 leaves 23, and squaring once more "
        "leaves 37. "
        "Thirteen is eight and four and one, hence multiply 37, 23 and 7: 851 leaves 31 and 217 leaves 12. "
        "The "
        "product 105 leaves 23. Twelve plus twenty-three makes 35.";
    const std::string two =
        "Work modulo 41 throughout. Powers of seven go 7, 8, 15, 23, 38, 20, 17, 37, 13, 9, 22, 31, 12, so "
        "the "
        "thirteenth power contributes 12. Next, five times twenty-one equals 105 and dropping two multiples "
        "of the "
        "modulus we keep 23. Adding both contributions gives 35, already below the modulus.";
    const asked_words asked(problem);
    const auto found = find_copies(
        {take_down(person(1), 1, 10, asked.own_in(one)), take_down(person(2), 2, 20, asked.own_in(two))},
        similarity_history{});
    CHECK(found[1].value < 0.5);
}
