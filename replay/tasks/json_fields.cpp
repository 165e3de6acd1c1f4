#include "replay/tasks/json_fields.hpp"

namespace rf {

json_fields::json_fields(simdjson::dom::element of, std::string place) : place_(std::move(place)) {
    simdjson::dom::object object;
    if (of.get(object) != simdjson::SUCCESS) {
        refuse("", "is not an object");
        return;
    }
    for (const auto each : object) {
        if (fields_.size() == 64) {
            refuse("", "has more than 64 fields");
            return;
        }
        if (has(each.key)) refuse(each.key, "comes twice");
        fields_.push_back({each.key, each.value, false});
    }
}

bool json_fields::has(std::string_view name) const {
    for (const field& f : fields_)
        if (f.name == name) return true;
    return false;
}

void json_fields::refuse(std::string_view name, std::string what, std::string advice) {
    if (first_) return;
    std::string where = place_;
    if (!name.empty())
        where += (where.empty() ? "" : ", ") + std::string("field ") + std::string(name.substr(0, 64));
    first_ = fault{fault_kind::invalid, std::move(what), std::move(where), std::move(advice)};
}

const simdjson::dom::element* json_fields::ask(std::string_view name) {
    for (field& f : fields_)
        if (f.name == name) {
            f.asked = true;
            return first_ ? nullptr : &f.value;
        }
    refuse(name, "is missing");
    return nullptr;
}

std::string json_fields::text(std::string_view name, std::size_t most_bytes) {
    const auto* value = ask(name);
    std::string_view got;
    if (!value) return {};
    if (value->get(got) != simdjson::SUCCESS)
        refuse(name, "is not a text");
    else if (got.size() > most_bytes)
        refuse(name, "is longer than " + std::to_string(most_bytes) + " bytes");
    else
        return std::string(got);
    return {};
}

std::optional<std::string> json_fields::text_or_null(std::string_view name, std::size_t most_bytes) {
    const auto* value = ask(name);
    if (!value || value->is_null()) return std::nullopt;
    return text(name, most_bytes);
}

std::uint64_t json_fields::whole(std::string_view name, std::uint64_t least, std::uint64_t most) {
    const auto* value = ask(name);
    std::uint64_t got = 0;
    if (!value) return least;
    if (value->get(got) == simdjson::SUCCESS && got >= least && got <= most) return got;
    refuse(name, "is not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return least;
}

double json_fields::number(std::string_view name, double least, double most) {
    const auto* value = ask(name);
    double got = 0;
    if (!value) return least;
    if (value->get(got) == simdjson::SUCCESS && got >= least && got <= most) return got;
    refuse(name, "is not a number from " + std::to_string(least) + " to " + std::to_string(most));
    return least;
}

bool json_fields::truth(std::string_view name) {
    const auto* value = ask(name);
    bool got = false;
    if (value && value->get(got) != simdjson::SUCCESS) refuse(name, "is neither true nor false");
    return got;
}

std::vector<std::string> json_fields::texts(std::string_view name, std::size_t most, std::size_t most_bytes) {
    const auto* value = ask(name);
    simdjson::dom::array list;
    std::vector<std::string> out;
    if (!value) return out;
    if (value->get(list) != simdjson::SUCCESS) {
        refuse(name, "is not a list");
        return out;
    }
    for (const auto each : list) {
        std::string_view got;
        if (out.size() == most)
            refuse(name, "has more than " + std::to_string(most) + " members");
        else if (each.get(got) != simdjson::SUCCESS)
            refuse(name, "has a member that is not a text");
        else if (got.size() > most_bytes)
            refuse(name, "has a member that is too long");
        if (first_) return {};
        out.emplace_back(got);
    }
    return out;
}

status json_fields::finish() {
    for (const field& f : fields_)
        if (!f.asked) refuse(f.name, "is not known here", "take it out, or look at how it is spelled");
    if (first_) return *first_;
    return done();
}

}  // namespace rf
