// The rules go by Cap'n Proto's own description of the schema. A data field's
// name tells its rule: the table below is the whole list, and a data field that
// is not in it is refused by a test (tests/events/codec_test.cpp).
//
// Asking that description for every event takes longer than all else that is
// done with one, so it is asked once: each struct type becomes a plan, the list
// of its fields that have a rule and where their bytes are.
#include "events/rules.hpp"

#include <capnp/any.h>
#include <capnp/schema.h>

#include <cmath>
#include <cstring>
#include <map>
#include <string>

#include "events/codec.hpp"

namespace rf {
namespace {

enum class data_rule { hash, hash_or_none, account, id16, any, salt, signature_or_none, unknown };

struct named_rule {
    std::string_view field;
    data_rule rule;
};
constexpr named_rule data_rules[] = {
    {"account", data_rule::account},
    {"answer", data_rule::hash},         {"blockHash", data_rule::hash_or_none},
    {"bodyHash", data_rule::hash_or_none}, {"digest", data_rule::hash},
    {"extrinsic", data_rule::hash_or_none}, {"from", data_rule::account},
    {"fromHash", data_rule::hash},       {"genesis", data_rule::hash},
    {"hash", data_rule::hash},           {"minerSignature", data_rule::signature_or_none},
    {"requestId", data_rule::id16},
    {"root", data_rule::hash},           {"salt", data_rule::salt},
    {"secret", data_rule::hash_or_none}, {"secretHash", data_rule::hash},
    {"sha256", data_rule::hash_or_none}, {"streamId", data_rule::any},
    {"task", data_rule::id16},           {"to", data_rule::account},
    {"toHash", data_rule::hash},         {"validator", data_rule::account},
};

fault broken(std::string_view field, std::string why) {
    return {fault_kind::invalid, std::move(why), "field " + std::string(field), ""};
}

data_rule rule_of(std::string_view field) {
    for (const auto& r : data_rules)
        if (r.field == field) return r.rule;
    return data_rule::unknown;
}

status check_data(std::string_view field, data_rule rule, byte_view v) {
    switch (rule) {
        case data_rule::hash:
            if (v.size() != 32) return broken(field, "a hash has 32 bytes, this has " + std::to_string(v.size()));
            break;
        case data_rule::hash_or_none:
            if (!v.empty() && v.size() != 32)
                return broken(field, "a hash has 32 bytes or none, this has " + std::to_string(v.size()));
            break;
        case data_rule::account:
            if (!as_account(v)) return broken(field, "not an account (type byte 1 and 32 bytes, or 2 and 20)");
            break;
        case data_rule::id16:
            if (v.size() != 16) return broken(field, "an id has 16 bytes, this has " + std::to_string(v.size()));
            break;
        case data_rule::signature_or_none:
            if (!v.empty() && v.size() != 64)
                return broken(field, "a signature has 64 bytes or none, this has " + std::to_string(v.size()));
            break;
        case data_rule::salt:
        case data_rule::any: break;
        case data_rule::unknown: return broken(field, "no rule is known for this field");
    }
    return done();
}

using capnp_kind = capnp::schema::Type::Which;

// How a canonical list of these elements is written. Cap'n Proto also reads a
// list of another size (an older schema's), which would be a second spelling.
capnp::ElementSize element_size(capnp_kind type) {
    switch (type) {
        case capnp_kind::VOID: return capnp::ElementSize::VOID;
        case capnp_kind::BOOL: return capnp::ElementSize::BIT;
        case capnp_kind::INT8:
        case capnp_kind::UINT8: return capnp::ElementSize::BYTE;
        case capnp_kind::INT16:
        case capnp_kind::UINT16:
        case capnp_kind::ENUM: return capnp::ElementSize::TWO_BYTES;
        case capnp_kind::INT32:
        case capnp_kind::UINT32:
        case capnp_kind::FLOAT32: return capnp::ElementSize::FOUR_BYTES;
        case capnp_kind::INT64:
        case capnp_kind::UINT64:
        case capnp_kind::FLOAT64: return capnp::ElementSize::EIGHT_BYTES;
        case capnp_kind::STRUCT: return capnp::ElementSize::INLINE_COMPOSITE;
        default: return capnp::ElementSize::POINTER;
    }
}

struct plan;
struct step {
    std::string_view field;
    capnp_kind type = capnp_kind::VOID;
    capnp_kind element = capnp_kind::VOID;  // of a list
    bool group = false;                     // its fields lie among those of the struct itself
    std::uint32_t at = 0;                   // which number of its size, or which pointer
    std::uint16_t enumerants = 0;
    data_rule rule = data_rule::any;
    const plan* inner = nullptr;            // of a struct, a group, a list of structs
};
struct plan {
    std::vector<step> always;
    std::vector<step> arms;  // of the union, by discriminant
    std::uint32_t discriminant = 0;
};

class planner {
  public:
    const plan& of(capnp::StructSchema type) {
        auto [at, fresh] = plans_.try_emplace(type.getProto().getId());
        plan& p = at->second;
        if (!fresh) return p;
        for (auto field : type.getNonUnionFields())
            if (step s = step_of(field); has_rule(s)) p.always.push_back(s);
        p.arms.resize(type.getUnionFields().size());
        for (auto field : type.getUnionFields()) p.arms[field.getProto().getDiscriminantValue()] = step_of(field);
        p.discriminant = type.getProto().getStruct().getDiscriminantOffset();
        return p;
    }

