#include "actors/chain/subtensor/value.hpp"
#include "events/json_text.hpp"

namespace rf::subtensor {
namespace {

constexpr int most_depth = 256;

bool fits(uint128 n, primitive p) {
    if (p == primitive::boolean) return n <= 1;
    if (p == primitive::character) return n <= 0x10ffff && n >> 11 != 0xd800 >> 11;
    const std::size_t bits = 8 * width_of(p);
    if (bits == 128) return true;
    if (!is_signed(p)) return n >> bits == 0;
    const uint128 sign = n >> (bits - 1);
    return sign == 0 || sign == ~uint128(0) >> (bits - 1);
}

bool is_utf8(byte_view bytes) {
    for (std::string_view rest = chars(bytes); !rest.empty();) {
        const std::size_t n = character_bytes(rest);
        if (n == 0) return false;
        rest.remove_prefix(n);
    }
    return true;
}

struct encoding {
    const type_registry& types;
    scale_writer w;
    std::string why;
    std::string where;
    int depth = 0;

    bool refuse(std::string says) {
        if (why.empty()) why = std::move(says);
        return false;
    }
    bool put(type_id id, const value& v) {
        if (v.type != untyped && v.type != id) {
            return refuse("a value of type " + std::to_string(v.type) + " where one of type " +
                          std::to_string(id) + " belongs");
        }
        if (++depth > most_depth) return refuse("values nested too deeply");
        const bool put_it = put_as(types.at(id), v);
        --depth;
        return put_it;
    }
    bool is(const value& v, value_kind kind, const char* wanted) {
        return v.is == kind || refuse(std::string(wanted) + " is needed");
    }
    bool put_as(const type_def& t, const value& v) {
        switch (t.is) {
            case type_shape::composite:
            case type_shape::tuple:
                if (v.type == untyped && t.fields.size() == 1) return put_field(t.fields[0], v);
                return is(v, value_kind::parts, "a value with fields") && fields(t.fields, v);
            case type_shape::variant: return variant(t, v);
            case type_shape::sequence:
            case type_shape::array: return list(t, v);
            case type_shape::primitive: return simple(t.of, v);
            case type_shape::compact: return compact(t, v);
            case type_shape::bits: return bits(t, v);
        }
        return false;
    }
    bool put_field(const type_field& f, const value& v) {
        if (put(f.type, v)) return true;
        if (!f.name.empty()) where = where.empty() ? f.name : f.name + "." + where;
        return false;
    }
    bool fields(const std::vector<type_field>& of, const value& v) {
        if (of.size() != v.parts.size()) {
            return refuse(std::to_string(v.parts.size()) + " fields where " + std::to_string(of.size()) +
                          " belong");
        }
        for (std::size_t i = 0; i < of.size(); ++i) {
            if (!put_field(of[i], v.parts[i])) return false;
        }
        return true;
    }
    bool variant(const type_def& t, const value& v) {
        if (!is(v, value_kind::variant, "a variant")) return false;
        const type_variant* chosen = find_variant(t, v.index);
        if (chosen == nullptr) return refuse("variant " + std::to_string(v.index) + " is unknown");
        w.number(v.index);
        return fields(chosen->fields, v);
    }
    bool list(const type_def& t, const value& v) {
        const bool counted = t.is == type_shape::sequence;
        if (!is(v, t.of_bytes ? value_kind::bytes : value_kind::parts, t.of_bytes ? "bytes" : "a list")) {
            return false;
        }
        const std::size_t n = t.of_bytes ? v.bytes.size() : v.parts.size();
        if (n >> 32 != 0) return refuse("a list of " + std::to_string(n));
        if (!counted && n != t.length) {
            return refuse(std::to_string(n) + " parts where " + std::to_string(t.length) + " belong");
        }
        if (counted) w.compact(n);
        if (t.of_bytes) {
            w.raw(v.bytes);
            return true;
        }
        for (const auto& part : v.parts) {
            if (!put(t.inner, part)) return false;
        }
        return true;
    }
    bool simple(primitive p, const value& v) {
        if (p == primitive::text) {
            if (!is(v, value_kind::text, "a text")) return false;
            if (!is_utf8(v.bytes)) return refuse("the text is not UTF-8");
            w.sized(v.bytes);
            return true;
        }
        const bool long_one = p == primitive::u256 || p == primitive::i256;
        if (long_one && v.is == value_kind::bytes) {
            if (v.bytes.size() != 32) return refuse("32 bytes are needed");
            w.raw(v.bytes);
            return true;
        }
        if (!is(v, value_kind::number, "a number")) return false;
        if (long_one) {
            const bool negative = p == primitive::i256 && v.number >> 127 != 0;
            w.wide(v.number, 16).wide(negative ? ~uint128(0) : 0, 16);
            return true;
        }
        if (!fits(v.number, p)) {
            return refuse("a number does not fit into " + std::to_string(width_of(p)) + " bytes");
        }
        w.wide(v.number, width_of(p));
        return true;
    }
    bool compact(const type_def& t, const value& v) {
        if (!is(v, value_kind::number, "a number")) return false;
        if (t.of_nothing) return true;
        if (!fits(v.number, t.of)) {
            return refuse("a number does not fit into " + std::to_string(width_of(t.of)) + " bytes");
        }
        w.compact(v.number);
        return true;
    }
    bool bits(const type_def& t, const value& v) {
        if (!is(v, value_kind::bits, "a row of bits")) return false;
        const std::size_t unit = width_of(t.of);
        if (v.number >> 32 != 0 ||
            v.bytes.size() != (std::size_t(v.number) + 8 * unit - 1) / (8 * unit) * unit) {
            return refuse("bits and their number do not agree");
        }
        w.compact(v.number).raw(v.bytes);
        return true;
    }
};

}  // namespace

result<byte_vec> encode_value(const type_registry& types, type_id type, const value& v) {
    RF_REQUIRE(types.has(type));
    encoding e{types, {}, "", ""};
    if (!e.put(type, v)) return fault{fault_kind::invalid, e.why, e.where, ""};
    return std::move(e.w.out);
}

}  // namespace rf::subtensor
