// rf-sim: the validator's actors in a simulated world, seed by seed.
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>

#include "actors/sim/load.hpp"
#include "actors/sim/sweep.hpp"
#include "replay/terminal/exit_codes.hpp"
#include "replay/terminal/terminal.hpp"
#include "replay/terminal/whole_number.hpp"

namespace {

using namespace rf;
using namespace rf::sim;

volatile bool interrupted = false;
extern "C" void on_interrupt(int) {
    interrupted = true;
}

struct options {
    std::uint64_t seed = 1;
    std::string seeds, state, planted;
    std::uint32_t epochs = 3;
    bool list = false, trace = false, twice = false, load = false;
};

int list_plants() {
    for (const plant& p : plants())
        std::printf("%-22.*s %.*s\n%-22s breaks \"%.*s\"\n", int(p.name.size()), p.name.data(),
                    int(p.says.size()), p.says.data(), "", int(p.claim.size()), p.claim.data());
    return exit_agrees;
}

int check_one(const options& o, const check_options& how) {
    const seed_told told = check_seed(o.seed, how);
    std::printf("seed %llu: %llu runs with %llu crashes, %llu events, %llu epochs\ntrace %s\n",
                static_cast<unsigned long long>(o.seed), static_cast<unsigned long long>(told.runs),
                static_cast<unsigned long long>(told.crashes), static_cast<unsigned long long>(told.events),
                static_cast<unsigned long long>(told.epochs), hex(told.trace).substr(0, 16).c_str());
    if (!told.broken) return exit_agrees;
    std::printf("%s: %s: %s\n", told.of.c_str(), told.broken->claim.c_str(), told.broken->what.c_str());
    return exit_differs;
}

int check_load(const options& o) {
    const load_told told = run_load(o.seed);
    std::printf(
        "%llu events in %llu batches, %llu messages, %llu answers\n%.0f virtual seconds in %.2f: %.0f a "
        "second\n",
        static_cast<unsigned long long>(told.ran.events),
        static_cast<unsigned long long>(told.ran.boundaries),
        static_cast<unsigned long long>(told.ran.messages),
        static_cast<unsigned long long>(told.ran.answered), told.virtual_s, told.real_s, told.speed());
    if (!told.ran.broken) return exit_agrees;
    std::printf("%s: %s\n", told.ran.broken->claim.c_str(), told.ran.broken->what.c_str());
    return exit_differs;
}

int complain(const fault& f) {
    std::fprintf(stderr, "rf-sim: %s\n", f.text().c_str());
    return exit_usage;
}

int run_it(const options& o) {
    if (o.list) return list_plants();
    if (o.load) return check_load(o);
    check_options how;
    how.epochs = o.epochs;
    how.twice = o.twice;
    if (!o.planted.empty() && !(how.planted = find_plant(o.planted)))
        return complain(
            {fault_kind::invalid, "there is no plant \"" + o.planted + "\"", "--plant", "see --list-plants"});
    if (how.planted && how.planted->claim == "repeats") how.twice = true;
    if (o.trace) how.print = [](const std::string& line) { std::puts(line.c_str()); };
    if (o.seeds.empty()) return check_one(o, how);
    auto range = read_range(o.seeds);
    if (!range) return complain(range.error());
    sweep_options all{*range, how, o.state, "rf-sim --epochs " + std::to_string(o.epochs)};
    if (how.planted) all.again += " --plant " + o.planted;
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);
    auto good = sweep(all, interrupted);
    if (!good) return complain(good.error());
    return *good ? exit_agrees : exit_differs;
}

}  // namespace

int main(int argc, char** argv) {
    guard_standard_files();
    CLI::App app{
        "The validator's actors in a simulated world: virtual time, and crashes where the seed says.\n"
        "Exit: 0 every claim holds, 1 one broke, 64 misuse."};
    options o;
    auto* seed = app.add_option("--seed", o.seed, "check one seed")->transform(whole_number(0, UINT64_MAX));
    auto* seeds = app.add_option("--seeds", o.seeds, "check many: A..B");
    seed->excludes(seeds);
    app.add_option("--epochs", o.epochs, "epochs each run goes on for")->transform(whole_number(1, 1000));
    app.add_option("--state", o.state, "where --seeds keeps how far it came")->needs(seeds);
    app.add_option("--plant", o.planted, "a fault that must be found");
    app.add_flag("--list-plants", o.list, "what can be planted");
    app.add_flag("--trace", o.trace, "print each event as it comes");
    app.add_flag("--twice", o.twice, "run each seed twice, to see that it repeats");
    app.add_flag("--load", o.load, "256 miners x 12 tasks: how fast virtual time passes");
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& e) {
        return app.exit(e) == 0 ? exit_agrees : exit_usage;
    }
    return finish_output("rf-sim", run_it(o), exit_unread);
}
