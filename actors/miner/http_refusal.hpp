// http_refusal: what a miner gave as its reason for not answering, for people.
#pragma once

#include <string>

#include "events/bytes.hpp"

namespace rf {

// In quotes and bounded, with nothing that a terminal obeys; empty where the
// body has neither "message" nor "detail", or is too large to be looked at.
std::string refusal_words(byte_view body);

}  // namespace rf
