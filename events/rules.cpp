// The walk goes by Cap'n Proto's own description of the schema. A data field's
// name tells its rule: the table below is the whole list, and a data field that
// is not in it is refused by a test (tests/events/rules_test.cpp).
#include "events/rules.hpp"

#include <capnp/any.h>
#include <capnp/dynamic.h>
#include <capnp/schema.h>

#include <cmath>
#include <string>

#include "events/codec.hpp"

namespace rf {
namespace {

enum class data_rule { hash, hash_or_none, account, id16, any, salt };

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
    {"hash", data_rule::hash},           {"requestId", data_rule::id16},
    {"root", data_rule::hash},           {"salt", data_rule::salt},
    {"secret", data_rule::hash_or_none}, {"secretHash", data_rule::hash},
    {"sha256", data_rule::hash_or_none}, {"streamId", data_rule::any},
    {"task", data_rule::id16},           {"to", data_rule::account},
    {"toHash", data_rule::hash},         {"validator", data_rule::account},
};

fault broken(std::string_view field, std::string why) {
    return {fault_kind::invalid, std::move(why), "field " + std::string(field), ""};
}

status check_data(std::string_view field, byte_view v) {
    for (const auto& r : data_rules) {
        if (r.field != field) continue;
        switch (r.rule) {
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
            case data_rule::salt:
            case data_rule::any: break;
        }
        return done();
    }
    return broken(field, "no rule is known for this field");
}

status check_value(std::string_view field, const capnp::DynamicValue::Reader& value);

status check_struct(const capnp::DynamicStruct::Reader& s) {
    for (auto field : s.getSchema().getNonUnionFields()) {
        const auto name = field.getProto().getName();
        if (field.getType().isData() || field.getType().isFloat64() || field.getType().isEnum() || s.has(field))
            if (auto ok = check_value({name.cStr(), name.size()}, s.get(field)); !ok) return ok;
    }
    if (s.getSchema().getUnionFields().size() > 0) {
        KJ_IF_MAYBE (active, s.which()) {
            const auto name = active->getProto().getName();
            if (auto ok = check_value({name.cStr(), name.size()}, s.get(*active)); !ok)
                return with_place(ok.error(), std::string_view(name.cStr(), name.size()));
        } else {
            return fault{fault_kind::too_new, "a kind or alternative that this program does not know", "", ""};
        }
    }
    return done();
}

// How a canonical list of these elements is written. Cap'n Proto also reads a
// list of another size (an older schema's), which would be a second spelling.
capnp::ElementSize element_size(capnp::Type type) {
    switch (type.which()) {
        case capnp::schema::Type::VOID: return capnp::ElementSize::VOID;
        case capnp::schema::Type::BOOL: return capnp::ElementSize::BIT;
        case capnp::schema::Type::INT8:
        case capnp::schema::Type::UINT8: return capnp::ElementSize::BYTE;
        case capnp::schema::Type::INT16:
        case capnp::schema::Type::UINT16:
        case capnp::schema::Type::ENUM: return capnp::ElementSize::TWO_BYTES;
        case capnp::schema::Type::INT32:
        case capnp::schema::Type::UINT32:
        case capnp::schema::Type::FLOAT32: return capnp::ElementSize::FOUR_BYTES;
        case capnp::schema::Type::INT64:
        case capnp::schema::Type::UINT64:
        case capnp::schema::Type::FLOAT64: return capnp::ElementSize::EIGHT_BYTES;
        case capnp::schema::Type::STRUCT: return capnp::ElementSize::INLINE_COMPOSITE;
        default: return capnp::ElementSize::POINTER;
    }
}

status check_value(std::string_view field, const capnp::DynamicValue::Reader& value) {
    switch (value.getType()) {
        case capnp::DynamicValue::FLOAT:
            if (!std::isfinite(value.as<double>())) return broken(field, "not a finite number");
            return done();
        case capnp::DynamicValue::ENUM:
            KJ_IF_MAYBE (known, value.as<capnp::DynamicEnum>().getEnumerant()) {
                (void)known;
                return done();
            }
            return broken(field, "an enumerant that this program does not know");
        case capnp::DynamicValue::DATA: return check_data(field, bytes_of(value.as<capnp::Data>()));
        case capnp::DynamicValue::STRUCT: return check_struct(value.as<capnp::DynamicStruct>());
        case capnp::DynamicValue::LIST: {
            const auto list = value.as<capnp::DynamicList>();
            if (capnp::AnyList::Reader(list).getElementSize() != element_size(list.getSchema().getElementType()))
                return broken(field, "the list's elements are not of the schema's size");
            for (auto element : list)
                if (auto ok = check_value(field, element); !ok) return ok;
            return done();
        }
        default: return done();
    }
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
    if (auto ok = check_struct(capnp::DynamicStruct::Reader(event)); !ok) return ok;
    return check_envelope(event);
}

}  // namespace rf
