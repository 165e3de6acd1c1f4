// Memory is bounded by the bytes: each value costs one of a budget of values,
// because a type may have no bytes and a length may say anything.
#include <algorithm>

#include "actors/chain/subtensor/value.hpp"

namespace rf::subtensor {
namespace {

constexpr int most_depth = 192;
constexpr std::size_t most_values = std::size_t(1) << 21, values_a_byte = 16, free_values = 4096;

struct decoding {
    const type_registry& types;
    scale_reader& r;
    std::size_t values_left;
    int depth = 0;

    value take(type_id id) {
        value v;
        v.type = id;
        if (!r.ok()) return v;
        if (values_left == 0) return r.fail("more values than the bytes can hold"), v;
        if (depth == most_depth) {
            return r.fail("values nested more than " + std::to_string(most_depth) + " deep"), v;
        }
        --values_left;
        ++depth;
        fill(v, types.at(id));
        --depth;
        return v;
    }
    void fill(value& v, const type_def& t) {
        switch (t.is) {
            case type_shape::composite:
            case type_shape::tuple: return fields(v, t.fields);
            case type_shape::variant: return variant(v, t);
            case type_shape::sequence: return list(v, t, r.length(t.of_bytes ? 1 : 0));
            case type_shape::array: return list(v, t, t.length);
            case type_shape::primitive: return simple(v, t.of);
            case type_shape::compact:
                v.is = value_kind::number;
                if (!t.of_nothing) v.number = r.compact(width_of(t.of));
                return;
            case type_shape::bits: return bits(v, t);
        }
    }
    void fields(value& v, const std::vector<type_field>& of) {
        v.parts.reserve(r.ok() ? std::min<std::size_t>(of.size(), 64) : 0);
        for (std::size_t i = 0; i < of.size() && r.ok(); ++i) v.parts.push_back(take(of[i].type));
    }
    void variant(value& v, const type_def& t) {
        v.is = value_kind::variant;
        v.index = r.number<std::uint8_t>();
        if (!r.ok()) return;
        const type_variant* chosen = find_variant(t, v.index);
        if (chosen == nullptr) {
            return r.fail("variant " + std::to_string(v.index) + " of " + std::string(t.name()) +
                          " is unknown");
        }
        fields(v, chosen->fields);
    }
    void list(value& v, const type_def& t, std::size_t length) {
        if (t.of_bytes) {
            v.is = value_kind::bytes;
            return copy(v, r.raw(length));
        }
        v.parts.reserve(std::min<std::size_t>({length, r.left(), 256}));
        for (std::size_t i = 0; i < length && r.ok(); ++i) v.parts.push_back(take(t.inner));
    }
    void simple(value& v, primitive p) {
        v.is = value_kind::number;
        if (p == primitive::text) {
            v.is = value_kind::text;
            copy(v, view(r.text()));
        } else if (p == primitive::boolean) {
            v.number = r.boolean();
        } else if (p == primitive::u256 || p == primitive::i256) {
            v.is = value_kind::bytes;
            copy(v, r.raw(32));
        } else {
            const std::size_t bytes = width_of(p);
            v.number = r.wide(bytes);
            if (p == primitive::character && (v.number > 0x10ffff || v.number >> 11 == 0xd800 >> 11)) {
                r.fail("a character that is none");
            }
            const bool negative = is_signed(p) && bytes < 16 && (v.number >> (8 * bytes - 1) & 1) != 0;
            if (negative) v.number |= ~uint128(0) << (8 * bytes);
        }
    }
    void bits(value& v, const type_def& t) {
        v.is = value_kind::bits;
        v.number = r.compact(4);
        const std::size_t unit = width_of(t.of);
        copy(v, r.raw((std::size_t(v.number) + 8 * unit - 1) / (8 * unit) * unit));
    }
    static void copy(value& v, byte_view b) { v.bytes.assign(b.begin(), b.end()); }
};

}  // namespace

value take_value(const type_registry& types, type_id type, scale_reader& r) {
    RF_REQUIRE(types.has(type));
    const std::size_t values = std::min(most_values, free_values + values_a_byte * r.left());
    return decoding{types, r, values}.take(type);
}

result<value> decode_value(const type_registry& types, type_id type, byte_view bytes) {
    scale_reader r(bytes);
    value v = take_value(types, type, r);
    if (auto end = r.finish(); !end) return end.error();
    return v;
}

}  // namespace rf::subtensor
