// vectors: sr25519 signatures and derivations made by two other implementations.
//
// Every vector where the material lies beside the repository; the selection in
// tests/golden otherwise.
#pragma once

#include <simdjson.h>

#include <string>

#include "events/bytes.hpp"

namespace rf {

struct sr25519_vectors {
    simdjson::dom::parser parser;
    simdjson::dom::element all;
    bool complete = false;  // not only the selection
};
// Loaded once; printed which.
const sr25519_vectors& the_vectors();

byte_vec hex_of(simdjson::dom::element object, const char* name);
std::string text_of(simdjson::dom::element object, const char* name);

}  // namespace rf
