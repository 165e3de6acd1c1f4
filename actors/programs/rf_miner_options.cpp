#include "actors/programs/rf_miner_options.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <toml++/toml.h>
#include <CLI/CLI.hpp>

#include "actors/miner/server/callers.hpp"

namespace rf {
namespace {

constexpr const char* examples = R"(
Examples:
  rf-miner --many 12 --allow //Validator=10000 --behaviours elite,strong,mid,weak
      twelve miners //Miner1 to //Miner12 on ports 8101 to 8112, the behaviours in turn
  rf-miner --miner hotkey.json:8091 --validators validators.json
      one miner whose key is in a file; callers as a list says
  rf-miner --miner //Alice:8091:elite --miner //Bob:8092:copycat --allow 5Grw...utQY=1000
  rf-miner --miner hotkey.json:8091 --validators validators.json --receipts receipts.jsonl
      it signs what it sends, and keeps what validators sign of it; rf-dispute receipt checks the file
  rf-miner --config miners.toml

A file for --config:
  address = "127.0.0.1"
  validators = "validators.json"     # [{"hotkey": "5...", "stake": 1000.0, "permit": true}]
  pace = 1.0
  [[miner]]
  key = "//Alice"                    # a key file or a SURI
  port = 8091
  behaviour = "elite"

Behaviours:
)";

struct given {
    std::vector<std::string> miners, allowed, behaviours{"elite", "strong", "mid", "weak", "adversarial"};
    std::string log_key;
    std::string config, validators, prefix = "//Miner";
    unsigned many = 0;
    std::uint16_t base_port = 8101;
    miner_options out;
};

fault bad(std::string what, std::string where, std::string advice = "") {
    return {fault_kind::invalid, std::move(what), std::move(where), std::move(advice)};
}

result<std::string> whole_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return fault{fault_kind::unavailable, "cannot be read", path, ""};
    return text.str();
}

result<hotkey> key_of(const std::string& text) {
    if (text.starts_with("//") || text.starts_with("0x")) return hotkey_from_suri(text);
    std::error_code not_needed;
    if (std::filesystem::exists(text, not_needed)) return load_hotkey(text);
    return bad("neither a key file nor a SURI", text, "a SURI is //Name or 0x and 64 hex digits");
}

result<behaviour> behaviour_named(const std::string& name) {
    const auto found = behaviour_of(name);
    if (!found) return bad("no such behaviour", name, "rf-miner --help lists them");
    return *found;
}

result<served_miner> miner_of(const std::string& key, std::int64_t port, const std::string& acts) {
    if (port < 0 || port > 65535) return bad("a port is 0 to 65535", key);
    auto who = key_of(key);
    if (!who) return who.error();
    auto how = behaviour_named(acts);
    if (!how) return how.error();
    return served_miner{std::move(*who), std::uint16_t(port), *how};
}

status read_callers_file(const std::string& path, miner_server_settings& s) {
    auto text = whole_file(path);
    if (!text) return text.error();
    auto callers = read_callers(*text);
    if (!callers) return with_place(callers.error(), path);
    s.callers.merge(*callers);
    return done();
}

status read_allowed(std::string text, miner_server_settings& s) {
    const auto equals = text.rfind('=');
    if (text.starts_with("//") && equals != std::string::npos) {
        auto key = hotkey_from_suri(text.substr(0, equals));
        if (!key) return key.error();
        text = key->address + text.substr(equals);
    }
    auto caller = read_caller(text);
    if (!caller) return with_place(caller.error(), "--allow");
    s.callers.insert_or_assign(caller->first, caller->second);
    return done();
}

status read_config_miner(const toml::table& t, miner_server_settings& s) {
    for (const auto& [key, value] : t) {
        const std::string_view name = key.str();
        if (name != "key" && name != "port" && name != "behaviour") {
            return bad("unknown key", "[[miner]] " + std::string(name), "there are key, port and behaviour");
        }
    }
    const auto key = t["key"].value<std::string>();
    const auto port = t["port"].value<std::int64_t>();
    if (!key || !port) return bad("[[miner]] needs key and port", "");
    auto miner = miner_of(*key, *port, t["behaviour"].value_or(std::string("mid")));
    if (!miner) return miner.error();
    s.miners.push_back(std::move(*miner));
    return done();
}

status read_config(const std::string& path, miner_server_settings& s) {
    const auto text = whole_file(path);
    if (!text) return text.error();
    toml::table file;
    try {
        file = toml::parse(*text);
    } catch (const toml::parse_error& e) {
        return bad(std::string(e.description()), path + ":" + std::to_string(e.source().begin.line));
    }
    for (const auto& [key, value] : file) {
        const std::string name(key.str());
        if (name == "address" && value.is_string()) {
            s.address = value.value_or(s.address);
        } else if (name == "validators" && value.is_string()) {
            const std::filesystem::path beside = std::filesystem::path(path).parent_path();
            auto read = read_callers_file((beside / value.value_or(std::string())).string(), s);
            if (!read) return read;
        } else if (name == "pace" && value.is_number()) {
            s.pace = value.value_or(s.pace);
        } else if (name == "miner" && value.is_array_of_tables()) {
            for (const auto& each : *value.as_array()) {
                auto read = read_config_miner(*each.as_table(), s);
                if (!read) return with_place(read.error(), path);
            }
        } else {
            return bad("unknown key, or of the wrong type", path + ": " + name,
                       "rf-miner --help shows a file");
        }
    }
    return done();
}

