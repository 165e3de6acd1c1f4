#include "actors/chain/subtensor/value_text.hpp"

#include <algorithm>

#include "events/json_text.hpp"
#include "events/ss58.hpp"

namespace rf::subtensor {
namespace {

constexpr uint128 plain_below = uint128(1) << 52;

bool is_upper(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; }
char upper(char c) { return is_lower(c) ? char(c - 'a' + 'A') : c; }

// One word: capitals at its front are an abbreviation, whose last letter
// begins what follows.
std::string word(std::string_view w, bool first) {
    std::string out(w);
    std::size_t capitals = 0;
    while (capitals < w.size() && is_upper(w[capitals])) ++capitals;
    const bool all = capitals == w.size();
    // After two capitals or more comes one that is no small letter, itself perhaps a capital.
    std::size_t abbreviated = 0;
    if (all) abbreviated = w.size();
    else if (!is_lower(w[capitals]) && capitals >= 2) abbreviated = capitals;
    else if (capitals >= 3) abbreviated = capitals - 1;
    for (std::size_t i = 0; i < abbreviated; ++i) out[i] = lower(out[i]);
    if (!out.empty()) out[0] = first ? lower(out[0]) : upper(out[0]);
    return out;
}

std::string with_commas(const std::string& digits) {
    std::string out;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != 0 && (digits.size() - i) % 3 == 0) out += ',';
        out += digits[i];
    }
    return out;
}

// Of big-endian bytes: divided by ten until nothing is left.
std::string long_decimal(byte_vec b) {
    std::string out;
    bool more = true;
    while (more) {
        unsigned rest = 0;
        more = false;
        for (auto& digit : b) {
            const unsigned all = rest << 8 | digit;
            digit = std::uint8_t(all / 10);
            rest = all % 10;
            more = more || digit != 0;
        }
        out.insert(out.begin(), char('0' + rest));
    }
    return out;
}

struct spelling {
    const type_registry& types;
    bool human;
    std::string out;

