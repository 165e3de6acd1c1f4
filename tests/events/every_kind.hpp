// every_kind: one event of every kind, built by walking the schema, so that a new
// kind is tested and has a fuzzing seed at once.
#pragma once

#include <capnp/dynamic.h>
#include <capnp/schema.h>

#include <string>

#include "events/codec.hpp"

namespace rf {

inline constexpr unsigned list_length = 2;

// A value that the rules of events/rules.cpp take for a field of that name.
inline byte_vec data_for(std::string_view field) {
    if (field == "streamId" || field == "salt") return {};
    for (std::string_view account_field : {"account", "from", "to", "validator"}) {
        if (field == account_field) return account{account_type::sr25519, {1, 2, 3}}.encoded();
    }
    if (field == "task" || field == "requestId") return byte_vec(16, 5);
    if (field == "minerSignature") return byte_vec(64, 5);
    return byte_vec(32, 9);
}

inline void fill(capnp::DynamicStruct::Builder s);

inline void fill_list(capnp::DynamicList::Builder list, std::string_view field) {
    for (unsigned i = 0; i < list.size(); ++i) {
        const auto type = list.getSchema().getElementType();
        if (type.isStruct()) fill(list[i].as<capnp::DynamicStruct>());
        else if (type.isData()) list.set(i, data_of(data_for(field)));
        else if (type.isFloat64()) list.set(i, 0.5);
        else if (type.isUInt16()) list.set(i, i);
    }
}

inline void fill_field(capnp::DynamicStruct::Builder s, capnp::StructSchema::Field field) {
    const auto name = field.getProto().getName();
    const std::string_view text{name.cStr(), name.size()};
    const auto type = field.getType();
    if (field.getProto().isGroup()) fill(s.init(field).as<capnp::DynamicStruct>());
    else if (type.isData()) s.set(field, data_of(data_for(text)));
    else if (type.isText()) s.set(field, "text");
    else if (type.isFloat64()) s.set(field, 0.25);
    else if (type.isBool()) s.set(field, true);
    else if (type.isStruct()) fill(s.init(field).as<capnp::DynamicStruct>());
    else if (type.isList()) fill_list(s.init(field, list_length).as<capnp::DynamicList>(), text);
    else if (type.isUInt64() || type.isUInt32() || type.isUInt16() || type.isUInt8()) s.set(field, 1u);
}

inline void fill(capnp::DynamicStruct::Builder s) {
    for (auto field : s.getSchema().getNonUnionFields()) fill_field(s, field);
    // The last alternative is the richest to mutate; the first is often none.
    const auto alternatives = s.getSchema().getUnionFields();
    if (alternatives.size() > 0) fill_field(s, alternatives[alternatives.size() - 1]);
}

inline event_draft event_of(capnp::StructSchema::Field kind) {
    event_draft draft;
    auto event = draft.event();
    event.setSeq(3);
    event.setCause(2);
    event.setEpoch(1);
    fill_field(capnp::DynamicStruct::Builder(event), kind);
    return draft;
}

}  // namespace rf
