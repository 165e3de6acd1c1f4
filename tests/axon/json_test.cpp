#include "actors/miner/axon_json.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>

#include "events/keccak.hpp"
#include "actors/miner/axon_python.hpp"
#include "tests/axon/golden.hpp"

namespace rf {
namespace {

TEST_CASE("steps are spelt and hashed as Python spells and hashes them") {
    int seen = 0;
    for (auto row : golden().hashes["cases"]) {
        CAPTURE(golden_text(row, "task_id"));
        const std::string steps = golden_text(row, "steps_json");
        if (!steps.empty()) {
            const auto canonical = canonical_json(steps);
            REQUIRE(canonical);
            CHECK(*canonical == golden_text(row, "canonical"));
        }
        const auto hash =
            submission_hash(golden_text(row, "task_id"), steps, golden_text(row, "final_answer"));
        REQUIRE(hash);
        CHECK(*hash == golden_text(row, "submission_hash"));
        ++seen;
    }
    CHECK(seen == (golden().complete ? 92 : 36));
}

TEST_CASE("str() of a value is Python's, and so is its hash") {
    int seen = 0;
    for (auto row : golden().hashes["body_hash_str"]) {
        simdjson::dom::element value;
        REQUIRE(row["json"].get(value) == simdjson::SUCCESS);
        const auto str = python_str(simdjson::minify(value));
        REQUIRE(str);
        CHECK(*str == golden_text(row, "py_str"));
        CHECK(hex(sha3_256(view(*str))) == golden_text(row, "sha3_256"));
        ++seen;
    }
    CHECK(seen == 18);
}

TEST_CASE("of equal keys the last counts, in the place that each spelling gives it") {
    CHECK(*canonical_json(R"({"b":1,"a":2,"b":3,"a":4,"c":[]})") == R"({"a": 4, "b": 3, "c": []})");
    CHECK(*python_str(R"({"b":1,"a":2,"b":3,"a":4,"c":{}})") == "{'b': 3, 'a': 4, 'c': {}}");
}

TEST_CASE("what Python's json refuses is refused") {
    for (const char* text : {"",
                             " ",
                             "{",
                             "[",
                             "[1",
                             "[1,",
                             "[1,]",
                             "[,1]",
                             "{\"a\"}",
                             "{\"a\":}",
                             "{\"a\":1,}",
                             "{a:1}",
                             "{1:2}",
                             "nul",
                             "True",
                             "+1",
                             "01",
                             "-",
                             "-01",
                             ".5",
                             "1.",
                             "1.e5",
                             "1e",
                             "1e+",
                             "0x10",
                             "1_000",
                             "\"",
                             "\"\\",
                             "\"\\x\"",
                             "\"\\u12\"",
                             "\"\\u12g4\"",
                             "\"\\u-123\"",
                             "\"\\u+123\"",
                             "\"\t\"",
                             "\"\n\"",
                             "'a'",
                             "1 2",
                             "[1]]",
                             "[1 2]",
                             "-NaN",
                             "nan",
                             "inf",
                             "\"\xff\"",
                             "\"\xc0\x80\"",
                             "\"\xed\xa0\x80\"",
                             "\"\xf4\x90\x80\x80\"",
                             "\"\xe2\x82\""}) {
        CAPTURE(text);
        CHECK_FALSE(canonical_json(text));
        CHECK_FALSE(python_str(text));
    }
    CHECK_FALSE(canonical_json(std::string(65, '[') + std::string(65, ']')));
    CHECK(canonical_json(std::string(64, '[') + std::string(64, ']')));
    CHECK_FALSE(canonical_json(std::string(4301, '1')));
    CHECK(*canonical_json(std::string(4300, '1')) == std::string(4300, '1'));
    CHECK(*canonical_json(" [ 1 ,\t2 ]\r\n") == "[1, 2]");
    CHECK(*canonical_json("[1e-400, -1e-400, 1e400, -1E+400]") == "[0.0, -0.0, Infinity, -Infinity]");
}

TEST_CASE("a float's text reads back to the same bits, and is not longer than printf's shortest") {
    std::mt19937_64 dice(20240611);
    for (int i = 0; i < 20'000; ++i) {
        const auto v = std::bit_cast<double>(dice());
        if (!(v - v == 0)) continue;
        const std::string text = python_float(v);
        if (std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)) !=
            std::bit_cast<std::uint64_t>(v)) {
            FAIL("seed 20240611, value " << i << ": " << text);
        }
    }
    // Python's repr(), by hand.
    const std::pair<double, const char*> known[] = {{12, "12.0"},
                                                    {2.5, "2.5"},
                                                    {1e15, "1000000000000000.0"},
                                                    {1e16, "1e+16"},
                                                    {123456789012345680.0, "1.2345678901234568e+17"},
                                                    {0.0001, "0.0001"},
                                                    {0.00001, "1e-05"},
                                                    {1234.5678, "1234.5678"},
                                                    {0.1 + 0.2, "0.30000000000000004"},
                                                    {-0.0, "-0.0"},
                                                    {5e-324, "5e-324"},
                                                    {9007199254740993.0, "9007199254740992.0"},
                                                    {0.001, "0.001"},
                                                    {1.5e300, "1.5e+300"}};
    for (const auto& [value, text] : known) CHECK(python_float(value) == text);
    CHECK(python_float(std::numeric_limits<double>::infinity()) == "inf");
}

TEST_CASE("a text is spelt in ASCII with pairs of surrogates, or as it is") {
    std::string ascii, plain;
    put_python_text(ascii, "a\"\\\n\x01\x7f\u00e9\U0001f600");
    CHECK(ascii == R"("a\"\\\n\u0001\u007f\u00e9\ud83d\ude00")");
    put_plain_text(plain, "a\"\\\n\x01\x7f\u00e9\U0001f600");
    CHECK(plain == "\"a\\\"\\\\\\n\\u0001\x7f\u00e9\U0001f600\"");
}

}  // namespace
}  // namespace rf
