#include "replay/vectors/check.hpp"

#include <doctest/doctest.h>

#include <set>

#include "tests/replay/vectors/golden.hpp"

using namespace rf;
using namespace rf::test;

namespace {

vector_report check(const std::string& name, const std::string& bytes) {
    return check_vector_file(name, bytes);
}

void check_all(const std::filesystem::path& folder) {
    for (const auto& name : golden_names) {
        const auto report = check(name, read_text(folder / name));
        INFO(name << ": " << (report.first ? report.first->text() : ""));
        CHECK(report.rows > 0);
        CHECK(report.ok());
    }
}

}  // namespace

TEST_CASE("every row of the golden selection agrees in all bits") {
    check_all(source_folder() / "tests/golden/vectors");
}

TEST_CASE("every row of the whole set agrees, where it is at hand") {
    const auto whole = source_folder() / "../shared/vectors";
    if (!std::filesystem::exists(whole)) {
        MESSAGE("skipped: there is no ../shared/vectors beside the source");
        return;
    }
    check_all(whole);
}

TEST_CASE("the golden selection has every equation and every mechanism") {
    std::set<std::string> fns;
    vector_witness witness;
    witness.formula = [&](const formula_call& call) { fns.insert(call.fn); };
    (void)check_vector_file("reasonforge_formulas.jsonl", golden("reasonforge_formulas.jsonl"), witness);
    CHECK(fns.size() == formula_shapes().size());

    std::set<std::string> mechanisms;
    witness.epoch = [&](const mechanism& m, const epoch_facts&) { mechanisms.insert(std::string(m.name)); };
    for (const auto& name : golden_names) (void)check_vector_file(name, golden(name), witness);
    CHECK(mechanisms.size() == catalog().size());
}

TEST_CASE("a line that is no JSON is reported with its number, and the others are still checked") {
    const std::string rows = golden("hetu_consensus.jsonl");
    const std::size_t cut = rows.find('\n') + 1;
    for (const char* bad :
         {"{\n", "\n", "[1,2\n", "\"text\"\n", "nul\n", "{}{}\n", "\xff\xfe\n", "[]\n", "7\n"}) {
        const auto report = check("hetu_consensus.jsonl", rows.substr(0, cut) + bad + rows.substr(cut));
        CAPTURE(bad);
        REQUIRE(report.first);
        CHECK(report.first->line == 2);
        CHECK(report.agreed == report.rows - 1);
        CHECK_FALSE(report.first->problem.empty());
    }
}

TEST_CASE("hostile nesting is refused, not followed") {
    const std::string deep = "{\"rounds\":" + std::string(100000, '[') + std::string(100000, ']') + "}";
    const auto report = check("hetu_consensus.jsonl", deep);
    REQUIRE(report.first);
    CHECK(report.first->line == 1);
    CHECK(report.first->problem.find("no JSON") != std::string::npos);
}

TEST_CASE("a file without rows, or of no known kind, is a failure") {
    CHECK_FALSE(check("judge_epm.jsonl", "").ok());
    const auto unknown = check("judge_epm_2.jsonl", "{}\n");
    CHECK_FALSE(unknown.ok());
    CHECK(unknown.first->problem == "not a known kind of vector file");
}

TEST_CASE("what is missing or of another type in a row is named by its path") {
    const std::string row =
        R"({"base_reward":12,"validator_pool":3,"rounds":[{"answers":[[1,"A"]],"consensus":"A",)"
        R"("agree":1,"responses":1,"reward":[[1,8]]}],"weights":[[1,"0x1.0000000000000p+0"]],)"
        R"("emit_u16":[[1,65535]]})";
    REQUIRE(check("hetu_consensus.jsonl", row).ok());
    const auto field = [&](std::string_view from, std::string_view to) {
        std::string changed = row;
        changed.replace(changed.find(from), from.size(), to);
        const auto report = check("hetu_consensus.jsonl", changed);
        REQUIRE(report.first);
        return report.first->text();
    };
    CHECK(field("\"agree\"", "\"x\"") == "line 1, rounds[0].agree: is missing");
    CHECK(field("[1,\"A\"]", "[70000,\"A\"]") ==
          "line 1, rounds[0].answers[0][0]: is not a whole number up to 65535");
    CHECK(field("[1,\"A\"]", "[1]") ==
          "line 1, rounds[0].answers[0].size: expected 0x1 (1), computed 0x2 (2)");
    CHECK(field("0x1.0000000000000p+0", "1.0") == "line 1, weights[0][1]: is not a number in hexadecimal");
    CHECK(field("12,", "-12,") == "line 1, base_reward: is not a whole number up to 18446744073709551615");
    CHECK(field("[1,8]", "[2,8]") ==
          "line 1, rounds[0].reward[0][0]: names uid 2, which is not in this row's roster");
    CHECK(field("[[1,\"A\"]]", "[[1,\"A\"],[1,\"A\"]]") == "line 1, rounds: uids are not ascending");
}

TEST_CASE("a folder's report names what was not checked, and an empty folder proves nothing") {
    const std::string rows = golden("judge_epm.jsonl");
    auto report =
        check_vector_folder({{"subtensor/", ""}, {"judge_epm.jsonl", rows}, {"hash_vectors.json", ""}});
    CHECK(report.ok());
    CHECK(report.text() ==
          "judge_epm.jsonl: 24 of 24 agree\nhash_vectors.json: not checked here\nsubtensor/: not checked "
          "here\n");
    CHECK_FALSE(check_vector_folder({{"hash_vectors.json", ""}}).ok());
    CHECK_FALSE(check_vector_folder({}).ok());
    CHECK_FALSE(check_vector_folder({{"judge_epm.jsonl", rows}, {"new.jsonl", "{}"}}).ok());
}
