// Steps of a replay: applying the events of one epoch, and scoring it.
#include <benchmark/benchmark.h>

#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/parts/parts.hpp"
#include "benchmarks/scoring_input.hpp"
#include "events/memory_log.hpp"

namespace rf::bench {
namespace {

void fold_in_memory(benchmark::State& state) {
    memory_log log;
    synth_options o;
    o.epochs = 2;
    o.miners = 256;
    o.reply_bytes = 0;
    o.hostile = false;
    must(synthesise(log, origin, o));
    for (auto _ : state) benchmark::DoNotOptimize(must(fold(log, reading::plain)).next);
    state.SetItemsProcessed(state.iterations() * std::int64_t(log.head().size));
}

void score_epoch(benchmark::State& state) {
    const mechanism& rules = *find_mechanism("reasonforge", 1);
    const auto epochs = invent_epochs(2);
    for (auto _ : state) benchmark::DoNotOptimize(must(rules.score(epochs[1])).scores.data());
}

void run_one_epoch(benchmark::State& state) {
    const mechanism& rules = *find_mechanism("reasonforge", 1);
    const auto epochs = invent_epochs(2);
    for (auto _ : state) benchmark::DoNotOptimize(must(run_epoch(rules, epochs[1])).scores.data());
}

}  // namespace

void register_replay_parts() {
    benchmark::RegisterBenchmark("fold_in_memory", fold_in_memory)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("reasonforge/score", score_epoch)->Unit(benchmark::kMicrosecond);
    benchmark::RegisterBenchmark("reasonforge/run_epoch", run_one_epoch)->Unit(benchmark::kMicrosecond);
}

}  // namespace rf::bench
