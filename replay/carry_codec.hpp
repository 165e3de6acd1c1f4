// carry_codec: the canonical bytes of what crosses from one epoch to the next.
#pragma once

#include "events/log.hpp"
#include "replay/facts.hpp"

namespace rf {

// Entries that are all zero are left out; the others must be sorted by account.
byte_vec encode_carry(std::string_view mechanism, std::uint16_t version, const carry& c);

struct named_carry {
    std::string mechanism;
    std::uint16_t version = 0;
    carry value;
};
// Refuses what is not canonical, not sorted, not finite, or too large.
result<named_carry> decode_carry(byte_view bytes);

bool is_zero(const carry_entry& e);

}  // namespace rf
