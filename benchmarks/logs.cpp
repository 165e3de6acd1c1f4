#include "benchmarks/logs.hpp"

#include <unistd.h>
#include <cstdio>
#include <filesystem>

#include "benchmarks/measure.hpp"
#include "benchmarks/sample_event.hpp"
#include "events/store/store.hpp"
#include "events/store/writer.hpp"

namespace rf::bench {
namespace {

// The same encoded events over and over: a store does not read them.
void append_samples(log_writer& log, std::uint64_t count, std::size_t batch) {
    std::vector<byte_vec> bytes;
    for (std::size_t i = 0; i < batch; ++i) bytes.push_back(must(sample_event(i).encode()));
    std::vector<appended> events;
    for (const byte_vec& b : bytes) events.push_back({b});
    for (std::uint64_t done = 0; done < count; done += batch) {
        must(log.append(std::span(events).first(std::min<std::uint64_t>(batch, count - done)), {}));
    }
}

}  // namespace

void make_log(const std::string& directory, const synth_options& options) {
    if (std::filesystem::exists(directory)) return;
    auto log = must(store::create(directory, origin));
    must(synthesise(*log, origin, options));
    must(log->settle());
    must(dynamic_cast<store::rocks_writer&>(*log).compact());
}

std::string replay_log(const settings& how) {
    const std::string directory = how.directory + "/replay_log";
    synth_options o;
    o.epochs = how.quick ? 2 : 34;
    o.miners = 256;
    o.tasks = 12;
    o.reply_bytes = 0;
    o.hostile = false;
    make_log(directory, o);
    return directory;
}

void fill_and_wait(const std::string& directory, std::uint64_t events, std::uint64_t tail) {
    auto log = must(store::create(directory, origin));
    append_samples(*log, events, 4000);
    must(dynamic_cast<store::rocks_writer&>(*log).flush());
    append_samples(*log, tail, 64);
    must(log->settle());
    std::puts("ready");
    std::fflush(stdout);
    for (;;) ::pause();
}

}  // namespace rf::bench
