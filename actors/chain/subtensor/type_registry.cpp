#include "actors/chain/subtensor/type_registry.hpp"

#include <algorithm>

namespace rf::subtensor {
namespace {

constexpr int most_wrapped = 64;

type_id take_id(scale_reader& r) { return type_id(r.compact(4)); }

// What is taken counts, so that few bytes cannot become much memory.
struct taking {
    scale_reader& r;
    std::size_t described = 0;

    std::size_t count(std::size_t least_each) {
        const std::size_t n = r.length(least_each);
        described += n;
        if (described > most_described) r.fail("the metadata describes more than any runtime has");
        return r.ok() ? n : 0;
    }
    std::vector<type_field> fields() {
        std::vector<type_field> out(count(4));
        for (auto& f : out) {
            if (!r.ok()) break;
            if (r.option()) f.name = r.text();
            f.type = take_id(r);
            if (r.option()) r.text();  // the type as the source spells it
            take_docs(r);
        }
        return out;
    }
    std::vector<type_variant> variants() {
        std::vector<type_variant> out(count(4));
        for (auto& v : out) {
            if (!r.ok()) break;
            v.name = r.text();
            v.fields = fields();
            v.index = r.number<std::uint8_t>();
            v.docs = take_docs(r);
        }
        return out;
    }
    void definition(type_def& t) {
        const auto tag = r.number<std::uint8_t>();
        if (tag > std::uint8_t(type_shape::bits)) {
            return r.fail("a type of the unknown kind " + std::to_string(tag));
        }
        t.is = type_shape(tag);
        switch (t.is) {
            case type_shape::composite: t.fields = fields(); break;
            case type_shape::variant: t.variants = variants(); break;
            case type_shape::array: t.length = r.number<std::uint32_t>(); [[fallthrough]];
            case type_shape::sequence:
            case type_shape::compact: t.inner = take_id(r); break;
            case type_shape::tuple:
                t.fields.resize(count(1));
                for (auto& f : t.fields) f.type = take_id(r);
                break;
            case type_shape::primitive: {
                const auto p = r.number<std::uint8_t>();
                if (p > std::uint8_t(primitive::i256)) {
                    return r.fail("an unknown primitive " + std::to_string(p));
                }
                t.of = primitive(p);
                break;
            }
            case type_shape::bits:
                t.inner = take_id(r);
                t.order = take_id(r);
                break;
        }
    }
    type_def type() {
        type_def t;
        t.path.resize(count(1));
        for (auto& p : t.path) p = r.text();
        t.parameters.resize(count(2));
        for (auto& p : t.parameters) {
            if (!r.ok()) break;
            p.name = r.text();
            if (r.option()) p.type = take_id(r);
        }
        definition(t);
        take_docs(r);
        return t;
    }
};

bool all_there(const type_def& t, const type_registry& types) {
    const auto there = [&](const std::vector<type_field>& fields) {
        return std::all_of(fields.begin(), fields.end(), [&](const auto& f) { return types.has(f.type); });
    };
    for (const auto& p : t.parameters) {
        if (p.type && !types.has(*p.type)) return false;
    }
    for (const auto& v : t.variants) {
        if (!there(v.fields)) return false;
    }
    return there(t.fields) && types.has(t.inner) && types.has(t.order);
}

// What encoding needs to know of other types, found once. Empty, or why not.
std::string settle(type_def& t, const type_registry& types) {
    const type_def& inner = types.at(t.inner);
    if (t.is == type_shape::sequence || t.is == type_shape::array) {
        t.of_bytes = inner.is == type_shape::primitive && inner.of == primitive::u8;
    }
    if (t.is == type_shape::compact) {
        const type_def& made_of = types.at(types.unwrapped(t.inner));
        t.of_nothing = made_of.is == type_shape::tuple && made_of.fields.empty();
        if (t.of_nothing) return "";
        const bool fits = made_of.is == type_shape::primitive && made_of.of >= primitive::u8 &&
                          made_of.of <= primitive::u128;
        if (!fits) return "a compact of what is no number up to u128";
        t.of = made_of.of;
    }
    if (t.is == type_shape::bits) {
        if (inner.is != type_shape::primitive || inner.of < primitive::u8 || inner.of > primitive::u64) {
            return "bits are stored in what is no number up to u64";
        }
        const std::string_view order = types.at(t.order).name();
        if (order != "Lsb0" && order != "Msb0") return "bits of an unknown order";
        t.of = inner.of;
        t.high_bit_first = order == "Msb0";
    }
    return "";
}

// `steps` bounds the walk: types may fan out, and hold themselves.
bool empty_within(const type_registry& types, type_id id, int depth, int& steps) {
    if (depth == 0 || --steps < 0) return false;
    const type_def& t = types.at(id);
    const auto all = [&] {
        return std::all_of(t.fields.begin(), t.fields.end(),
                           [&](const auto& f) { return empty_within(types, f.type, depth - 1, steps); });
    };
    switch (t.is) {
        case type_shape::composite:
        case type_shape::tuple: return all();
        case type_shape::array: return t.length == 0 || empty_within(types, t.inner, depth - 1, steps);
        case type_shape::compact: return t.of_nothing;
        default: return false;
    }
}

}  // namespace

std::string take_docs(scale_reader& r) {
    std::string out;
    const std::size_t lines = r.length();
    for (std::size_t i = 0; i < lines && r.ok(); ++i) {
        if (i != 0) out += '\n';
        out += r.text();
    }
    return out;
}

type_registry take_registry(scale_reader& r) {
    type_registry out;
    taking from{r};
    const std::size_t n = from.count(5);
    for (std::size_t i = 0; i < n && r.ok(); ++i) {
        if (take_id(r) != i && r.ok()) r.fail("type " + std::to_string(i) + " is numbered otherwise");
        out.types_.push_back(from.type());
    }
    for (std::size_t i = 0; i < out.size() && r.ok(); ++i) {
        if (!all_there(out.types_[i], out)) {
            r.fail("type " + std::to_string(i) + " names one that is not there");
        }
    }
    for (std::size_t i = 0; i < out.size() && r.ok(); ++i) {
        if (auto why = settle(out.types_[i], out); !why.empty()) {
            r.fail("type " + std::to_string(i) + ": " + why);
        }
    }
    return out;
}

type_id type_registry::unwrapped(type_id id) const {
    for (int i = 0; i < most_wrapped; ++i) {
        const type_def& t = at(id);
        if ((t.is != type_shape::composite && t.is != type_shape::tuple) || t.fields.size() != 1) return id;
        id = t.fields[0].type;
    }
    return id;
}

bool type_registry::is_empty(type_id id) const {
    int steps = 1000;
    return empty_within(*this, id, 16, steps);
}

const type_variant* find_variant(const type_def& type, std::uint8_t index) {
    // Most enumerations are numbered as they stand.
    if (index < type.variants.size() && type.variants[index].index == index) return &type.variants[index];
    for (const auto& v : type.variants) {
        if (v.index == index) return &v;
    }
    return nullptr;
}

const type_variant* find_variant(const type_def& type, std::string_view name) {
    for (const auto& v : type.variants) {
        if (v.name == name) return &v;
    }
    return nullptr;
}

}  // namespace rf::subtensor
