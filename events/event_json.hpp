// event_json: an event as one line of JSON, for people and other languages.
//
// Field names as in the schema; u64 and i64 as strings, floats as hexadecimal
// text, bytes as lower-case hex, enumerants by name.
#pragma once

#include <string>

#include "schemas/event.capnp.h"

namespace rf {

std::string event_json(schema::Event::Reader event);  // one that `check` accepted

}  // namespace rf
