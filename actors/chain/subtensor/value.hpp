// value: any value of a runtime's types, read from SCALE and written back.
//
// Decoded, it knows its type, and encoding gives the very bytes again. Made by
// hand (`number_of`, `list_of`, ...) it has none and takes that of the place it
// is put into, if it fits: types that only wrap another are passed through, so
// 32 bytes are an account, and a list is a bounded vector.
#pragma once

#include "actors/chain/subtensor/type_registry.hpp"

namespace rf::subtensor {

constexpr type_id untyped = 0xffffffff;

enum class value_kind : std::uint8_t {
    number,  // booleans and characters too
    bytes,   // sequences and arrays of u8; numbers of 256 bits, little-endian
    text,
    parts,    // composite, tuple, sequence, array
    variant,  // index, and its fields as parts
    bits      // packed as they came; `number` of them
};

struct value {
    type_id type = untyped;
    value_kind is = value_kind::parts;
    std::uint8_t index = 0;  // of a variant
    uint128 number = 0;      // signed ones as two's complement of all 128 bits
    byte_vec bytes;          // of a text too
    std::vector<value> parts;
    friend bool operator==(const value&, const value&) = default;
};

// The bytes must be one value and nothing else. Values whose parts are many
// times their bytes, and types nested beyond reason, are refused.
result<value> decode_value(const type_registry& types, type_id type, byte_view bytes);
// The same from the front of more; the reader fails where it does not.
value take_value(const type_registry& types, type_id type, scale_reader& r);

result<byte_vec> encode_value(const type_registry& types, type_id type, const value& v);

// By hand.
value number_of(uint128 n);
value signed_of(std::int64_t n);
value bytes_of(byte_view b);
value text_of(std::string_view s);
value list_of(std::vector<value> parts);
template <class Numbers>
value numbers_of(const Numbers& numbers) {
    value v;
    v.parts.reserve(numbers.size());
    for (const auto n : numbers) v.parts.push_back(number_of(n));
    return v;
}
// A variant of the enumeration that `type` is or wraps, by name.
result<value> variant_of(const type_registry& types, type_id type, std::string_view name,
                         std::vector<value> fields = {});
// Fields by name, in any order. An option that is not given is none; anything
// else that is missing, and what does not belong there, is refused by name.
using named_values = std::vector<std::pair<std::string_view, value>>;
result<std::vector<value>> in_order(const type_registry& types, const std::vector<type_field>& fields,
                                    named_values given);

// Of decoded values; each passes through wrapping types.
const value& unwrapped(const type_registry& types, const value& v);
// The field of a composite or of a variant; null where there is none.
const value* field_of(const type_registry& types, const value& v, std::string_view name);
std::string_view variant_name(const type_registry& types, const value& v);  // empty for anything else
std::optional<std::uint64_t> as_u64(const type_registry& types, const value& v);
std::optional<byte_view> as_bytes(const type_registry& types, const value& v);
// None for anything that is no option; null for none.
std::optional<const value*> as_option(const type_registry& types, const value& v);

}  // namespace rf::subtensor
