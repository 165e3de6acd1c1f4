#include "events/event_json.hpp"

#include <capnp/dynamic.h>

#include <bit>

#include "events/codec.hpp"
#include "events/json_text.hpp"

namespace rf {
namespace {

// The bits, so that no reader rounds: "0x3ff8000000000000".
void put_float(std::string& out, double v) {
    std::uint8_t raw[8];
    put_be64(raw, std::bit_cast<std::uint64_t>(v));
    out += "\"0x" + hex(byte_view(raw, 8)) + "\"";
}

void put_value(std::string& out, const capnp::DynamicValue::Reader& value);

void put_struct(std::string& out, const capnp::DynamicStruct::Reader& s) {
    out += '{';
    bool first = true;
    auto put_field = [&](capnp::StructSchema::Field field) {
        if (!first) out += ',';
        first = false;
        put_json_text(out, field.getProto().getName().cStr());
        out += ':';
        // A JSON number is a double to many readers, and would lose bits.
        if (field.getType().isUInt64()) out += '"' + std::to_string(s.get(field).as<std::uint64_t>()) + '"';
        else put_value(out, s.get(field));
    };
    for (auto field : s.getSchema().getNonUnionFields()) put_field(field);
    KJ_IF_MAYBE (active, s.which()) put_field(*active);
    out += '}';
}

void put_value(std::string& out, const capnp::DynamicValue::Reader& value) {
    switch (value.getType()) {
        case capnp::DynamicValue::VOID: out += "null"; break;
        case capnp::DynamicValue::BOOL: out += value.as<bool>() ? "true" : "false"; break;
        case capnp::DynamicValue::INT: out += '"' + std::to_string(value.as<std::int64_t>()) + '"'; break;
        case capnp::DynamicValue::UINT: out += std::to_string(value.as<std::uint64_t>()); break;
        case capnp::DynamicValue::FLOAT: put_float(out, value.as<double>()); break;
        case capnp::DynamicValue::TEXT: put_json_text(out, text_of(value.as<capnp::Text>())); break;
        case capnp::DynamicValue::DATA: out += '"' + hex(bytes_of(value.as<capnp::Data>())) + '"'; break;
        case capnp::DynamicValue::ENUM:
            KJ_IF_MAYBE (name, value.as<capnp::DynamicEnum>().getEnumerant()) {
                put_json_text(out, name->getProto().getName().cStr());
            } else {
                out += std::to_string(value.as<capnp::DynamicEnum>().getRaw());
            }
            break;
        case capnp::DynamicValue::STRUCT: put_struct(out, value.as<capnp::DynamicStruct>()); break;
        case capnp::DynamicValue::LIST: {
            out += '[';
            bool first = true;
            for (auto element : value.as<capnp::DynamicList>()) {
                if (!first) out += ',';
                first = false;
                put_value(out, element);
            }
            out += ']';
            break;
        }
        default: out += "null"; break;
    }
}

}  // namespace

std::string event_json(schema::Event::Reader event) {
    std::string out;
    put_struct(out, capnp::DynamicStruct::Reader(event));
    return out;
}

}  // namespace rf
