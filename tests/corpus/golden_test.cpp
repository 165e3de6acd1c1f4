// The corpus that lies in tests/golden/corpus.
#include <set>

#include "tests/corpus/folder.hpp"
#include "tests/corpus/formula_rows.hpp"

using namespace rf;
using namespace rf::test;

TEST_CASE("no bit of the golden corpus moves") {
    const corpus_run run = replayed(golden_corpus().string());
    for (const corpus_bundle& b : run.bundles) {
        INFO(b.name << (b.unread ? ": " + b.unread->text() : ""));
        CHECK_FALSE(b.unread);
        CHECK(b.epoch.agrees());
        CHECK(b.epoch.traced);
        CHECK_FALSE(b.epoch.reported_moved);
    }
    CHECK(run.gone.empty());
    CHECK(run.accepted == 0);
}

TEST_CASE("the golden corpus has two hundred epochs and more, of every mechanism, and is small") {
    std::map<std::string, std::size_t> epochs;
    std::uintmax_t bytes = 0;
    for (const corpus_bundle& b : replayed(golden_corpus().string()).bundles) {
        ++epochs[b.epoch.mechanism];
        bytes += std::filesystem::file_size(golden_corpus() / b.name);
    }
    std::size_t all = 0;
    for (const mechanism* m : catalog()) {
        const auto n = epochs[std::string(m->name) + "@" + std::to_string(m->version)];
        CHECK_MESSAGE(n >= 30, std::string(m->name));
        all += n;
    }
    CHECK(all >= 200);
    CHECK(bytes < 5'000'000);
}

TEST_CASE("every parameter that touches scores is off its default in some epoch of the golden corpus") {
    std::map<std::string, std::set<std::string>> moved;
    auto folder = read_corpus_folder(golden_corpus().string());
    REQUIRE(folder.ok());
    for (const std::string& name : folder->names) {
        std::ifstream file(golden_corpus() / name, std::ios::binary);
        const std::string bytes = text_in(golden_corpus() / name);
        auto content = read_bundle(view(bytes));
        REQUIRE(content.ok());
        auto log = open_bundle(std::move(*content));
        REQUIRE(log.ok());
        auto e = read_epoch(**log, (*log)->content().epoch);
        REQUIRE(e.ok());
        auto standard = complete_parameters(*e->rules, {});
        REQUIRE(standard.ok());
        for (std::size_t i = 0; i < standard->size(); ++i)
            if ((*standard)[i] != e->facts.params[i])
                moved[std::string(e->rules->name)].insert((*standard)[i].name);
    }
    for (const mechanism* m : catalog())
        for (const parameter_rule& rule : m->rules)
            if (!rule.shapes_draw)
                CHECK_MESSAGE(moved[std::string(m->name)].contains(std::string(rule.name)),
                              std::string(m->name) << " " << std::string(rule.name));
}

TEST_CASE("the generator gives the golden bundles again") {
    for (const char* prefix : {"reasonforge-0", "ema_feed-adaptive", "judge_epm-parts",
                               "aml_ensemble-settled", "hetu_consensus-quorum", "emission-"})
        for (const auto& b : written(prefix, 4)) {
            INFO(b.name);
            const std::string golden = text_in(golden_corpus() / (b.name + ".rfb"));
            auto content = read_bundle(view(golden));
            REQUIRE(content.ok());
            CHECK(*content == b.content);
        }
}

TEST_CASE("formulas that no score shows give what Python computed of them") {
    const std::string rows = text_in(golden_corpus() / "formulas.txt");
    const auto report = corpus::check_formula_rows(rows);
    CHECK(report.rows > 500);
    CHECK(report.first == "");
}

TEST_CASE("a formula's row with one bit changed is found, and so is one that is no row") {
    const std::string rows = text_in(golden_corpus() / "formulas.txt");
    std::size_t changed = 0;
    for (std::size_t from = 0, end = 0; end < rows.size(); from = end + 1) {
        end = rows.find('\n', from);
        std::string line = rows.substr(from, end - from);
        const auto last = line.rfind("0x1.");
        if (last == std::string::npos || last < line.rfind('|') || line.find('p', last) == std::string::npos) continue;
        char& digit = line[line.find('p', last) - 1];
        digit = digit == '0' ? '1' : '0';
        ++changed;
        CHECK_MESSAGE(!corpus::check_formula_rows(line).first.empty(), line);
    }
    CHECK(changed > 300);
    for (const char* bad : {"slash", "peb x=0x0.0p+0 | 0x0.0p+0 | 0x0.0p+0 | 0x0.0p+0",
                            "unheard_of | 0x0.0p+0", "vas | zero | 0x0.0p+0 | 0x0.0p+0"})
        CHECK(corpus::check_formula_rows(std::string(bad) + "\n").first == bad);
}
