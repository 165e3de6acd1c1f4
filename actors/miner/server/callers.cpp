#include "actors/miner/server/callers.hpp"

#include <charconv>
#include <cmath>

#include <simdjson.h>

#include "events/ss58.hpp"

namespace rf {
namespace {

constexpr const char* form = R"(a list of {"hotkey": "5...", "stake": 1000.0, "permit": true})";

fault bad(std::string what, std::size_t entry) {
    return {fault_kind::invalid, std::move(what), "entry " + std::to_string(entry), form};
}

result<caller_list::value_type> read_entry(simdjson::dom::element each, std::size_t number) {
    std::string_view hotkey;
    double stake = 0;
    bool permit = true;
    if (each["hotkey"].get(hotkey) != simdjson::SUCCESS) return bad("no \"hotkey\"", number);
    if (each["stake"].get(stake) != simdjson::SUCCESS || stake < 0)
        return bad("no \"stake\" of 0 or more", number);
    simdjson::dom::element given;
    if (each["permit"].get(given) == simdjson::SUCCESS && given.get(permit) != simdjson::SUCCESS) {
        return bad("\"permit\" is true or false", number);
    }
    auto who = account_from_ss58(hotkey);
    if (!who) return with_place(who.error(), "entry " + std::to_string(number));
    return caller_list::value_type{*who, {permit, stake}};
}

}  // namespace

result<caller_list> read_callers(std::string_view json) {
    simdjson::dom::parser parser;
    simdjson::dom::array list;
    if (parser.parse(simdjson::padded_string(json)).get(list) != simdjson::SUCCESS) {
        return fault{fault_kind::invalid, "not a JSON list", "", form};
    }
    caller_list found;
    std::size_t number = 0;
    for (const simdjson::dom::element each : list) {
        auto entry = read_entry(each, ++number);
        if (!entry) return entry.error();
        if (!found.insert(*entry).second) return bad("this hotkey was listed before", number);
    }
    return found;
}

result<caller_list::value_type> read_caller(std::string_view text) {
    const auto equals = text.find('=');
    double stake = 0;
    const std::string_view given = equals == std::string_view::npos ? "" : text.substr(equals + 1);
    const auto [end, error] = std::from_chars(given.data(), given.data() + given.size(), stake);
    if (error != std::errc() || end != given.data() + given.size() || !std::isfinite(stake) || stake < 0) {
        return fault{fault_kind::invalid, "not HOTKEY=STAKE", std::string(text), "as 5Grw...utQY=1000"};
    }
    auto who = account_from_ss58(text.substr(0, equals));
    if (!who) return who.error();
    return caller_list::value_type{*who, {true, stake}};
}

}  // namespace rf
