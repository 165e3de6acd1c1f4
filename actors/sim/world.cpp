#include "actors/sim/world.hpp"

#include <algorithm>
#include <cstdio>

#include "events/event_json.hpp"

namespace rf::sim {

void onlooker::saw(event_reader event, const projection& after) {
    ++events;
    sealed = after.sealed.epoch;
    on_their_way.clear();
    for (const weights_state& w : after.weights)
        if (w.at != weights_state::stage::ended) on_their_way.push_back(w.epoch);
    if (!print) return;
    char head[96];
    std::snprintf(head, sizeof head, "%10.3f s  event %llu  ", double(clock_.now()) / 1e9,
                  static_cast<unsigned long long>(event.getSeq()));
    print(head + event_json(event));
}

void onlooker::note(std::string_view actor, const fault& what) {
    if (!print) return;
    char head[64];
    std::snprintf(head, sizeof head, "%10.3f s  ", double(clock_.now()) / 1e9);
    print(head + std::string(actor) + ": " + what.text());
}

world::world(const plan& from)
    : ordered(from),
      network(from.seed, clock, queue, disk,
              [this](std::string claim, std::string what) {
                  if (!broken) broken = broken_claim{std::move(claim), std::move(what)};
              }),
      chain(from.seed, from.settings.validator, from.chain, clock, queue, disk,
            [this](std::string claim, std::string what) {
                if (!broken) broken = broken_claim{std::move(claim), std::move(what)};
            }) {
    network.outages = from.outages;
    network.throws = from.throws;
    if (!from.miners.empty()) network.first_miner = from.miners.front();
    network.least_reply_bytes = from.least_reply_bytes;
    chain.moods = from.moods;
    chain.throws = from.chain_throws;
    chain.pure_hashes = from.calm;
    chain.slow_answers = from.slow_chain;
}

std::uint64_t world::free_bytes() const {
    const auto& full = ordered.full_disk;
    const bool low = std::any_of(full.begin(), full.end(), [this](const outage& o) {
        return clock.now() >= o.from_ns && clock.now() < o.until_ns;
    });
    return low ? ordered.settings.stop_free_bytes / 2 : ordered.settings.warn_free_bytes * 2;
}

void world::go_to(std::uint64_t ns) {
    while (next_jump < ordered.jumps.size() && ordered.jumps[next_jump].at_ns <= ns)
        wall.jump(ordered.jumps[next_jump++].by_ns);
    clock.go_to(ns);
}

}  // namespace rf::sim
