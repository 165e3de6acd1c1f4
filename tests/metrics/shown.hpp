// shown: an invented log, shown to a watcher event by event, as a journal would.
#pragma once


#include <functional>

#include "actors/watcher.hpp"
#include "events/memory_log.hpp"
#include "replay/fold.hpp"
#include "replay/synth/synth.hpp"

namespace rf {

inline std::unique_ptr<log_writer> invented_log(std::uint64_t seed, std::uint32_t epochs, std::uint32_t miners = 16) {
    auto log = std::make_unique<memory_log>();
    synth_options o;
    o.seed = seed;
    o.epochs = epochs;
    o.miners = miners;
    const auto made = synthesise(*log, "rf.example/shown", o);
    RF_REQUIRE(made.ok());
    return log;
}

inline void show(const log_reader& log, const std::function<void(event_reader, const projection&)>& told) {
    projection p;
    event_decoder decoder;
    auto cursor = log.scan(0, log.head().size, reading::plain);
    RF_REQUIRE(cursor.ok());
    while (true) {
        auto more = (*cursor)->next();
        RF_REQUIRE(more.ok());
        if (!*more) return;
        auto event = decoder.read((*cursor)->bytes());
        RF_REQUIRE(event.ok());
        RF_REQUIRE(apply(p, *event, blobs_of(log)).ok());
        told(*event, p);
    }
}

}  // namespace rf
