#include "actors/programs/validator_config_toml.hpp"

#include <algorithm>
#include <cmath>

namespace {
struct parser_lost {};
[[noreturn]] void lose_place() { throw parser_lost{}; }
}  // namespace

// toml++ 3.3 asserts what its input does not keep, so its assertions stay on
// and throw; no exception leaves this file.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(holds) ((holds) ? void(0) : ::lose_place())
#define TOML_EXCEPTIONS 1
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace rf {
namespace {

struct flattener {
    std::string_view place;
    std::vector<toml_entry> out;

    fault at(std::size_t line, std::string what, std::string advice = {}) const {
        return {fault_kind::invalid, std::move(what), std::string(place) + ":" + std::to_string(line),
                std::move(advice)};
    }

    status take_table(const toml::table& table, const std::string& prefix, std::size_t element) {
        for (const auto& [key, node] : table) {
            const std::string name = prefix + std::string(key.str());
            status taken = node.is_table() ? take_table(*node.as_table(), name + ".", element)
                           : node.is_array() ? take_list(*node.as_array(), name, element)
                                             : take_one(node, name, element);
            if (!taken) return taken;
        }
        return done();
    }

    status take_list(const toml::array& list, const std::string& name, std::size_t element) {
        const std::size_t line = list.source().begin.line;
        if (element != no_element) return at(line, name + " is a list inside a list of tables");
        std::size_t i = 0;
        for (const toml::node& each : list) {
            const std::size_t each_line = each.source().begin.line;
            if (!each.is_table()) return at(each_line, name + " is a list", "one value is expected");
            out.push_back({name, {}, i, each_line});
            if (status taken = take_table(*each.as_table(), name + ".", i); !taken) return taken;
            ++i;
        }
        if (i == 0) out.push_back({name, {}, no_element, line});
        return done();
    }

    status take_one(const toml::node& node, const std::string& name, std::size_t element) {
        const std::size_t line = node.source().begin.line;
        toml_entry e{name, {}, element, line};
        if (const auto* text = node.as_string()) e.value = text->get();
        else if (const auto* yes = node.as_boolean()) e.value = yes->get();
        else if (const auto* whole = node.as_integer()) e.value = whole->get();
        else if (const auto* real = node.as_floating_point()) e.value = real->get();
        else return at(line, name + " is neither a number, a text nor true or false");
        if (const auto* real = std::get_if<double>(&e.value); real && !std::isfinite(*real))
            return at(line, name + " is not a finite number");
        out.push_back(std::move(e));
        return done();
    }
};

// The limits, and comments made harmless: toml++ 3.3 does not hold out against
// every letter beyond ASCII, and in a comment none of them matters.
result<std::string> bounded(std::string_view text, std::string_view place) {
    flattener where{place, {}};
    if (text.size() > most_config_bytes)
        return fault{fault_kind::invalid, "the file has more than 256 KiB", std::string(place), ""};
    std::string out;
    out.reserve(text.size());
    std::size_t line = 0, points = 0;
    while (!text.empty()) {
        ++line;
        std::string row(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(text.size(), row.size() + 1));
        points += std::size_t(std::ranges::count(row, '.'));
        if (row.size() > most_config_line_bytes) return where.at(line, "the line has more than 1024 bytes");
        if (points > most_config_points) return where.at(line, "the file has more than 16384 points up to here");
        const auto strange = [](char c) { return std::uint8_t(c) > 126; };
        const std::size_t first = row.find_first_not_of(" \t");
        if (first != row.npos && row[first] == '#') std::ranges::replace_if(row, strange, '?');
        if (std::ranges::any_of(row, strange))
            return where.at(line, "a character that is not ASCII", "only lines of comment may have them");
        out += row;
        out += '\n';
    }
    return out;
}

}  // namespace

result<std::vector<toml_entry>> read_toml(std::string_view text, std::string_view place) {
    auto safe = bounded(text, place);
    if (!safe) return safe.error();
    flattener f{place, {}};
    try {
        const toml::table file = toml::parse(*safe, std::string(place));
        if (status taken = f.take_table(file, "", no_element); !taken) return taken.error();
    } catch (const toml::parse_error& e) {
        return f.at(e.source().begin.line, std::string(e.description()));
    } catch (const parser_lost&) {
        return fault{fault_kind::invalid, "not TOML, and the parser lost its place", std::string(place),
                     "look for a bracket that is followed by no key"};
    }
    std::stable_sort(f.out.begin(), f.out.end(),
                     [](const toml_entry& a, const toml_entry& b) { return a.line < b.line; });
    return std::move(f.out);
}

}  // namespace rf
