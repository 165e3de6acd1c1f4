#include "actors/miner/http_refusal.hpp"

#include <algorithm>

#include <simdjson.h>

#include "events/json_text.hpp"

namespace rf {
namespace {

constexpr std::size_t most_body = 64u << 10, most_words = 200, most_depth = 16;

}  // namespace

std::string refusal_words(byte_view body) {
    if (body.size() > most_body) return "";
    thread_local simdjson::dom::parser parser;
    simdjson::dom::element whole;
    if (parser.allocate(most_body, most_depth) != simdjson::SUCCESS) return "";
    if (parser.parse(simdjson::padded_string(chars(body))).get(whole) != simdjson::SUCCESS) return "";
    std::string_view words;
    if (whole["message"].get(words) != simdjson::SUCCESS && whole["detail"].get(words) != simdjson::SUCCESS) {
        return "";
    }
    std::size_t end = 0;
    while (end < words.size() && end < most_words)
        end += std::max<std::size_t>(1, character_bytes(words.substr(end)));
    std::string out;
    put_json_text(out, words.substr(0, end));
    return out;
}

}  // namespace rf
