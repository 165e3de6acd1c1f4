// rf-torture: breaks stores, and says whether anything acknowledged was lost.
//
//     rf-torture [--seeds N]            all of it, as the tests do: a few minutes
//     rf-torture power --seeds A..B     power losses, one story a seed
//     rf-torture errors                 every call of a short story fails once
//     rf-torture kill --times N         kill -9 of a writing process
//     rf-torture flips [--every-bit]    every byte of a small store
//
// Exit: 0 nothing was lost, 1 something was, 64 usage.
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include <CLI/CLI.hpp>

#include "tests/torture/trials.hpp"

namespace {

using namespace rf::torture;

bool is_terminal() {
    return ::isatty(STDERR_FILENO) == 1;
}

void show_progress(const char* what, std::uint64_t done, std::uint64_t of) {
    if (is_terminal())
        std::fprintf(stderr, "\r%s %llu of %llu\033[K", what, static_cast<unsigned long long>(done),
                     static_cast<unsigned long long>(of));
}

int report(const char* what, const verdict& v, std::chrono::steady_clock::time_point began) {
    if (is_terminal()) std::fprintf(stderr, "\r\033[K");
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    std::printf("%-7s %s  %.1f s", what, v.wrong.empty() ? "ok    " : "FAILED", seconds);
    for (const auto& [name, n] : v.met)
        std::printf(", %llu %s", static_cast<unsigned long long>(n), name.c_str());
    std::printf("\n");
    if (!v.wrong.empty()) std::printf("  %s\n  again: rf-torture %s\n", v.wrong.c_str(), v.again.c_str());
    std::fflush(stdout);
    return v.wrong.empty() ? 0 : 1;
}

int run_power(std::uint64_t from, std::uint64_t to) {
    const auto began = std::chrono::steady_clock::now();
    verdict all;
    for (std::uint64_t seed = from; seed < to && all.wrong.empty(); ++seed) {
        all.add(power_trial(seed));
        ++all.met["seeds"];
        if (seed % 16 == 0) show_progress("power: seed", seed - from, to - from);
    }
    return report("power", all, began);
}

int run_errors() {
    const auto began = std::chrono::steady_clock::now();
    return report("errors", error_trials(), began);
}

int run_kill(std::uint64_t times, std::uint64_t seed) {
    const auto began = std::chrono::steady_clock::now();
    std::string directory = (std::filesystem::temp_directory_path() / "rf-torture-XXXXXX").string();
    if (::mkdtemp(directory.data()) == nullptr) return 1;
    const verdict v =
        kill_trials(times, seed, std::filesystem::read_symlink("/proc/self/exe"), directory + "/log");
    if (v.wrong.empty())
        std::filesystem::remove_all(directory);
    else
        std::printf("  the directory is kept: %s\n", directory.c_str());
    return report("kill", v, began);
}

int run_flips(const flip_plan& plan) {
    const auto began = std::chrono::steady_clock::now();
    const verdict v = flip_trials(
        plan, {}, [](std::uint64_t done, std::uint64_t of) { show_progress("flips: byte", done, of); });
    return report("flips", v, began);
}

// "A..B", seeds A to B - 1; or "N", the first N.
std::pair<std::uint64_t, std::uint64_t> seed_range(const std::string& text) {
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos) return {0, std::stoull(text)};
    return {std::stoull(text.substr(0, dots)), std::stoull(text.substr(dots + 2))};
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("rf-torture: breaks stores, and says whether anything acknowledged was lost");
    std::string seeds = "200", directory;
    std::uint64_t times = 20, seed = 1;
    flip_plan flips;
    const CLI::Validator a_range(
        [](std::string& t) {
            return t.find_first_not_of("0123456789.") == std::string::npos && !t.empty() ? "" : "N or A..B";
        },
        "N or A..B");
    app.add_option("--seeds", seeds, "how many power losses, or A..B")->check(a_range);
    auto* power = app.add_subcommand("power", "power losses");
    power->add_option("--seeds", seeds, "N, or A..B")->check(a_range);
    auto* errors = app.add_subcommand("errors", "every changing call fails once");
    auto* kill = app.add_subcommand("kill", "kill -9 of a writing process");
    kill->add_option("--times", times, "how often");
    kill->add_option("--seed", seed, "of the moments");
    auto* flip = app.add_subcommand("flips", "bits of a small store");
    flip->add_flag("--every-bit", flips.every_bit, "eight flips a byte, not one");
    flip->add_option("--file", flips.file, "only this file");
    flip->add_option("--byte", flips.offset, "only this byte of it");
    auto* writer = app.add_subcommand("kill-writer", "")->group("");
    writer->add_option("directory", directory)->required();
    writer->add_option("seed", seed)->required();
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? 0 : 64;
    }
    const auto [from, to] = seed_range(seeds);
    if (writer->parsed()) return kill_writer(directory, seed);
    if (power->parsed()) return run_power(from, to);
    if (errors->parsed()) return run_errors();
    if (kill->parsed()) return run_kill(times, seed);
    if (flip->parsed()) return run_flips(flips);
    const int failed = run_power(from, to) + run_errors() + run_kill(times, seed) + run_flips(flips);
    std::printf("%s\n", failed == 0 ? "nothing acknowledged was lost" : "SOMETHING WAS LOST");
    return failed == 0 ? 0 : 1;
}