    void text(std::string_view s) { put_json_text(out, s); }
    void put(const value& v) {
        if (!types.has(v.type)) {
            out += "null";
            return;
        }
        const type_def& t = types.at(v.type);
        switch (v.is) {
            case value_kind::number: return number(v, t);
            case value_kind::text: return text(chars(v.bytes));
            case value_kind::bytes: return bytes(v, t);
            case value_kind::bits: return bits(v, t);
            case value_kind::variant: return variant(v, t);
            case value_kind::parts: return parts(v, t);
        }
    }
    void number(const value& v, const type_def& t) {
        const bool simple = t.is == type_shape::primitive;
        if (t.of_nothing) {
            out += "null";
        } else if (simple && t.of == primitive::boolean) {
            out += v.number != 0 ? "true" : "false";
        } else {
            whole(v.number, t.of == primitive::character ? primitive::u32 : t.of);
        }
    }
    void whole(uint128 n, primitive p) {
        const bool negative = is_signed(p) && n >> 127 != 0;
        const uint128 size = negative ? ~n + 1 : n;
        const std::string sign = negative ? "-" : "";
        if (human) return text(sign + with_commas(decimal(size)));
        if (size < plain_below) {
            out += sign + decimal(size);
            return;
        }
        byte_vec b;
        for (std::size_t i = width_of(p); i > 0; --i) b.push_back(std::uint8_t(n >> (8 * (i - 1))));
        text("0x" + hex(b));
    }
    void bytes(const value& v, const type_def& t) {
        if (t.is == type_shape::primitive) return long_number(v.bytes);
        const auto printable = [](std::uint8_t c) {
            return (c >= 32 && c < 127) || c == 10 || c == 13 || c == 9;
        };
        if (human && std::all_of(v.bytes.begin(), v.bytes.end(), printable)) {
            return text(chars(v.bytes));
        }
        text("0x" + hex(v.bytes));
    }
    void long_number(byte_view little_endian) {
        const byte_vec b(little_endian.rbegin(), little_endian.rend());
        text(human ? with_commas(long_decimal(b)) : "0x" + hex(b));
    }
    void bits(const value& v, const type_def& t) {
        if (!human) return text("0x" + hex(v.bytes));
        std::string row = "0b";
        for (std::size_t i = 0; i < v.bytes.size(); ++i) {
            if (i != 0) row += '_';
            for (int bit = 0; bit < 8; ++bit) {
                row += (v.bytes[i] >> (t.high_bit_first ? 7 - bit : bit) & 1) != 0 ? '1' : '0';
            }
        }
        text(row);
    }
    void variant(const value& v, const type_def& t) {
        const type_variant* chosen = find_variant(t, v.index);
        if (chosen == nullptr) {
            out += "null";
            return;
        }
        if (t.name() == "Option") {
            if (v.parts.empty()) out += "null";
            else put(v.parts[0]);
            return;
        }
        const bool plain =
            std::all_of(t.variants.begin(), t.variants.end(), [](const auto& x) { return x.fields.empty(); });
        if (plain || (human && holds_nothing(v))) return text(chosen->name);
        out += '{';
        text(human ? chosen->name : camel_case(chosen->name));
        out += ':';
        fields(v, chosen->fields);
        out += '}';
    }
    bool holds_nothing(const value& v) const {
        if (v.parts.empty()) return true;
        return v.parts.size() == 1 && v.parts[0].is == value_kind::parts && v.parts[0].parts.empty() &&
               types.has(v.parts[0].type) && types.at(v.parts[0].type).is == type_shape::tuple;
    }
    void fields(const value& v, const std::vector<type_field>& of) {
        const std::size_t n = std::min(of.size(), v.parts.size());
        if (n == 0) {
            out += "null";
        } else if (of[0].name.empty()) {
            if (n == 1) put(v.parts[0]);
            else list(v);
        } else {
            for (std::size_t i = 0; i < n; ++i) {
                out += i == 0 ? '{' : ',';
                text(camel_case(of[i].name));
                out += ':';
                put(v.parts[i]);
            }
            out += '}';
        }
    }
    void list(const value& v) {
        out += '[';
        for (std::size_t i = 0; i < v.parts.size(); ++i) {
            if (i != 0) out += ',';
            put(v.parts[i]);
        }
        out += ']';
    }
    void parts(const value& v, const type_def& t) {
        if (t.is == type_shape::sequence || t.is == type_shape::array) return list(v);
        if (t.name() == "AccountId32") {
            const auto key = as_bytes(types, v);
            if (key && key->size() == 32) return text(ss58_of({account_type::sr25519, as_hash(*key)->b}));
        }
        if (t.name() == "U256" && v.parts.size() == 1) {
            scale_writer limbs;
            for (const auto& limb : v.parts[0].parts) limbs.number(std::uint64_t(limb.number));
            if (limbs.out.size() == 32) return long_number(limbs.out);
        }
        if (t.name() == "BTreeMap" && v.parts.size() == 1) return map(v.parts[0]);
        fields(v, t.fields);
    }
    void map(const value& entries) {
        out += '{';
        bool first = true;
        for (const auto& e : entries.parts) {
            if (e.parts.size() != 2) continue;
            if (!first) out += ',';
            first = false;
            spelling key{types, human, ""};
            key.put(e.parts[0]);
            if (key.out.starts_with('"')) out += key.out;
            else text(key.out);
            out += ':';
            put(e.parts[1]);
        }
        out += '}';
    }
};

}  // namespace

std::string decimal(uint128 n) {
    std::string out;
    do {
        out.insert(out.begin(), char('0' + int(n % 10)));
        n /= 10;
    } while (n != 0);
    return out;
}

std::string camel_case(std::string_view name) {
    constexpr std::string_view separators = "-_., ";
    std::string out;
    while (!name.empty()) {
        const std::size_t from = std::min(name.find_first_not_of(separators), name.size());
        name.remove_prefix(from);
        const std::size_t end = std::min(name.find_first_of(separators), name.size());
        if (end != 0) out += word(name.substr(0, end), out.empty());
        name.remove_prefix(end);
    }
    return out;
}

std::string to_json(const type_registry& types, const value& v) {
    spelling s{types, false, ""};
    s.put(v);
    return std::move(s.out);
}

std::string to_human(const type_registry& types, const value& v) {
    spelling s{types, true, ""};
    s.put(v);
    return std::move(s.out);
}

}  // namespace rf::subtensor
