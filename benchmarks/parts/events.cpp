// Steps of an append: building and encoding an event, decoding one, its leaf
// hash, and its place in the tree.
#include <benchmark/benchmark.h>

#include "benchmarks/measure.hpp"
#include "benchmarks/parts/parts.hpp"
#include "benchmarks/sample_event.hpp"
#include "events/tiles.hpp"

namespace rf::bench {
namespace {

void encode_event(benchmark::State& state) {
    std::uint64_t number = 0;
    for (auto _ : state) benchmark::DoNotOptimize(must(sample_event(number++).encode()));
    state.SetItemsProcessed(state.iterations());
}

void decode_event(benchmark::State& state, bool check) {
    const byte_vec bytes = must(sample_event(1).encode());
    event_decoder decoder;
    for (auto _ : state)
        benchmark::DoNotOptimize(must(check ? decoder.check(bytes) : decoder.read(bytes)).getSeq());
    state.SetItemsProcessed(state.iterations());
}

void hash_leaf(benchmark::State& state) {
    const byte_vec bytes(std::size_t(state.range(0)), 7);
    for (auto _ : state) benchmark::DoNotOptimize(leaf_hash(bytes));
    state.SetBytesProcessed(state.iterations() * state.range(0));
}

void hash_256_leaves(benchmark::State& state) {
    const byte_vec bytes(std::size_t(state.range(0)), 7);
    const std::vector<byte_view> events(256, bytes);
    std::vector<hash32> leaves(256);
    for (auto _ : state) {
        hash_leaves(events, leaves);
        benchmark::DoNotOptimize(leaves.data());
    }
    state.SetItemsProcessed(state.iterations() * 256);
}

void add_to_tiles(benchmark::State& state) {
    tile_builder tree;
    std::vector<tile_builder::full_tile> completed;
    hash32 leaf = leaf_hash(view("leaf"));
    for (auto _ : state) {
        ++leaf.b[0];
        tree.add(leaf, completed);
        completed.clear();
    }
    state.SetItemsProcessed(state.iterations());
}

}  // namespace

void register_event_parts() {
    benchmark::RegisterBenchmark("encode_event", encode_event);
    benchmark::RegisterBenchmark("decode_event/read", [](benchmark::State& s) { decode_event(s, false); });
    benchmark::RegisterBenchmark("decode_event/check", [](benchmark::State& s) { decode_event(s, true); });
    benchmark::RegisterBenchmark("hash_leaf", hash_leaf)->Arg(304)->Arg(4096);
    benchmark::RegisterBenchmark("hash_256_leaves", hash_256_leaves)->Arg(304)->Arg(4096);
    benchmark::RegisterBenchmark("add_to_tiles", add_to_tiles);
}

}  // namespace rf::bench
