// recorded: what real runtimes of a subnet's chain answered, where it lies
// beside the repository: metadata of three, and of two of them extrinsics,
// events and stored values with their decoding by @polkadot/api.
#pragma once

#include <simdjson.h>

#include <memory>

#include "actors/chain/subtensor/metadata.hpp"

namespace rf::subtensor {

struct recording {
    unsigned spec = 0;
    metadata runtime;
    simdjson::dom::parser parser;
    simdjson::dom::element all;
};
// Of specs 185 and 218; none, and said so once, where the material is not there.
const std::vector<std::unique_ptr<recording>>& the_recordings();

struct metadata_bytes {
    std::string name;
    byte_vec bytes;
};
const std::vector<metadata_bytes>& the_metadata();

byte_vec hex_of(simdjson::dom::element object, const char* name);  // with 0x
std::string_view text_in(simdjson::dom::element object, const char* name);

// JSON in one spelling: fields in the order of their names, no spaces.
std::string canonical(simdjson::dom::element e);
std::string canonical(const std::string& json);

}  // namespace rf::subtensor
