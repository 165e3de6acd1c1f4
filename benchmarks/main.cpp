// rf-bench: the pairs whose ratios are goals, and the parts they are made of.
#include <benchmark/benchmark.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>

#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/parts/parts.hpp"
#include "benchmarks/report.hpp"
#include "benchmarks/scratch.hpp"

namespace rf::bench {
namespace {

int run_parts() {
    register_event_parts();
    register_replay_parts();
    char name[] = "rf-bench";
    char* arguments[] = {name, nullptr};
    int count = 1;
    benchmark::Initialize(&count, arguments);
    (void)benchmark::RunSpecifiedBenchmarks();
    return 0;
}

int run_pairs(settings how, const std::vector<std::string>& names) {
    std::error_code ignored;
    std::filesystem::create_directories("build/bench", ignored);
    const scratch files(how.directory, "rf-bench");
    how.directory = files.path("data");
    std::filesystem::create_directories(how.directory);
    std::vector<measured> all;
    print_head();
    for (const pair& p : all_pairs) {
        if (!names.empty() && std::find(names.begin(), names.end(), p.name) == names.end()) continue;
        all.push_back(sum_up(p, p.measure(how)));
        print_row(all.back());
    }
    std::size_t missed = 0;
    for (const measured& m : all) missed += !m.reached();
    if (how.quick) {
        std::printf("\nquick: small inputs, so these are no results and nothing is written\n");
        return 0;
    }
    write_ratios("build/bench/ratios.json", all);
    std::printf("\n%zu of %zu goals reached; ratios are in build/bench/ratios.json, benchmarks/README.md says how each "
                "is measured\n", all.size() - missed, all.size());
    return 0;
}

}  // namespace
}  // namespace rf::bench

int main(int argc, char** argv) {
    using namespace rf::bench;
    if (argc == 5 && std::string_view(argv[1]) == "--fill") fill_and_wait(argv[2], std::stoull(argv[3]), std::stoull(argv[4]));

    CLI::App app("Measures pairs, A B A B, and prints the median of their ratios. All pairs unless named.");
    settings how;
    how.directory = "build/bench";
    std::vector<std::string> names, known;
    for (const pair& p : all_pairs) known.emplace_back(p.name);
    bool parts = false;
    app.add_option("name", names, "pairs to measure")->check(CLI::IsMember(known));
    app.add_option("--rounds", how.rounds, "rounds of each pair")->check(CLI::Range(5, 1000))->capture_default_str();
    app.add_option("--dir", how.directory, "where data files go while it runs: the disk that is measured")
        ->capture_default_str();
    app.add_flag("--quick", how.quick, "small inputs: shows that everything runs, measures nothing");
    app.add_flag("--parts", parts, "single steps instead, by Google Benchmark");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 64;
    }
    return parts ? run_parts() : run_pairs(how, names);
}
