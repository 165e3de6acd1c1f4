// lived_log: what a validator in a simulated world recorded, with true verdicts.
#pragma once

#include "actors/sim/run.hpp"
#include "events/memory_log.hpp"

namespace rf::test {

// By the real actors; `prepare` changes the plan before it is lived.
std::unique_ptr<sim::world> lived(sim::plan& p);

// The same log written anew: every event as it was but for those that `change`
// changes (true: it did), every payload that is named and there.
using event_change = std::function<bool(schema::Event::Builder)>;
memory_log written_anew(const log_reader& from, const event_change& change = {});

// Numbers of events of a kind in an epoch.
std::vector<std::uint64_t> events_of(const log_reader& log, std::uint32_t epoch, event_kind kind);

}  // namespace rf::test
