// sim_speed: how much faster than the world the simulated one goes by.
//
// One epoch of a full subnet, 256 miners x 12 tasks and 4 KiB replies over 360
// blocks of 12 s, by the real actors under a virtual clock, with every claim
// checked after the clock has stopped.
#include "actors/sim/load.hpp"
#include "benchmarks/measure.hpp"

namespace rf::bench {

rounds sim_speed(const settings& how) {
    rounds told;
    for (unsigned i = 0; i < (how.quick ? 1 : how.rounds); ++i) {
        const sim::load_told one = sim::run_load(1 + i);
        if (one.ran.broken) stop(one.ran.broken->claim + ": " + one.ran.broken->what);
        told.first.push_back(one.virtual_s);
        told.second.push_back(one.real_s);
    }
    return told;
}

}  // namespace rf::bench
