// use_metadata: whatever a node could make us do with the runtime it describes.
#pragma once

#include "actors/chain/subtensor/metadata.hpp"

namespace rf::subtensor {

// Keys, stored values and fallbacks of all items, constants, extrinsics,
// events and calls, with `noise` wherever the node says something more.
void use_metadata(const metadata& m, byte_view noise);

// A value from the front of the bytes, if there is one, is written back as the
// bytes it was taken from, and has its texts; anything else stops the process.
// Was there one?
bool use_value(const type_registry& types, type_id type, byte_view bytes);

}  // namespace rf::subtensor
