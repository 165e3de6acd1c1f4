#include "replay/programs/parameter_file.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace {
struct parser_lost {};
[[noreturn]] void lose_place() { throw parser_lost{}; }
}  // namespace

// toml++ 3.3 asserts what its input does not keep: "[" and a control character
// is enough. With NDEBUG that is undefined behaviour, so its assertions stay,
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

constexpr std::int64_t largest_exact_integer = std::int64_t(1) << 53;

struct reader {
    std::string_view place;
    parameter_file out;

    fault at(const toml::source_region& source, std::string what, std::string advice = {}) const {
        return {fault_kind::invalid, std::move(what),
                std::string(place) + ":" + std::to_string(source.begin.line), std::move(advice)};
    }

    status take_mechanism(const toml::table& file) {
        const toml::node* named = file.get("mechanism");
        const auto* text = named ? named->as_string() : nullptr;
        if (!text) {
            return at(named ? named->source() : file.source(), "no mechanism is named",
                      "begin with mechanism = \"reasonforge@1\"");
        }
        const std::string_view whole = text->get();
        const std::size_t sign = whole.find('@');
        std::uint16_t version = 0;
        if (sign != whole.npos) {
            const char* end = whole.data() + whole.size();
            const auto read = std::from_chars(whole.data() + sign + 1, end, version);
            if (read.ec != std::errc() || read.ptr != end) version = 0;
        }
        if (version != 0) out.of = find_mechanism(whole.substr(0, sign), version);
        if (!out.of) {
            return at(named->source(), "'" + std::string(whole) + "' is no mechanism of the catalog",
                      "write name@version");
        }
        return done();
    }

    // Tables inside tables are dotted names; `bounded` bounds their depth.
    status take_table(const toml::table& table, const std::string& prefix) {
        for (const auto& [key, node] : table) {
            const std::string name = prefix + std::string(key.str());
            status taken = node.is_table() ? take_table(*node.as_table(), name + ".") : take_one(name, node);
            if (!taken) return taken;
        }
        return done();
    }

    status take_one(const std::string& name, const toml::node& node) {
        parameter p{name, std::uint64_t(0)};
        if (const auto* text = node.as_string()) {
            p.value = text->get();
        } else if (const auto* yes = node.as_boolean()) {
            p.value = yes->get();
        } else if (const auto* real = node.as_floating_point()) {
            if (!std::isfinite(real->get())) return at(node.source(), name + " is not a finite number");
            p.value = real->get();
        } else if (const auto* whole = node.as_integer()) {
            const auto rule = std::find_if(out.of->rules.begin(), out.of->rules.end(),
                                           [&](const parameter_rule& r) { return r.name == name; });
            const bool real_wanted = rule != out.of->rules.end() && std::holds_alternative<double>(rule->standard);
            if (real_wanted) {  // 1 for 1.0 is what people write
                if (whole->get() > largest_exact_integer || whole->get() < -largest_exact_integer) {
                    return at(node.source(), name + " has no exact value as a number", "write it with a point");
                }
                p.value = double(whole->get());
            } else if (whole->get() < 0) {
                return at(node.source(), name + " is negative");
            } else {
                p.value = std::uint64_t(whole->get());
            }
        } else {
            return at(node.source(), name + " is neither a number, a text nor true or false");
        }
        // The catalog's own check, one at a time, so that the line is known.
        const auto fits = complete_parameters(*out.of, {p});
        if (!fits) return at(node.source(), name + " " + fits.error().what, fits.error().advice);
        for (const parameter& other : out.chosen) {
            if (other.name == name) return at(node.source(), name + " is given twice");
        }
        out.chosen.push_back(std::move(p));
        return done();
    }
};

result<parameter_file> take_file(const toml::table& file, std::string_view place) {
    reader r{place, {}};
    for (const auto& [key, node] : file) {
        if (key != "mechanism" && key != "parameters") {
            return r.at(node.source(), "'" + std::string(key.str()) + "' is not known here",
                        "mechanism and [parameters] are");
        }
    }
    if (status named = r.take_mechanism(file); !named) return named.error();
    if (const toml::node* given = file.get("parameters")) {
        if (!given->is_table()) return r.at(given->source(), "parameters is not a table");
        if (status taken = r.take_table(*given->as_table(), ""); !taken) return taken.error();
    }
    std::sort(r.out.chosen.begin(), r.out.chosen.end(),
              [](const parameter& a, const parameter& b) { return a.name < b.name; });
    return std::move(r.out);
}

// toml++ 3.3 descends, and later frees, by one call for each dotted name: a
// text of nothing but dots would use up the stack.
status bounded(std::string_view text, std::string_view place) {
    std::size_t line = 1, points = 0;
    while (!text.empty()) {
        const std::string_view row = text.substr(0, text.find('\n'));
        points += std::size_t(std::ranges::count(row, '.'));
        const std::string where = std::string(place) + ":" + std::to_string(line++);
        if (row.size() > most_parameter_line_bytes)
            return fault{fault_kind::invalid, "the line has more than 1024 bytes", where, {}};
        if (points > most_parameter_file_points)
            return fault{fault_kind::invalid, "the file has more than 2048 points up to here", where,
                         "parameters need few"};
        text.remove_prefix(std::min(text.size(), row.size() + 1));
    }
    return done();
}

}  // namespace

result<parameter_file> read_parameters(std::string_view text, std::string_view place) {
    if (text.size() > most_parameter_file_bytes) {
        return fault{fault_kind::invalid, "the file has more than 64 KiB", std::string(place), {}};
    }
    if (status fits = bounded(text, place); !fits) return fits.error();
    // Nor does toml++ 3.3 hold out against every letter beyond ASCII in a key.
    const auto strange = std::ranges::find_if(text, [](char c) { return std::uint8_t(c) > 126; });
    if (strange != text.end()) {
        const auto line = std::count(text.begin(), strange, '\n') + 1;
        return fault{fault_kind::invalid, "a character that is not ASCII",
                     std::string(place) + ":" + std::to_string(line), "parameters and their names need none"};
    }
    try {
        return take_file(toml::parse(text, std::string(place)), place);
    } catch (const toml::parse_error& e) {
        return reader{place, {}}.at(e.source(), std::string(e.description()));
    } catch (const parser_lost&) {
        return fault{fault_kind::invalid, "not TOML, and the parser lost its place", std::string(place),
                     "look for a bracket that is followed by no key"};
    }
}

}  // namespace rf
