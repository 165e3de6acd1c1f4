#include "replay/programs/synth_command.hpp"

#include <filesystem>
#include <fstream>

#include "events/store/store.hpp"
#include "replay/programs/parameter_file.hpp"
#include "replay/terminal/terminal.hpp"

namespace rf {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_origin_bytes = 255;

result<std::string> read_text(const std::string& path) {
    std::error_code unknown;
    const auto what = fs::status(path, unknown);
    if (!fs::exists(what)) return fault{fault_kind::missing, "there is no such file", path, ""};
    // A pipe would be waited for, and a directory reads as nothing.
    if (!fs::is_regular_file(what)) return fault{fault_kind::invalid, "not a regular file", path, ""};
    std::ifstream in(path, std::ios::binary);
    if (!in) return fault{fault_kind::missing, "the file cannot be opened", path, ""};
    // One byte more than is allowed, so that the reader of it sees that it is too much.
    std::string text(most_parameter_file_bytes + 1, '\0');
    in.read(text.data(), std::streamsize(text.size()));
    if (in.bad()) return fault{fault_kind::unavailable, "the file cannot be read", path, ""};
    text.resize(std::size_t(in.gcount()));
    return text;
}

status take_mechanisms(synth_arguments& args) {
    args.options.mechanisms.clear();
    if (args.mechanisms == "all") {
        for (const mechanism* m : catalog()) args.options.mechanisms.emplace_back(m->name);
        return done();
    }
    std::string rest = args.mechanisms;
    for (;;) {
        const auto comma = rest.find(',');
        const std::string name = rest.substr(0, comma);
        if (!find_mechanism(name, 1)) {
            std::string known;
            for (const mechanism* m : catalog()) known += (known.empty() ? "" : ", ") + std::string(m->name);
            return fault{fault_kind::invalid, "there is no mechanism '" + name + "'", "--mechanisms",
                         "known: " + known + ", or all"};
        }
        args.options.mechanisms.push_back(name);
        if (comma == std::string::npos) return done();
        rest = rest.substr(comma + 1);
    }
}

}  // namespace

status plan_synth(synth_arguments& args) {
    if (!is_key_name(args.origin) || args.origin.size() > most_origin_bytes)
        return fault{fault_kind::invalid, "an origin is UTF-8 without white space and '+', 1 to 255 bytes",
                     "--origin", ""};
    if (auto ok = take_mechanisms(args); !ok) return ok.error();
    if (!args.params.empty()) {
        auto text = read_text(args.params);
        if (!text) return with_place(text.error(), "--params");
        auto file = read_parameters(*text, args.params);
        if (!file) return with_place(file.error(), "--params");
        args.options.mechanisms = {std::string(file->of->name)};
        args.options.chosen = file->chosen;
    }
    args.options.hostile = !args.tame;
    return check_options(args.options);
}

result<synth_report> write_synth(const synth_arguments& args) {
    const fs::path above = fs::path(args.out).parent_path();
    std::error_code failed;
    if (!above.empty()) fs::create_directories(above, failed);
    if (failed)
        return fault{fault_kind::unavailable, "the directory cannot be made: " + failed.message(), above.string(), ""};
    auto log = store::create(args.out, args.origin);
    if (!log) return log.error();
    progress_bar bar("writing epochs");
    auto made = synthesise(**log, args.origin, args.options, [&bar](std::uint32_t n, std::uint32_t of) { bar(n, of); });
    if (!made) return made.error();
    if (auto ok = (*log)->settle(); !ok) return ok.error();
    return made;
}

}  // namespace rf
