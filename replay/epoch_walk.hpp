// epoch_walk: one sealed epoch of a log, event by event, with every law checked.
//
// Whoever audits, explains or compares walks the same way: the index's word is
// not taken for where the epoch lies, each of its events is held to the rules of
// the schema and the laws of an epoch, and a fault names the event. In a bundle,
// events that are withheld are passed over; an epoch with one of its own events
// withheld does not add up to its seal, and is refused there.
#pragma once

#include "replay/epoch_state.hpp"

namespace rf {

// Each is told before the event is taken into the state, but for the opening.
struct epoch_visitor {
    virtual ~epoch_visitor() = default;
    virtual status opened(const epoch_state& e, event_reader event) = 0;
    virtual status met(const epoch_state& e, event_reader event) = 0;    // of the epoch, lawful
    virtual status sealed(const epoch_state& e, event_reader event) = 0;
    // Stands between them and is not the epoch's. Read as ours, not checked.
    virtual status beside(event_reader, byte_view) { return done(); }
    virtual void hidden(std::uint64_t) {}
};

// refused: the epoch is not sealed.
status walk_epoch(const log_reader& log, const epoch_span& span, epoch_visitor& visitor);

}  // namespace rf
