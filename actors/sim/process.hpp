// process: one life of the validator, from folding the log to its end.
//
// The actors are the real ones, under CAF's test coordinator: which actor runs
// next is thrown by the seed, time moves when nobody has anything to do, and
// the order of a mailbox is never changed. A crash stops everything at once:
// nobody handles another message, and nothing that was waiting happens.
#pragma once

#include "actors/sim/world.hpp"

namespace rf::sim {

struct life_end {
    enum class what : std::uint8_t {
        finished,  // the epochs are sealed and their weights have ended
        crashed,
        stopped,  // as asked, cleanly
        disk_failed,
        gave_up,  // it stopped by itself, and not for the disk
        stuck     // virtual time ran out
    } by = what::finished;
    std::string reason;
    std::uint64_t messages = 0;  // handled by actors
};

// What a plant puts in the place of the projection that was folded.
using memory_change = std::function<void(projection&)>;

// `ends`: nothing for a life that goes on until the work is done.
life_end live(world& w, std::uint64_t life, const std::optional<interruption>& ends,
              const memory_change& forget = {});

}  // namespace rf::sim
