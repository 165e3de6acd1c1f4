// sample_event: an event of about 300 bytes, as a validator writes them.
#pragma once

#include "events/codec.hpp"

namespace rf::bench {

// A reply_verified with four checks: 304 bytes. Each number gives another event.
event_draft sample_event(std::uint64_t number);

}  // namespace rf::bench
