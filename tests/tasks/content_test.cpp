#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "events/sha256.hpp"
#include "replay/tasks/prompt.hpp"
#include "replay/tasks/solve.hpp"

namespace {

using namespace rf;

planned_task planned(std::uint8_t domain, std::uint8_t difficulty, bool trap) {
    planned_task p;
    p.domain = domain;
    p.difficulty = difficulty;
    p.trap = trap;
    return p;
}

hash32 seed_of(std::uint64_t n) {
    std::uint8_t raw[8];
    put_be64(raw, n);
    return sha256({view("a seed of the tests"), byte_view(raw, 8)});
}

std::uint64_t chosen_seed() {
    const char* given = std::getenv("RF_SEED");
    return given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
}

void every_task(std::uint64_t seeds_from, unsigned seeds,
                const std::function<void(const planned_task&, const task_content&)>& f) {
    for (unsigned s = 0; s < seeds; ++s) {
        const hash32 seed = seed_of(seeds_from + s);
        std::uint32_t ordinal = 0;
        for (std::uint8_t domain = 0; domain < task_domains; ++domain)
            for (std::uint8_t difficulty = 1; difficulty <= 10; ++difficulty)
                for (bool trap : {false, false, true}) {
                    const auto p = planned(domain, difficulty, trap);
                    f(p, make_content(newest_generator, seed, ordinal++, p));
                }
    }
}

// Three words, numbers left open: enough to tell nearly all wordings apart.
std::string first_words(const std::string& problem) {
    std::string out;
    int words = 0;
    for (char c : problem) {
        if ((c == ' ' || c == '\n') && ++words == 3) break;
        if (c >= '0' && c <= '9') return out + "#";
        out += c;
    }
    return out;
}

}  // namespace

TEST_CASE("a solver that reads only the text finds every truth") {
    const std::uint64_t from = chosen_seed();
    MESSAGE("repeat with RF_SEED=" << from);
    std::map<std::string, unsigned> told;
    unsigned tasks = 0;
    every_task(from, 60, [&](const planned_task& p, const task_content& c) {
        const auto found = solve_problem(c.problem);
        ++tasks;
        ++told[first_words(c.problem)];
        if (!found || *found != c.truth.value)
            FAIL_CHECK("difficulty " << int(p.difficulty) << ": " << c.problem << "\ntruth " << c.truth.value
                                     << ", solved " << found.value_or("not at all"));
    });
    CHECK(tasks == 60 * 180);
    CHECK(told.size() >= 45);  // 23 and more families, nearly all told in two ways and more
}

TEST_CASE("a trap tempts with something that is not true, and other tasks do not tempt") {
    every_task(7, 20, [](const planned_task& p, const task_content& c) {
        CHECK(c.truth.tempting.empty() == !p.trap);
        CHECK(c.truth.tempting != c.truth.value);
        CHECK(c.truth.percent == (c.truth.percent && c.truth.kind == truth_kind::rational));
        CHECK(!c.truth.value.empty());
        CHECK(c.constraints.has_value());
    });
}

TEST_CASE("nothing in a problem's wording is for traps only") {
    std::set<std::string> of_traps, of_others;
    every_task(100, 60, [&](const planned_task& p, const task_content& c) {
        (p.trap ? of_traps : of_others).insert(first_words(c.problem));
    });
    for (const auto& words : of_traps) CHECK_MESSAGE(of_others.count(words) == 1, words);
}

TEST_CASE("a difficult task is bigger than an easy one") {
    std::map<std::pair<int, int>, std::size_t> bytes;
    every_task(1, 40, [&](const planned_task& p, const task_content& c) {
        bytes[{p.domain, p.difficulty}] += c.problem.size();
    });
    for (int domain = 0; domain < task_domains; ++domain) {
        CHECK(bytes[{domain, 10}] * 10 > bytes[{domain, 1}] * 12);
        CHECK(bytes[{domain, 8}] > bytes[{domain, 3}]);
    }
}

