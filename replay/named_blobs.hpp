// named_blobs: every blob that an event names, whatever its kind.
//
// Found by walking the schema: a kind that was forgotten here would lose its
// blobs when others are pruned or copied.
#pragma once

#include "events/codec.hpp"

namespace rf {

void each_named_blob(event_reader event,
                     const std::function<void(const hash32& name, std::uint64_t length)>& use);

}  // namespace rf
