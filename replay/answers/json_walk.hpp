// json_walk: a stranger's JSON, read by simdjson within bounds.
//
// Every value is looked at, also those nobody asked for: depth and number of
// values are bounded, no object has a key twice, strings are UTF-8 without
// half surrogates, numbers are numbers and finite. The first thing that is
// wrong ends the walk, and `why` says what. simdjson's readers are good for
// one pass in order, so a value is taken or walked past exactly once.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rf {

struct walk_bounds {
    std::size_t depth = 16, values = 65'536;
};

class json_walk {
  public:
    using value = simdjson::ondemand::value;

    explicit json_walk(walk_bounds bounds) : bounds_(bounds) {}

    // The object that `text` is, nothing after it. `take(key, value)` says
    // `handled`, `not_wanted` (walked past for it) or `failed`.
    enum class taken : std::uint8_t { handled, not_wanted, failed };
    template <class Take>
    bool document(std::string_view text, Take take);

    template <class Take>
    bool object(value v, Take take);
    // `each(value)`: false fails.
    template <class Each>
    bool array(value v, Each each);

    // Null gives nothing, as if the member were absent. Texts stay valid until
    // the next document on this thread.
    bool text(value v, std::optional<std::string_view>& to);
    bool real(value v, std::optional<double>& to);
    bool integer(value v, std::optional<std::int64_t>& to);
    bool is_null(value v, bool& to);
    bool any(value v);
    // Where in the document's text the value begins, or what follows the last one taken.
    const char* begin_of(value v);
    const char* now();

    bool fail(std::string why) {
        if (why_.empty()) why_ = std::move(why);
        return false;
    }
    [[nodiscard]] const std::string& why() const { return why_; }

  private:
    template <class Take>
    bool members(simdjson::ondemand::object& o, Take& take);
    bool fail(simdjson::error_code error);
    bool enter();
    void leave() { --depth_; }
    bool count() { return ++values_ <= bounds_.values || fail("it has too many values"); }
    bool fresh_key(std::size_t first, std::string_view key);
    bool no_key_twice(std::size_t first);
    simdjson::ondemand::document& parse(std::string_view text, simdjson::error_code& error);
    bool closed();

    walk_bounds bounds_;
    std::size_t depth_ = 0, values_ = 0;
    std::vector<std::string_view> keys_;  // of the objects we are in, the innermost last
    std::string why_;
};

template <class Take>
bool json_walk::document(std::string_view text, Take take) {
    simdjson::error_code error = simdjson::SUCCESS;
    auto& opened = parse(text, error);
    if (error) return fail(error);
    simdjson::ondemand::object o;
    if ((error = opened.get_object().get(o))) {
        return error == simdjson::INCORRECT_TYPE ? fail("it is no object") : fail(error);
    }
    return enter() && members(o, take) && closed();
}

template <class Take>
bool json_walk::object(value v, Take take) {
    simdjson::ondemand::object o;
    if (const auto error = v.get_object().get(o)) return fail(error);
    return enter() && members(o, take);
}

template <class Take>
bool json_walk::members(simdjson::ondemand::object& o, Take& take) {
    const std::size_t first = keys_.size();
    for (auto field : o) {
        std::string_view key;
        value v;
        if (const auto error = field.unescaped_key().get(key)) return fail(error);
        if (const auto error = field.value().get(v)) return fail(error);
        if (!count() || !fresh_key(first, key)) return false;
        switch (take(key, v)) {
            case taken::handled: break;
            case taken::failed: return fail("a member is not what it should be");
            case taken::not_wanted:
                if (!any(v)) return false;
        }
    }
    if (!no_key_twice(first)) return false;
    keys_.resize(first);
    leave();
    return true;
}

template <class Each>
bool json_walk::array(value v, Each each) {
    simdjson::ondemand::array a;
    if (const auto error = v.get_array().get(a)) return fail(error);
    if (!enter()) return false;
    for (auto element : a) {
        value e;
        if (const auto error = element.get(e)) return fail(error);
        if (!count() || !each(e)) return fail("an element is not what it should be");
    }
    leave();
    return true;
}

}  // namespace rf
