// metadata: what a runtime says of itself, versions 14 and 15.
//
//     "meta" | version u8 | types | pallets | extrinsic | runtime type
//     and in 15 | runtime APIs | types of all calls, events, errors | custom values
//
// Everything a validator asks or sends is found here by name. The bytes come
// from a node, which may lie: they are bounded, every number points at what is
// there, and a runtime that cannot be read is refused whole.
#pragma once

#include "actors/chain/subtensor/type_registry.hpp"

namespace rf::subtensor {

constexpr std::size_t most_metadata_bytes = std::size_t(8) << 20;

enum class hasher : std::uint8_t {  // numbered as the metadata does
    blake2_128, blake2_256, blake2_128_concat, twox_128, twox_256, twox_64_concat, identity
};
enum class storage_modifier : std::uint8_t { optional, fallback, required };

struct storage_entry {
    std::string name;
    storage_modifier modifier = storage_modifier::optional;
    std::vector<hasher> hashers;  // none: one value, no map
    type_id key = 0;              // of a map; with several hashers a tuple of as many
    type_id value = 0;
    byte_vec fallback;  // the value where nothing is stored
    std::string docs;
};
struct pallet_constant {
    std::string name;
    type_id type = 0;
    byte_vec value;
    std::string docs;
};
struct pallet {
    std::string name;
    std::uint8_t index = 0;
    std::string storage_prefix;
    std::vector<storage_entry> storage;
    std::optional<type_id> calls, events, errors;  // enumerations
    std::vector<pallet_constant> constants;
    std::string docs;
};
struct signed_extension {
    std::string identifier;
    type_id extra = 0;     // travels with the extrinsic
    type_id implicit = 0;  // is signed, but does not travel
};
struct extrinsic_format {
    std::uint8_t version = 0;
    type_id address = 0, call = 0, signature = 0;
    std::vector<signed_extension> extensions;  // in the order of their bytes
};
struct api_method {
    std::string name;
    std::vector<type_field> inputs;
    type_id output = 0;
    std::string docs;
};
struct runtime_api {
    std::string name;
    std::vector<api_method> methods;
    std::string docs;
};
struct custom_value {
    std::string name;
    type_id type = 0;
    byte_vec value;
};

struct metadata {
    std::uint8_t version = 0;
    type_registry types;
    std::vector<pallet> pallets;
    extrinsic_format extrinsic;
    type_id runtime = 0;
    std::vector<runtime_api> apis;  // none in version 14, which does not tell
    std::vector<custom_value> custom;
};

result<metadata> read_metadata(byte_view bytes);
// The answer to Metadata_metadata_at_version: an option of the same, with its length.
result<metadata> read_metadata_option(byte_view answer);

const pallet* find_pallet(const metadata& m, std::string_view name);
const pallet* find_pallet(const metadata& m, std::uint8_t index);
const pallet_constant* find_constant(const pallet& p, std::string_view name);
const api_method* find_method(const metadata& m, std::string_view api, std::string_view method);

// A fault names the pallet or item that this runtime does not have.
struct storage_place {
    const pallet* in = nullptr;
    const storage_entry* entry = nullptr;
};
result<storage_place> find_storage(const metadata& m, std::string_view pallet, std::string_view item);

}  // namespace rf::subtensor