status add_many(const given& g, miner_server_settings& s) {
    for (unsigned i = 0; i < g.many; ++i) {
        const std::string& acts = g.behaviours[i % g.behaviours.size()];
        auto miner =
            miner_of(g.prefix + std::to_string(i + 1), g.base_port == 0 ? 0 : g.base_port + int(i), acts);
        if (!miner) return miner.error();
        s.miners.push_back(std::move(*miner));
    }
    return done();
}

status gather(given& g) {
    miner_server_settings& s = g.out.server;
    if (!g.config.empty()) {
        auto read = read_config(g.config, s);
        if (!read) return read;
    }
    for (const std::string& text : g.miners) {
        auto miner = read_miner_option(text);
        if (!miner) return with_place(miner.error(), "--miner");
        s.miners.push_back(std::move(*miner));
    }
    auto many = add_many(g, s);
    if (!many) return many;
    if (!g.validators.empty()) {
        auto read = read_callers_file(g.validators, s);
        if (!read) return read;
    }
    for (const std::string& text : g.allowed) {
        auto read = read_allowed(text, s);
        if (!read) return read;
    }
    s.sign = s.sign || !g.out.receipts.empty();
    if (!g.log_key.empty()) {
        if (g.out.receipts.empty()) return bad("goes with --receipts", "--log-key");
        auto key = decode_verifier(g.log_key);
        if (!key) return with_place(key.error(), "--log-key");
        g.out.log_key = *key;
    }
    if (s.miners.empty()) return bad("no miner to be", "", "use --miner, --many or --config; see --help");
    if (s.callers.empty()) {
        return bad("nobody may ask these miners", "", "name validators with --validators or --allow");
    }
    return done();
}

void declare(CLI::App& app, given& g) {
    miner_server_settings& s = g.out.server;
    std::string footer = examples;
    for (const auto& b : all_behaviours()) {
        footer.append("  ").append(b.name).append(14 - b.name.size(), ' ').append(b.says).append("\n");
    }
    app.footer(footer);
    app.add_option("--miner", g.miners, "KEYFILE|SURI:PORT[:BEHAVIOUR], one miner; may be repeated");
    app.add_option("--many", g.many, "so many miners at once")->check(CLI::Range(0, 4096));
    app.add_option("--base-port", g.base_port, "the first one's port, the others follow; 0: any")
        ->capture_default_str();
    app.add_option("--seed-prefix", g.prefix, "their keys: this SURI and a number from 1")
        ->capture_default_str();
    app.add_option("--behaviours", g.behaviours, "their behaviours, in turn")
        ->delimiter(',')
        ->capture_default_str();
    app.add_option("--config", g.config, "a TOML file with miners, see below")->check(CLI::ExistingFile);
    app.add_option("--validators", g.validators, "a JSON file with who may ask, see below")
        ->check(CLI::ExistingFile);
    app.add_option("--allow", g.allowed, "SS58|SURI=STAKE, one who may ask; may be repeated");
    app.add_option("--address", s.address, "where to listen")->capture_default_str();
    app.add_option("--pace", s.pace, "thinking takes this much of its usual time; 0: none")
        ->check(CLI::Range(0.0, 100.0))
        ->capture_default_str();
    app.add_option("--reply-bytes", s.least_bytes, "the reasoning is at least so long")
        ->check(CLI::Range(0, 900'000));
    app.add_option("--threads", s.threads, "to serve with")->check(CLI::Range(1, 64))->capture_default_str();
    app.add_option("--drip-ms", s.drip_ms, "between two bytes of a drip")->capture_default_str();
    app.add_flag("--sign", s.sign, "sign each reply with the miner's hotkey (docs/receipts.md)");
    app.add_option("--receipts", g.out.receipts,
                   "keep the receipts that validators give for signed replies in this file; implies --sign");
    app.add_option("--log-key", g.log_key,
                   "name+hash+base64 of the validator's log: only its receipts hold; default: the first one's");
    app.add_flag("-v,--verbose", g.out.verbose, "a JSON line for each request, on standard error");
}

}  // namespace

result<served_miner> read_miner_option(const std::string& text) {
    const char* form = "KEYFILE|SURI:PORT[:BEHAVIOUR]";
    auto last = text.rfind(':');
    if (last == std::string::npos) return bad("no port", text, form);
    std::string acts = "mid", rest = text;
    if (last + 1 == text.size() || text[last + 1] < '0' || text[last + 1] > '9') {
        acts = text.substr(last + 1);
        rest = text.substr(0, last);
        last = rest.rfind(':');
        if (last == std::string::npos) return bad("no port", text, form);
    }
    unsigned port = 0;
    const char* end = rest.data() + rest.size();
    const auto read = std::from_chars(rest.data() + last + 1, end, port);
    if (read.ec != std::errc() || read.ptr != end) return bad("no port", text, form);
    return miner_of(rest.substr(0, last), port, acts);
}

result<std::optional<miner_options>> read_miner_options(int argc, const char* const* argv) {
    given g;
    CLI::App app("rf-miner: reference miners that speak the axon's protocol", "rf-miner");
    declare(app, g);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        std::fputs(app.help().c_str(), stdout);
        return std::optional<miner_options>();
    } catch (const CLI::ParseError& e) {
        return bad(e.what(), "", "rf-miner --help");
    }
    auto gathered = gather(g);
    if (!gathered) return gathered.error();
    return std::optional<miner_options>(std::move(g.out));
}

}  // namespace rf
