// disclosure: whether an event of a log may be shown to others by now.
//
// An event says when it may (schemas/event.capnp). What may not be shown yet
// stands for itself as its leaf hash: it is salted, so nothing can be guessed.
// Weights are known to the chain from their intention on where they are set at
// once, and from the inclusion of their reveal where they are committed to.
// Until then nothing that tells them is shown, whatever its disclosure says:
// a seal, an intention, what was signed, and the carry an epoch leaves.
#pragma once

#include <map>

#include "events/codec.hpp"

namespace rf {

// A seal, weights that are intended, or a call to the chain that was signed.
bool tells_weights(event_reader event);

class disclosures {
  public:
    explicit disclosures(const log_reader& log) : log_(log) {}

    enum class weights { not_intended, hidden, open };
    // How far a sealed epoch's weights have come.
    result<weights> weights_of(std::uint32_t epoch);
    // done: others may learn what came of a sealed epoch, and what it started
    // from: the weights of both are open. refused: not yet, and why.
    status may_be_told(std::uint32_t epoch);
    // done: it may be shown. refused: not yet, or never, and why.
    status may_be_shown(event_reader event);

  private:
    const log_reader& log_;
    std::map<std::uint32_t, weights> known_;
};

}  // namespace rf