TEST_CASE("a changed problem has another answer, or none") {
    // The solver must read the numbers, not remember: with one number changed
    // its answer is mostly another one.
    unsigned changed = 0, different = 0;
    every_task(55, 3, [&](const planned_task&, const task_content& c) {
        std::string text = c.problem;
        for (std::size_t i = text.size(); i-- > 0;)
            if (text[i] >= '2' && text[i] <= '8' && (i == 0 || text[i - 1] == ' ')) {
                ++text[i];
                break;
            }
        if (text == c.problem) return;
        ++changed;
        different += solve_problem(text) != solve_problem(c.problem);
    });
    CHECK(changed > 250);
    CHECK(different * 10 > changed * 5);
}

TEST_CASE("content follows from seed, ordinal and plan, and from nothing else") {
    const auto p = planned(3, 6, false);
    const auto once = make_content(newest_generator, seed_of(1), 4, p);
    CHECK(once == make_content(newest_generator, seed_of(1), 4, p));
    CHECK_FALSE(once == make_content(newest_generator, seed_of(1), 5, p));
    CHECK_FALSE(once == make_content(newest_generator, seed_of(2), 4, p));
    auto other = p;
    other.id[3] = 9;  // what an audit does not draw content from
    other.asked = {1, 2};
    CHECK(once == make_content(newest_generator, seed_of(1), 4, other));
    CHECK_FALSE(truth_salt(seed_of(1), 4) == truth_salt(seed_of(1), 5));
    CHECK_FALSE(truth_salt(seed_of(1), 4) == truth_salt(seed_of(2), 4));
}

TEST_CASE("the generator is known by its name and version") {
    CHECK(knows_generator("reasoning@1"));
    CHECK_FALSE(knows_generator("reasoning@2"));
    CHECK_FALSE(knows_generator("reasoning"));
    CHECK_FALSE(knows_generator(""));
}

TEST_CASE("reasoning@1 never changes: the digest of 1,800 tasks") {
    // Logs name this generator; whoever needs another text makes reasoning@2.
    // The value has to agree between g++ and clang, -O0 and -O2.
    sha256_stream all;
    every_task(1000, 10, [&](const planned_task& p, const task_content& c) {
        all.add(encode_prompt(c, domain_name(p.domain), p.difficulty, 60'000));
        all.add(encode_truth(truth_salt(seed_of(3), p.difficulty), c.truth));
    });
    CHECK(hex(all.finish()) == "86d00cf78981b9c5add3225e5e41cae528cf9127aabe553fa71222afa49ca703");
}

TEST_CASE("what is no generated problem has no answer, and costs little") {
    for (const char* text :
         {"",
          "?",
          "What is",
          "What is 2+2?",
          "P(",
          "P(x) = x. What is (P(1) - P(2)) ",
          "f(0) = 1 and f(1) = 1, f(n) = f(",
          "What does this program print?\n\nrepeat 999999999999 times:\nprint 1",
          "a print\n\nif :\n",
          "What does this program print?\n\na = ((((((((((((((((((((((((1))))))))))))))))))))))))\nprint a",
          "Heaps of 999999999999 and 3 stones lie. a single heap",
          " -> ",
          "A -> ",
          "A -> B d-separated from C given D?",
          "value of x?\nx = 1\nx = 1\n",
          "A vessel holds 5 g half-life of 1 hours After 90 hours",
          "row 1: 1\nrow 2: 1",
          "What is 1/0, exactly?",
          "What is P(B=1 | do(A=1))?\nP(A=1) = 0.1\nP(B=1) = 1/0",
          "worker 1: 1 2\nworker 2: 3"})
        CHECK_MESSAGE(!solve_problem(text).has_value(), std::string(text));
    std::mt19937_64 random(5);  // a fixed stream: pieces of problems, cut and joined
    std::vector<std::string> texts;
    every_task(77, 1, [&](const planned_task&, const task_content& c) { texts.push_back(c.problem); });
    for (int i = 0; i < 3000; ++i) {
        std::string text = texts[random() % texts.size()];
        const std::string& other = texts[random() % texts.size()];
        const std::size_t from = random() % text.size(), at = random() % other.size();
        text.replace(from, random() % (text.size() - from) % 40, other.substr(at, random() % 60));
        (void)solve_problem(text);
    }
}
