// wire_values: parameters and observations, between an event and the core.
#pragma once

#include "events/codec.hpp"
#include "replay/facts.hpp"

namespace rf {

// Refuses what has no place in the core: unknown alternatives, wrong lengths,
// numbers that are not finite. Bounds are the mechanism's to check.
result<observation> read_observation(schema::Observation::Reader from);

result<parameters> read_parameters(capnp::List<schema::Parameter>::Reader from);
void write_parameters(capnp::List<schema::Parameter>::Builder to, const parameters& from);

}  // namespace rf
