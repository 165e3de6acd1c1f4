// rules: what the schema's comments demand of an event beyond its types.
#pragma once

#include "events/result.hpp"
#include "schemas/event.capnp.h"

namespace rf {

// Every float finite, every enumerant known, every hash, account, id and salt
// of its length, the stream fit for the kind. Found by walking the schema, so
// that a new field is held to the same rules without a line here.
status check_rules(schema::Event::Reader event);

}  // namespace rf