  private:
    step step_of(capnp::StructSchema::Field field) {
        step s;
        const auto name = field.getProto().getName();
        s.field = {name.cStr(), name.size()};
        const auto type = field.getType();
        s.type = type.which();
        s.group = field.getProto().isGroup();
        if (!s.group) {
            RF_REQUIRE(!field.getProto().getSlot().getHadExplicitDefault());
            s.at = field.getProto().getSlot().getOffset();
        }
        if (type.isEnum()) s.enumerants = std::uint16_t(type.asEnum().getEnumerants().size());
        if (type.isData()) s.rule = rule_of(s.field);
        if (type.isStruct()) s.inner = &of(type.asStruct());
        if (type.isList()) {
            const auto element = type.asList().getElementType();
            s.element = element.which();
            RF_REQUIRE(!element.isList() && !element.isData() && !element.isEnum());  // no rule needed one yet
            if (element.isStruct()) s.inner = &of(element.asStruct());
        }
        return s;
    }
    static bool has_rule(const step& s) {
        switch (s.type) {
            case capnp_kind::FLOAT64:
            case capnp_kind::ENUM:
            case capnp_kind::DATA:
            case capnp_kind::TEXT:
            case capnp_kind::STRUCT:
            case capnp_kind::LIST: return true;
            default: return false;
        }
    }
    std::map<std::uint64_t, plan> plans_;
};

const plan& plan_of_events() {
    static planner all;
    static const plan& events = all.of(capnp::Schema::from<schema::Event>());
    return events;
}

// A number of the data section; zero beyond its end, where an older writer stopped.
template <class T>
T number_at(byte_view data, std::uint32_t at) {
    T v{};
    if ((std::size_t(at) + 1) * sizeof v <= data.size()) std::memcpy(&v, data.data() + at * sizeof v, sizeof v);
    return v;
}

status check_struct(const plan& p, capnp::AnyStruct::Reader s);

status check_list(const step& field, capnp::AnyList::Reader list) {
    if (list.getElementSize() != element_size(field.element))
        return broken(field.field, "the list's elements are not of the schema's size");
    if (field.element == capnp_kind::FLOAT64) {
        for (const double v : list.as<capnp::List<double>>())
            if (!std::isfinite(v)) return broken(field.field, "not a finite number");
    } else if (field.element == capnp_kind::TEXT) {
        for (const auto text : list.as<capnp::List<capnp::Text>>()) (void)text;  // reading it checks it
    } else if (field.inner) {
        for (const auto element : list.as<capnp::List<capnp::AnyStruct>>())
            if (auto ok = check_struct(*field.inner, element); !ok) return ok;
    }
    return done();
}

status check_step(const step& field, const capnp::AnyStruct::Reader& s, byte_view data,
                  const capnp::List<capnp::AnyPointer>::Reader& pointers) {
    switch (field.type) {
        case capnp_kind::FLOAT64:
            if (!std::isfinite(number_at<double>(data, field.at))) return broken(field.field, "not a finite number");
            return done();
        case capnp_kind::ENUM:
            if (number_at<std::uint16_t>(data, field.at) >= field.enumerants)
                return broken(field.field, "an enumerant that this program does not know");
            return done();
        case capnp_kind::DATA:
        case capnp_kind::TEXT:
        case capnp_kind::STRUCT:
        case capnp_kind::LIST: break;
        default: return done();
    }
    if (field.group) return check_struct(*field.inner, s);
    const auto pointer = field.at < pointers.size() ? pointers[field.at] : capnp::AnyPointer::Reader();
    if (field.type == capnp_kind::DATA)
        return check_data(field.field, field.rule, bytes_of(pointer.getAs<capnp::Data>()));
    if (pointer.isNull()) return done();
    if (field.type == capnp_kind::STRUCT) return check_struct(*field.inner, pointer.getAs<capnp::AnyStruct>());
    if (field.type == capnp_kind::LIST) return check_list(field, pointer.getAs<capnp::AnyList>());
    (void)pointer.getAs<capnp::Text>();  // reading it checks it
    return done();
}

status check_struct(const plan& p, capnp::AnyStruct::Reader s) {
    const byte_view data = bytes_of(s.getDataSection());
    const auto pointers = s.getPointerSection();
    for (const step& field : p.always)
        if (auto ok = check_step(field, s, data, pointers); !ok) return ok;
    if (p.arms.empty()) return done();
    const auto which = number_at<std::uint16_t>(data, p.discriminant);
    if (which >= p.arms.size())
        return fault{fault_kind::too_new, "a kind or alternative that this program does not know", "", ""};
    const step& arm = p.arms[which];
    // The arm that is there is a fact even where it is all zero, and null.
    const bool null = arm.type == capnp_kind::STRUCT && !arm.group &&
                      (arm.at >= pointers.size() || pointers[arm.at].isNull());
    auto ok = null ? check_struct(*arm.inner, capnp::AnyStruct::Reader()) : check_step(arm, s, data, pointers);
    if (!ok) return with_place(ok.error(), arm.field);
    return done();
}

status check_envelope(schema::Event::Reader event) {
    const bool open_to_all = event.getDisclosure() == schema::Disclosure::PUBLIC;
    if (event.getSalt().size() != (open_to_all ? 0u : 32u))
        return broken("salt", "32 bytes where the event is not public, none where it is");
    const auto id = bytes_of(event.getStreamId());
    switch (event.getStream()) {
        case schema::StreamKind::LOG:
        case schema::StreamKind::CHAIN:
        case schema::StreamKind::EPOCH:
            if (!id.empty()) return broken("streamId", "this stream has no id");
            break;
        case schema::StreamKind::TASK:
            if (id.size() != 16) return broken("streamId", "a task id has 16 bytes");
            break;
        case schema::StreamKind::MINER:
            if (!as_account(id)) return broken("streamId", "not an account");
            break;
        default: return broken("stream", "a stream that this program does not know");
    }
    if (event.getCause() > event.getSeq()) return broken("cause", "an event's cause is not after it");
    return done();
}

}  // namespace

status check_rules(schema::Event::Reader event) {
    if (auto ok = check_struct(plan_of_events(), capnp::toAny(event)); !ok) return ok;
    return check_envelope(event);
}

}  // namespace rf
