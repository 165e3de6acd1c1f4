#include <doctest/doctest.h>

#include <cstdlib>
#include <random>

#include "replay/verify/answers.hpp"
#include "events/sha256.hpp"
#include "replay/tasks/content.hpp"
#include "replay/tasks/solve.hpp"

using namespace rf;

namespace {

expected_answer expected(const task_truth& t) {
    return {answer_kind(t.kind), t.value, t.tolerance, t.percent, t.tempting};
}

// The same value told in another way, and values that are near it.
std::string retold(const task_truth& t) {
    switch (t.kind) {
        case truth_kind::set:
            if (t.value == "none") return " None. ";
            return "{" + t.value.substr(t.value.find(' ') + 1) + ", " + t.value + "}.";
        case truth_kind::text:
            return "  \"" + t.value + "\". ";
        default:
            return "x = " + t.value + ".";
    }
}

std::vector<std::string> mutated(const task_truth& t) {
    const bool number = t.kind != truth_kind::set && t.kind != truth_kind::text;
    std::vector<std::string> out{"", "it cannot be determined", t.value + " or so", "about " + t.value};
    if (number) {
        out.push_back((t.value[0] == '-' ? "" : "-") + t.value.substr(t.value[0] == '-' ? 1 : 0) +
                      (t.value == "0" ? "1" : ""));
        out.push_back("1" + t.value);
        out.push_back(t.value + "e1" + (t.value == "0" ? "x" : ""));
        if (t.kind == truth_kind::integer) out.push_back(t.value + ".0000001");
    } else {
        out.push_back(t.value + (t.kind == truth_kind::set ? ", Q" : "q"));
        std::string changed = t.value;
        changed[changed.size() / 2] = changed[changed.size() / 2] == 'z' ? 'y' : 'z';
        out.push_back(changed);
    }
    return out;
}

}  // namespace

TEST_CASE("of thousands of drawn tasks the solved answer is right, and what is near it is wrong") {
    const char* given = std::getenv("RF_SEED");
    const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    MESSAGE("repeat with RF_SEED=" << seed);
    std::uint8_t raw[8];
    put_be64(raw, seed);
    const hash32 epoch_seed = sha256(byte_view(raw, 8));
    for (std::uint32_t ordinal = 0; ordinal < 3000; ++ordinal) {
        planned_task p;
        p.domain = std::uint8_t(ordinal % 6);
        p.difficulty = std::uint8_t(1 + ordinal / 6 % 10);
        p.trap = ordinal % 7 == 0;
        const task_content c = make_content(newest_generator, epoch_seed, ordinal, p);
        const expected_answer e = expected(c.truth);
        const auto solved = solve_problem(c.problem);
        REQUIRE(solved.has_value());
        CHECK_MESSAGE(compare_answer(e, *solved).right, c.problem);
        CHECK_MESSAGE(compare_answer(e, retold(c.truth)).right, retold(c.truth));
        if (p.trap) CHECK_FALSE_MESSAGE(compare_answer(e, c.truth.tempting).right, c.problem);
        for (const std::string& wrong : mutated(c.truth))
            CHECK_FALSE_MESSAGE(compare_answer(e, wrong).right, wrong << " for " << c.truth.value);
    }
}
