#include "actors/chain/subtensor/events.hpp"

#include "actors/chain/subtensor/storage_key.hpp"

namespace rf::subtensor {
namespace {

result<chain_event> event_of(const metadata& m, const value& record) {
    const fault unread{fault_kind::invalid, "a record of System.Events is not of the known form", "", ""};
    const value* phase = field_of(m.types, record, "phase");
    const value* event = field_of(m.types, record, "event");
    const value* topics = field_of(m.types, record, "topics");
    if (phase == nullptr || event == nullptr || topics == nullptr) return unread;
    const auto item = item_of(m.types, *event);
    if (!item) return unread;
    chain_event out;
    out.phase = variant_name(m.types, *phase);
    const value& at = unwrapped(m.types, *phase);
    if (out.phase == "ApplyExtrinsic" && !at.parts.empty()) {
        const auto index = as_u64(m.types, at.parts[0]);
        if (!index || *index >> 32 != 0) return unread;
        out.extrinsic = std::uint32_t(*index);
    }
    out.pallet = item->pallet;
    out.name = item->name;
    out.fields = *item->fields;
    for (const auto& t : topics->parts) {
        const auto bytes = as_bytes(m.types, t);
        const auto hash = bytes ? as_hash(*bytes) : std::nullopt;
        if (!hash) return unread;
        out.topics.push_back(*hash);
    }
    return out;
}

// Variants within variants, as Token(FundsUnavailable).
std::string spelled(const type_registry& types, const value& v) {
    const std::string_view name = variant_name(types, v);
    if (name.empty()) return "unknown";
    const value& inner = unwrapped(types, v);
    if (inner.parts.empty() || variant_name(types, inner.parts[0]).empty()) return std::string(name);
    return std::string(name) + "(" + spelled(types, inner.parts[0]) + ")";
}

// The error's number: a byte, and in newer runtimes three more for errors within it.
std::optional<std::uint8_t> error_number(const type_registry& types, const value& v) {
    if (const auto bytes = as_bytes(types, v); bytes && !bytes->empty()) return (*bytes)[0];
    if (const auto number = as_u64(types, v); number && *number < 256) return std::uint8_t(*number);
    return std::nullopt;
}

}  // namespace

result<std::vector<chain_event>> read_events(const metadata& m, byte_view stored) {
    const auto place = find_storage(m, "System", "Events");
    if (!place) return place.error();
    const auto all = decode_value(m.types, place->entry->value, stored);
    if (!all) return with_place(all.error(), "System.Events");
    const value& records = unwrapped(m.types, *all);
    std::vector<chain_event> out;
    for (const auto& record : records.parts) {
        auto event = event_of(m, record);
        if (!event) return event.error();
        out.push_back(std::move(*event));
    }
    return out;
}

std::string dispatch_failure::text() const {
    std::string out = pallet.empty() ? error : pallet + "." + error;
    if (!docs.empty()) out += ": " + docs;
    return out;
}

dispatch_failure failure_of(const metadata& m, const value& error) {
    const value& v = unwrapped(m.types, error);
    if (variant_name(m.types, v) != "Module") return {"", spelled(m.types, v), ""};
    const value* index = field_of(m.types, v, "index");
    const value* number = field_of(m.types, v, "error");
    // Also as one unnamed field with the two in it.
    if (index == nullptr && v.parts.size() == 1) {
        index = field_of(m.types, v.parts[0], "index");
        number = field_of(m.types, v.parts[0], "error");
    }
    // Numbers beside their absence, not inside it: g++ cannot follow an optional here.
    std::uint64_t of = 256;
    int which = -1;
    if (index != nullptr)
        if (const auto n = as_u64(m.types, *index)) of = *n;
    if (number != nullptr)
        if (const auto n = error_number(m.types, *number)) which = *n;
    if (of > 255 || which < 0) return {"", "Module", ""};
    const pallet* in = find_pallet(m, std::uint8_t(of));
    dispatch_failure out{"pallet " + std::to_string(of), "error " + std::to_string(which), ""};
    if (in == nullptr) return out;
    out.pallet = in->name;
    const auto* named = in->errors ? find_variant(m.types.at(*in->errors), std::uint8_t(which)) : nullptr;
    if (named == nullptr) return out;
    out.error = named->name;
    out.docs = named->docs;
    return out;
}

std::optional<extrinsic_outcome> outcome_of(const metadata& m, const std::vector<chain_event>& events,
                                            std::uint32_t extrinsic) {
    for (const auto& e : events) {
        if (e.extrinsic != extrinsic || e.pallet != "System") continue;
        if (e.name == "ExtrinsicSuccess") return extrinsic_outcome{true, {}};
        if (e.name != "ExtrinsicFailed") continue;
        const value* error = field_of(m.types, e.fields, "dispatch_error");
        if (error == nullptr && !e.fields.parts.empty()) error = &e.fields.parts[0];
        return extrinsic_outcome{
            false, error != nullptr ? failure_of(m, *error) : dispatch_failure{"", "unknown", ""}};
    }
    return std::nullopt;
}

}  // namespace rf::subtensor
