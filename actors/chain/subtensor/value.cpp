#include "actors/chain/subtensor/value.hpp"

#include <algorithm>

namespace rf::subtensor {
namespace {

value of_kind(value_kind is) {
    value v;
    v.is = is;
    return v;
}

bool is_option(const type_def& t) { return t.is == type_shape::variant && t.name() == "Option"; }

}  // namespace

value number_of(uint128 n) {
    value v = of_kind(value_kind::number);
    v.number = n;
    return v;
}

value signed_of(std::int64_t n) {
    __extension__ using wide = __int128;
    return number_of(uint128(wide(n)));
}

value bytes_of(byte_view b) {
    value v = of_kind(value_kind::bytes);
    v.bytes.assign(b.begin(), b.end());
    return v;
}

value text_of(std::string_view s) {
    value v = bytes_of(view(s));
    v.is = value_kind::text;
    return v;
}

value list_of(std::vector<value> parts) {
    value v = of_kind(value_kind::parts);
    v.parts = std::move(parts);
    return v;
}

result<value> variant_of(const type_registry& types, type_id type, std::string_view name,
                         std::vector<value> fields) {
    const type_def& t = types.at(types.unwrapped(type));
    const type_variant* chosen = t.is == type_shape::variant ? find_variant(t, name) : nullptr;
    if (chosen == nullptr) {
        return fault{fault_kind::missing, "this runtime knows no variant " + std::string(name),
                     std::string(t.name()), ""};
    }
    value v = of_kind(value_kind::variant);
    v.index = chosen->index;
    v.parts = std::move(fields);
    return v;
}

result<std::vector<value>> in_order(const type_registry& types, const std::vector<type_field>& fields,
                                    named_values given) {
    std::vector<value> out;
    for (const auto& f : fields) {
        const auto found =
            std::find_if(given.begin(), given.end(), [&](const auto& g) { return g.first == f.name; });
        if (found != given.end()) {
            out.push_back(std::move(found->second));
            given.erase(found);
            continue;
        }
        if (!is_option(types.at(f.type))) {
            return fault{fault_kind::missing, "this field is not given", f.name, ""};
        }
        auto none = variant_of(types, f.type, "None");
        if (!none) return none.error();
        out.push_back(std::move(*none));
    }
    if (!given.empty()) {
        return fault{fault_kind::invalid, "there is no such field", std::string(given[0].first), ""};
    }
    return out;
}

const value& unwrapped(const type_registry& types, const value& v) {
    const value* at = &v;
    while (at->is == value_kind::parts && at->parts.size() == 1 && types.has(at->type)) {
        const auto shape = types.at(at->type).is;
        if (shape != type_shape::composite && shape != type_shape::tuple) break;
        at = &at->parts[0];
    }
    return *at;
}

const value* field_of(const type_registry& types, const value& v, std::string_view name) {
    if (!types.has(v.type)) return nullptr;
    const type_def& t = types.at(v.type);
    const std::vector<type_field>* fields = &t.fields;
    if (v.is == value_kind::variant) {
        const type_variant* chosen = find_variant(t, v.index);
        if (chosen == nullptr) return nullptr;
        fields = &chosen->fields;
    }
    for (std::size_t i = 0; i < fields->size() && i < v.parts.size(); ++i) {
        if ((*fields)[i].name == name) return &v.parts[i];
    }
    const value& inner = unwrapped(types, v);
    return &inner == &v ? nullptr : field_of(types, inner, name);
}

std::string_view variant_name(const type_registry& types, const value& v) {
    const value& inner = unwrapped(types, v);
    if (inner.is != value_kind::variant || !types.has(inner.type)) return {};
    const type_variant* chosen = find_variant(types.at(inner.type), inner.index);
    return chosen == nullptr ? std::string_view() : std::string_view(chosen->name);
}

std::optional<std::uint64_t> as_u64(const type_registry& types, const value& v) {
    const value& inner = unwrapped(types, v);
    if (inner.is != value_kind::number || inner.number >> 64 != 0) return std::nullopt;
    return std::uint64_t(inner.number);
}

std::optional<byte_view> as_bytes(const type_registry& types, const value& v) {
    const value& inner = unwrapped(types, v);
    if (inner.is != value_kind::bytes) return std::nullopt;
    return byte_view(inner.bytes);
}

std::optional<const value*> as_option(const type_registry& types, const value& v) {
    const value& inner = unwrapped(types, v);
    if (inner.is != value_kind::variant || !types.has(inner.type) || !is_option(types.at(inner.type))) {
        return std::nullopt;
    }
    return inner.parts.empty() ? nullptr : &inner.parts[0];
}

}  // namespace rf::subtensor
