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

int run_parts(const std::vector<std::string>& names) {
    register_event_parts();
    register_replay_parts();
    std::string filter = "--benchmark_filter=";
    for (const std::string& n : names) filter += (&n == &names.front() ? "" : "|") + n;
    char name[] = "rf-bench";
    char* arguments[] = {name, filter.data(), nullptr};
    int count = names.empty() ? 1 : 2;
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
    std::printf(
        "\n%zu of %zu goals reached; ratios are in build/bench/ratios.json, benchmarks/README.md says how "
        "each "
        "is measured\n",
        all.size() - missed, all.size());
    return 0;
}

}  // namespace
}  // namespace rf::bench

int main(int argc, char** argv) {
    using namespace rf::bench;
    if (argc == 5 && std::string_view(argv[1]) == "--fill")
        fill_and_wait(argv[2], std::stoull(argv[3]), std::stoull(argv[4]));

    CLI::App app("Measures pairs, A B A B, and prints the median of their ratios. All pairs unless named.");
    settings how;
    how.directory = "build/bench";
    std::vector<std::string> names;
    bool parts = false;
    app.add_option("name", names, "pairs, or parts, to measure");
    app.add_option("--rounds", how.rounds, "rounds of each pair")
        ->check(CLI::Range(5, 1000))
        ->capture_default_str();
    app.add_option("--dir", how.directory, "where data files go while it runs: the disk that is measured")
        ->capture_default_str();
    app.add_flag("--quick", how.quick, "small inputs: shows that everything runs, measures nothing");
    app.add_flag("--parts", parts, "single steps instead, by Google Benchmark");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 64;
    }
    if (parts) return run_parts(names);
    for (const std::string& n : names) {
        if (std::any_of(std::begin(all_pairs), std::end(all_pairs),
                        [&](const pair& p) { return p.name == n; }))
            continue;
        std::fprintf(stderr, "rf-bench: there is no pair %s; there are:\n", n.c_str());
        for (const pair& p : all_pairs) std::fprintf(stderr, "  %s\n", std::string(p.name).c_str());
        return 64;
    }
    return run_pairs(how, names);
}
