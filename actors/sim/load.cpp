#include "actors/sim/load.hpp"

#include <chrono>

namespace rf::sim {

load_told run_load(std::uint64_t seed) {
    const plan p = load_plan(seed);
    world w(p);
    const auto began = std::chrono::steady_clock::now();
    const life_end end = live(w, 0, std::nullopt);
    load_told told;
    told.real_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    told.virtual_s = double(w.clock.now()) / 1e9;
    const log_told log = read_log(w);
    told.ran.broken = check_claims(w, log, end);
    told.ran.epochs = log.epochs;
    told.ran.events = w.disk.head().size;
    told.ran.boundaries = w.disk.boundaries();
    told.ran.messages = end.messages;
    told.ran.virtual_ns = w.clock.now();
    told.ran.answered = log.answered;
    told.ran.failed = log.failed;
    told.ran.voids = log.voids;
    return told;
}

}  // namespace rf::sim
