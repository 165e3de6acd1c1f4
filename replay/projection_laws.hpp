// projection_laws: which event may follow, and what each kind leads to.
//
// Shared between the laws and the changes of the projection, and by nobody else.
#pragma once

#include "replay/projection.hpp"

namespace rf {

// Where an event of this kind leaves an epoch's weights, and from where it may
// come.
struct weights_step {
    event_kind kind;
    weights_state::stage least, most, to;
};
const weights_step* weights_step_of(event_kind kind);

// The three kinds that make up nearly all of a log. Their laws check each field
// they use; the others are rare enough to be held to every rule of the schema.
bool frequent(event_kind kind);

// What holds of every event, whatever its kind says.
status lawful_envelope(const projection& p, event_reader event, event_kind kind);

}  // namespace rf
