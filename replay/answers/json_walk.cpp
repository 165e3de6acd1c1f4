#include "replay/answers/json_walk.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <memory>

namespace rf {
namespace {

// Beyond this, memory for a large document is given back with the next one.
constexpr std::size_t kept_bytes = 256 * 1024;
// Up to so many keys each new one is compared with all before it.
constexpr std::size_t few_keys = 24;

// What one thread reads with: a copy of the text with room behind it, the
// parser, and the document that refers to both.
struct reader {
    std::size_t room = 0;
    std::unique_ptr<char[]> text;
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
};

std::unique_ptr<reader>& this_threads_reader() {
    thread_local auto kept = std::make_unique<reader>();
    return kept;
}

bool is_integer(std::string_view token) {
    if (token.starts_with('-')) token.remove_prefix(1);
    const bool digits = std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && !token.empty() && (token.size() == 1 || token[0] != '0');
}

std::string_view trimmed(std::string_view token) {
    const std::size_t last = token.find_last_not_of(" \t\r\n");
    return last == token.npos ? std::string_view() : token.substr(0, last + 1);
}

}  // namespace

simdjson::ondemand::document& json_walk::parse(std::string_view text, simdjson::error_code& error) {
    auto& kept = this_threads_reader();
    if (kept->room > kept_bytes) kept = std::make_unique<reader>();
    reader& r = *kept;
    const std::size_t room = text.size() + simdjson::SIMDJSON_PADDING;
    if (room > r.room) {
        r.text = std::make_unique<char[]>(std::max(room, std::size_t(16 * 1024)));
        r.room = std::max(room, std::size_t(16 * 1024));
    }
    if (!text.empty()) std::memcpy(r.text.get(), text.data(), text.size());
    std::memset(r.text.get() + text.size(), ' ', simdjson::SIMDJSON_PADDING);
    error = r.parser.iterate(simdjson::padded_string_view(r.text.get(), text.size(), r.room)).get(r.document);
    return r.document;
}

bool json_walk::closed() {
    // At the end there is no location.
    return now() == nullptr || fail("something follows the object");
}

const char* json_walk::now() {
    const char* at = nullptr;
    return this_threads_reader()->document.current_location().get(at) == simdjson::SUCCESS ? at : nullptr;
}

const char* json_walk::begin_of(value v) { return v.raw_json_token().data(); }

bool json_walk::fail(simdjson::error_code error) {
    return fail(error == simdjson::INCORRECT_TYPE ? std::string("a member has a wrong type")
                                                  : std::string(simdjson::error_message(error)));
}

bool json_walk::enter() { return ++depth_ <= bounds_.depth || fail("it is too deep"); }

bool json_walk::fresh_key(std::size_t first, std::string_view key) {
    if (keys_.size() - first < few_keys) {
        for (std::size_t i = first; i < keys_.size(); ++i) {
            if (keys_[i] == key) return fail("a key comes twice");
        }
    }
    keys_.push_back(key);
    return true;
}

bool json_walk::no_key_twice(std::size_t first) {
    if (keys_.size() - first <= few_keys) return true;
    const auto begin = keys_.begin() + std::ptrdiff_t(first);
    std::sort(begin, keys_.end());
    return std::adjacent_find(begin, keys_.end()) == keys_.end() || fail("a key comes twice");
}

bool json_walk::is_null(value v, bool& to) {
    const auto error = v.is_null().get(to);
    return error == simdjson::SUCCESS || fail(error);
}

bool json_walk::text(value v, std::optional<std::string_view>& to) {
    simdjson::ondemand::json_type type;
    if (const auto error = v.type().get(type)) return fail(error);
    to.reset();
    if (type == simdjson::ondemand::json_type::null) return any(v);
    std::string_view read;
    if (const auto error = v.get_string().get(read)) return fail(error);
    to = read;
    return true;
}

bool json_walk::real(value v, std::optional<double>& to) {
    simdjson::ondemand::json_type type;
    if (const auto error = v.type().get(type)) return fail(error);
    to.reset();
    if (type == simdjson::ondemand::json_type::null) return any(v);
    double read = 0;
    if (const auto error = v.get_double().get(read)) return fail(error);
    if (!std::isfinite(read)) return fail("a number is not finite");
    to = read;
    return true;
}

bool json_walk::integer(value v, std::optional<std::int64_t>& to) {
    simdjson::ondemand::json_type type;
    if (const auto error = v.type().get(type)) return fail(error);
    to.reset();
    if (type == simdjson::ondemand::json_type::null) return any(v);
    std::int64_t read = 0;
    if (const auto error = v.get_int64().get(read)) return fail(error);
    to = read;
    return true;
}

bool json_walk::any(value v) {
    simdjson::ondemand::json_type type;
    if (const auto error = v.type().get(type)) return fail(error);
    switch (type) {
        case simdjson::ondemand::json_type::object:
            return object(v, [](std::string_view, value) { return taken::not_wanted; });
        case simdjson::ondemand::json_type::array: return array(v, [this](value each) { return any(each); });
        case simdjson::ondemand::json_type::string: {
            std::string_view ignored;
            const auto error = v.get_string().get(ignored);
            return error == simdjson::SUCCESS || fail(error);
        }
        case simdjson::ondemand::json_type::number: {
            // An integer of any size is one; whatever else is a number is a finite double.
            if (is_integer(trimmed(v.raw_json_token()))) return true;
            std::optional<double> ignored;
            return real(v, ignored);
        }
        case simdjson::ondemand::json_type::boolean: {
            bool ignored = false;
            const auto error = v.get_bool().get(ignored);
            return error == simdjson::SUCCESS || fail(error);
        }
        case simdjson::ondemand::json_type::null: {
            bool null = false;
            return is_null(v, null) && (null || fail("it is no value"));
        }
    }
    return fail("it is no value");
}

}  // namespace rf
