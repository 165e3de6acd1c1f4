// value_text: a value as people and other tools write it, in JSON.
//
// Two spellings, those of polkadot-js. `to_json` is exact: numbers above 2^52
// and bytes in hexadecimal. `to_human` is for reading: numbers with commas,
// bytes that are printable as text. Field names are in camelCase in both; an
// AccountId32 is its SS58 address with prefix 42, a U256 one number. Calls,
// events, eras and percentages, for which polkadot-js has forms of their own,
// are spelled as any other variant or number.
#pragma once

#include "actors/chain/subtensor/value.hpp"

namespace rf::subtensor {

std::string to_json(const type_registry& types, const value& v);
std::string to_human(const type_registry& types, const value& v);

// "ip_type" -> "ipType", "NetworksAdded" -> "networksAdded", "UUIDOf" -> "uuidOf".
std::string camel_case(std::string_view name);

std::string decimal(uint128 n);

}  // namespace rf::subtensor
