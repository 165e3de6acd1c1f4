// disclosure: whether an event of a log may be shown to others by now.
//
// An event says when it may (schemas/event.capnp). What may not be shown yet
// stands for itself as its leaf hash: it is salted, so nothing can be guessed.
#pragma once

#include "events/codec.hpp"

namespace rf {

// done: it may. refused: not yet, or never, and why.
status may_be_shown(event_reader event, const log_reader& log);

}  // namespace rf
