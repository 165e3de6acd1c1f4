#include "actors/programs/validator_config_keys.hpp"

namespace rf {
namespace {

std::string_view section_of(std::string_view name) { return name.substr(0, name.rfind('.')); }
std::string_view key_of(std::string_view name) { return name.substr(name.rfind('.') + 1); }

void put_lines(std::string& out, std::string_view says) {
    while (!says.empty()) {
        const std::string_view line = says.substr(0, says.find('\n'));
        says.remove_prefix(std::min(says.size(), line.size() + 1));
        out += "# " + std::string(line) + "\n";
    }
}

std::string facts_of(const config_key& key) {
    std::string out;
    if (std::holds_alternative<std::string>(key.standard)) {
        for (const char c : key.unit) out += c == '|' ? std::string(", ") : std::string(1, c);
        if (!out.empty()) out = "one of " + out;
    } else if (!std::holds_alternative<bool>(key.standard)) {
        const bool whole = std::holds_alternative<std::uint64_t>(key.standard);
        const auto bound = [&](double v) {
            return whole ? config_text(std::uint64_t(v)) : config_text(v);
        };
        out = (key.unit.empty() ? "" : std::string(key.unit) + ", ") + bound(key.least) + " to " + bound(key.most);
    }
    if (key.change == config_change::now) out += (out.empty() ? "" : "; ") + std::string("reloaded");
    return out;
}

constexpr std::string_view head =
    "# rf-validator: every key, with its default. What is commented out has that default.\n"
    "#\n"
    "# A key may also be given in the environment (epoch.tasks is RF_EPOCH_TASKS); that wins over\n"
    "# this file, and the command line wins over both. Unknown keys and values out of bounds are\n"
    "# refused. `rf-validator --config FILE --check-config` shows what is in force, and from where.\n"
    "# Paths are relative to the directory the program is started in. SIGHUP reads the file again:\n"
    "# what is marked `reloaded` takes effect at once, the rest is refused until a restart.\n"
    "# This file is what `rf-validator --print-config` prints; docs/configuration.md says more.\n";

constexpr std::string_view lists =
    "\n"
    "# The embedded chain's miners and other validators, one table each; the default is none.\n"
    "#[[chain.embedded.miners]]\n"
    "#hotkey = \"//Miner1\"     # an ss58 address, or a development key\n"
    "#ip = \"127.0.0.1\"\n"
    "#port = 8101             # 0: serves nothing\n"
    "#stake = 0.0             # TAO\n"
    "\n"
    "#[[chain.embedded.validators]]\n"
    "#profile = \"honest\"      # honest, good, lazy or malicious\n"
    "#stake = 2000.0          # TAO\n";

constexpr std::string_view rules =
    "\n"
    "# The mechanism's own parameters, by their names (docs/configuration.md). They touch scores:\n"
    "# a change takes effect at a restart, as an event before the next epoch.\n"
    "[mechanism.parameters]\n"
    "#trap.rate = 0.15\n";

// Of an address only what tells where it goes: paths of webhooks are secrets.
std::string without_path(const std::string& url) {
    const std::size_t host = url.find("://");
    if (host == url.npos) return "(hidden)";
    const std::size_t path = url.find_first_of("/?#", host + 3);
    const std::size_t user = url.find('@', host + 3);
    if (user != url.npos && user < path) return "(hidden)";
    return path == url.npos ? url : url.substr(0, path) + "/(hidden)";
}

}  // namespace

std::string default_config() {
    std::string out(head);
    std::string_view section;
    for (const config_key& key : config_keys()) {
        if (section_of(key.name) != section) {
            if (section == "chain.embedded") out += lists;
            if (section == "mechanism") out += rules;
            section = section_of(key.name);
            out += "\n[" + std::string(section) + "]\n";
        }
        put_lines(out, key.says);
        const std::string facts = facts_of(key);
        out += "#" + std::string(key_of(key.name)) + " = " + config_text(key.standard) +
               (facts.empty() ? "" : "  # " + facts) + "\n";
    }
    return out;
}

std::string effective_config(const validator_config& c) {
    std::string out;
    const auto put = [&](const std::string& line, const std::string& from) {
        out += line + std::string(line.size() < 48 ? 48 - line.size() : 1, ' ') + " # " + from + "\n";
    };
    std::string_view section;
    for (const config_setting& s : c.all) {
        if (section_of(s.key->name) != section) {
            if (section == "mechanism" && !c.settings.chosen.empty()) {
                out += "\n[mechanism.parameters]\n";
                for (const parameter& p : c.settings.chosen) {
                    std::string from;
                    for (const auto& [name, who] : c.parameters_from)
                        if (name == p.name) from = who;
                    put(p.name + " = " + std::visit([](const auto& v) { return config_text(v); }, p.value), from);
                }
            }
            section = section_of(s.key->name);
            out += (out.empty() ? "[" : "\n[") + std::string(section) + "]\n";
        }
        const auto* text = std::get_if<std::string>(&s.value);
        const bool hidden = s.key->name == "webhook.url" && text && !text->empty();
        const std::string value = hidden ? config_text(without_path(*text)) : config_text(s.value);
        put(std::string(key_of(s.key->name)) + " = " + value, s.from);
    }
    for (const config_miner& m : c.chain.miners) {
        out += "\n[[chain.embedded.miners]]\n";
        put("hotkey = " + config_text(m.hotkey), m.from);
        out += "ip = " + config_text(m.ip) + "\nport = " + std::to_string(m.port) + "\nstake = " +
               config_text(m.stake) + "\n";
    }
    for (const config_other_validator& v : c.chain.validators) {
        out += "\n[[chain.embedded.validators]]\n";
        put("profile = " + config_text(v.profile), v.from);
        out += "stake = " + config_text(v.stake) + "\n";
    }
    return out;
}

}  // namespace rf
