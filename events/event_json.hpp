// event_json: an event as one line of JSON, for people and other languages.
//
// Field names as in the schema; u64 and i64 as strings, floats as hexadecimal
// text, bytes as lower-case hex, enumerants by name. Always valid UTF-8: a text
// that is not has its strange bytes escaped (events/json_text.hpp).
#pragma once

#include <string>

#include "schemas/event.capnp.h"

namespace rf {

std::string event_json(schema::Event::Reader event);  // one that `check` accepted

}  // namespace rf
