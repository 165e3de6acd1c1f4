// The names of kinds come from the schema: replyRecorded is "reply_recorded".
#include <capnp/schema.h>

#include <vector>

#include "events/codec.hpp"

namespace rf {
namespace {

std::string snake(std::string_view camel) {
    std::string out;
    for (char c : camel) {
        if (c >= 'A' && c <= 'Z') {
            out += '_';
            out += char(c - 'A' + 'a');
        } else {
            out += c;
        }
    }
    return out;
}

const std::vector<std::string>& names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out;
        for (auto field : capnp::Schema::from<schema::Event>().getUnionFields()) {
            const auto name = field.getProto().getName();
            const std::size_t number = field.getProto().getDiscriminantValue();
            if (out.size() <= number) out.resize(number + 1);
            out[number] = snake({name.cStr(), name.size()});
        }
        return out;
    }();
    return all;
}

}  // namespace

std::string_view kind_name(event_kind kind) {
    const std::size_t number = std::size_t(kind);
    return number < names().size() ? std::string_view(names()[number]) : "unknown_kind";
}

std::optional<event_kind> kind_from(std::uint16_t number) {
    if (number >= names().size()) return std::nullopt;
    return event_kind(number);
}

std::size_t kinds_known() { return names().size(); }

}  // namespace rf
