// sha256_pairs: many short messages at once, two side by side.
//
// A SHA instruction waits for the one before it, so one message leaves the
// processor half idle; two take about 1.2 times as long as one. The hashes are
// those of sha256(), which is also what runs where there are no such
// instructions. Nothing depends on which of them ran but the time.
#pragma once

#include <span>

#include "events/bytes.hpp"

namespace rf {

// out[i] = SHA-256(prefix || messages[i]); both have the same length.
void sha256_prefixed(std::uint8_t prefix, std::span<const byte_view> messages, std::span<hash32> out);

// Whether two at a time are faster here; for tests, which must see both ways.
bool has_sha256_pairs();

}  // namespace rf
