// The layout is frame-metadata's; every list is bounded by the bytes that are
// left, and all lists together by `most_described`.
#include <set>

#include "actors/chain/subtensor/metadata.hpp"

namespace rf::subtensor {
namespace {

constexpr std::uint8_t oldest = 14, newest = 15;
constexpr std::string_view magic = "meta";

struct reading {
    scale_reader& r;
    metadata& m;
    std::size_t described = 0;

    std::size_t count(std::size_t least_each) {
        const std::size_t n = r.length(least_each);
        described += n;
        if (described > most_described) r.fail("the metadata describes more than any runtime has");
        return r.ok() ? n : 0;
    }
    type_id type() {
        const auto id = type_id(r.compact(4));
        if (r.ok() && !m.types.has(id)) r.fail("type " + std::to_string(id) + " is not there");
        return r.ok() ? id : 0;
    }
    std::optional<type_id> maybe_type() {
        if (!r.option()) return std::nullopt;
        return type();
    }
    std::string name() { return std::string(r.text()); }
    byte_vec bytes() {
        const byte_view b = r.sized();
        return {b.begin(), b.end()};
    }
    template <class Part, class Take>
    std::vector<Part> list(std::size_t least_each, Take take) {
        std::vector<Part> out(count(least_each));
        for (auto& part : out) {
            if (!r.ok()) break;
            take(part);
        }
        return out;
    }

    void map(storage_entry& e) {
        e.hashers = list<hasher>(1, [&](hasher& h) {
            const auto tag = r.number<std::uint8_t>();
            if (tag > std::uint8_t(hasher::identity)) {
                return r.fail("an unknown storage hasher " + std::to_string(tag));
            }
            h = hasher(tag);
        });
        e.key = type();
        e.value = type();
        if (!r.ok()) return;
        const type_def& key = m.types.at(e.key);
        const bool fits = e.hashers.size() == 1 || (e.hashers.size() > 1 && key.is == type_shape::tuple &&
                                                    key.fields.size() == e.hashers.size());
        if (!fits) {
            r.fail("storage " + e.name + " has " + std::to_string(e.hashers.size()) +
                   " hashers, and another number of keys");
        }
    }
    void entry(storage_entry& e) {
        e.name = name();
        const auto modifier = r.number<std::uint8_t>();
        if (modifier > std::uint8_t(storage_modifier::required)) return r.fail("an unknown storage modifier");
        e.modifier = storage_modifier(modifier);
        const auto tag = r.number<std::uint8_t>();
        if (tag > 1) return r.fail("storage that is neither plain nor a map");
        if (tag == 0) e.value = type();
        else map(e);
        e.fallback = bytes();
        e.docs = take_docs(r);
    }
    std::optional<type_id> variants(const std::string& of) {
        const auto id = maybe_type();
        if (id && r.ok() && m.types.at(*id).is != type_shape::variant) {
            r.fail(of + " of a pallet are no enumeration");
        }
        return id;
    }
    void one_pallet(pallet& p) {
        p.name = name();
        if (r.option()) {
            p.storage_prefix = name();
            p.storage = list<storage_entry>(6, [&](storage_entry& e) { entry(e); });
        }
        p.calls = variants("calls");
        p.events = variants("events");
        p.constants = list<pallet_constant>(4, [&](pallet_constant& c) {
            c.name = name();
            c.type = type();
            c.value = bytes();
            c.docs = take_docs(r);
        });
        p.errors = variants("errors");
        p.index = r.number<std::uint8_t>();
        if (m.version >= 15) p.docs = take_docs(r);
    }
    // Version 14 names one type, whose parameters are what 15 spells out.
    void parameters_of(const type_def& t) {
        for (auto& [name, to] :
             {std::pair{"Address", &m.extrinsic.address}, std::pair{"Call", &m.extrinsic.call},
              std::pair{"Signature", &m.extrinsic.signature}}) {
            bool found = false;
            for (const auto& p : t.parameters) {
                if (p.name != name || !p.type) continue;
                *to = *p.type;
                found = true;
            }
            if (!found) r.fail(std::string("the type of an extrinsic does not tell its ") + name);
        }
    }
    void extrinsic() {
        extrinsic_format& x = m.extrinsic;
        type_id whole = 0;
        if (m.version == 14) whole = type();
        x.version = r.number<std::uint8_t>();
        if (m.version >= 15) {
            x.address = type();
            x.call = type();
            x.signature = type();
            type();  // of all extras together: the list below says it in parts
        }
        x.extensions = list<signed_extension>(3, [&](signed_extension& e) {
            e.identifier = name();
            e.extra = type();
            e.implicit = type();
        });
        if (m.version == 14 && r.ok()) parameters_of(m.types.at(whole));
    }
    void apis() {
        m.apis = list<runtime_api>(3, [&](runtime_api& a) {
            a.name = name();
            a.methods = list<api_method>(4, [&](api_method& f) {
                f.name = name();
                f.inputs = list<type_field>(2, [&](type_field& i) {
                    i.name = name();
                    i.type = type();
                });
                f.output = type();
                f.docs = take_docs(r);
            });
            a.docs = take_docs(r);
        });
    }
    void unique_pallets() {
        std::set<std::uint8_t> indices;
        std::set<std::string_view> names;
        for (const auto& p : m.pallets) {
            if (!indices.insert(p.index).second || !names.insert(p.name).second) {
                return r.fail("two pallets share the name " + p.name + " or its index");
            }
        }
    }
};

fault unread(fault f) {
    f.where = f.where.empty() ? "metadata" : "metadata, " + f.where;
    f.advice = "this node's runtime cannot be used; try another endpoint";
    return f;
}

}  // namespace

result<metadata> read_metadata(byte_view bytes) {
    if (bytes.size() > most_metadata_bytes) {
        return unread({fault_kind::invalid,
                       std::to_string(bytes.size()) + " bytes are more than any runtime has", "", ""});
    }
    scale_reader r(bytes);
    metadata m;
    if (chars(r.raw(magic.size())) != magic) r.fail("it does not begin with \"meta\"");
    m.version = r.number<std::uint8_t>();
    if (r.ok() && (m.version < oldest || m.version > newest)) {
        const auto kind = m.version > newest ? fault_kind::too_new : fault_kind::invalid;
        return unread({kind, "version " + std::to_string(m.version) + "; 14 and 15 are known", "", ""});
    }
    m.types = take_registry(r);
    reading from{r, m};
    m.pallets = from.list<pallet>(6, [&](pallet& p) { from.one_pallet(p); });
    from.unique_pallets();
    from.extrinsic();
    m.runtime = from.type();
    if (m.version >= 15) {
        from.apis();
        for (int i = 0; i < 3; ++i) from.type();  // all calls, events, errors: found through what uses them
        m.custom = from.list<custom_value>(3, [&](custom_value& c) {
            c.name = from.name();
            c.type = from.type();
            c.value = from.bytes();
        });
    }
    if (auto end = r.finish(); !end) return unread(end.error());
    return m;
}

result<metadata> read_metadata_option(byte_view answer) {
    scale_reader r(answer);
    const bool there = r.option();
    if (r.ok() && !there) {
        return fault{fault_kind::missing, "the runtime does not give this version of its metadata",
                     "metadata", ""};
    }
    const byte_view inside = r.sized();
    if (auto end = r.finish(); !end) return unread(end.error());
    return read_metadata(inside);
}

}  // namespace rf::subtensor
