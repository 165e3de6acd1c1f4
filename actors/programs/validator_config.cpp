#include "actors/programs/validator_config.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <set>

#include <unistd.h>

#include "actors/programs/validator_config_keys.hpp"
#include "actors/programs/validator_config_toml.hpp"
#include "events/note.hpp"

namespace rf {
namespace {

constexpr std::string_view miners_list = "chain.embedded.miners", validators_list = "chain.embedded.validators";
constexpr std::string_view parameters_section = "mechanism.parameters.";
constexpr std::size_t most_listed = 1024;

struct config_reader {
    std::string place;
    validator_config out;
    parameters given;

    fault at(const toml_entry& e, std::string what, std::string advice = {}) const {
        return {fault_kind::invalid, std::move(what), place + ":" + std::to_string(e.line), std::move(advice)};
    }
    std::string from(const toml_entry& e) const { return place + ":" + std::to_string(e.line); }

    void begin() {
        for (const config_key& key : config_keys()) out.all.push_back({&key, key.standard, "default"});
        out.place = place;
    }

    config_setting& setting(const config_key& key) { return out.all[std::size_t(&key - config_keys().data())]; }

    status set(const config_key& key, config_value value, const std::string& who) {
        if (status fits = check_config_value(key, value); !fits) return with_place(fits.error(), who);
        setting(key).value = std::move(value);
        setting(key).from = who;
        return done();
    }

    status take(const toml_entry& e) {
        if (e.name.starts_with(miners_list)) return take_miner(e);
        if (e.name.starts_with(validators_list)) return take_validator(e);
        if (e.name.starts_with(parameters_section)) return take_parameter(e);
        const config_key* key = find_config_key(e.name);
        if (!key) return unknown(e);
        if (e.element != no_element || e.value.index() == 0) return at(e, e.name + " is not a list");
        return set(*key, value_for(*key, e), from(e));
    }

    // 1 for 1.0 is what people write; what does not fit keeps its own type and
    // is refused by the check.
    static config_value value_for(const config_key& key, const toml_entry& e) {
        if (const auto* yes = std::get_if<bool>(&e.value)) return *yes;
        if (const auto* text = std::get_if<std::string>(&e.value)) return *text;
        if (const auto* real = std::get_if<double>(&e.value)) return *real;
        const std::int64_t whole = std::get<std::int64_t>(e.value);
        if (std::holds_alternative<double>(key.standard) || whole < 0) return double(whole);
        return std::uint64_t(whole);
    }

    fault unknown(const toml_entry& e) const {
        std::vector<std::string_view> known = {miners_list, validators_list, "mechanism.parameters"};
        for (const config_key& key : config_keys()) known.push_back(key.name);
        std::string advice = did_you_mean(e.name, known);
        if (advice.empty()) advice = "rf-validator --print-config shows every key";
        return at(e, "'" + e.name + "' is not known here", std::move(advice));
    }

    template <class Row>
    result<Row*> row_of(std::vector<Row>& rows, const toml_entry& e, std::string_view list) {
        if (e.element == no_element) {
            if (e.name != list || e.value.index() != 0)
                return at(e, e.name + " is no list of tables", "write [[" + std::string(list) + "]]");
            rows.clear();
            return static_cast<Row*>(nullptr);
        }
        if (e.element >= most_listed) return at(e, std::string(list) + " has more than 1024 entries");
        if (e.element >= rows.size()) rows.resize(e.element + 1);
        if (e.name == list) {
            rows[e.element].from = from(e);
            return static_cast<Row*>(nullptr);
        }
        return &rows[e.element];
    }

    status take_stake(double& to, const toml_entry& e) {
        if (const auto* real = std::get_if<double>(&e.value)) to = *real;
        else if (const auto* whole = std::get_if<std::int64_t>(&e.value)) to = double(*whole);
        else to = -1;
        if (to >= 0 && to <= 1e9) return done();
        return at(e, "stake is out of bounds", "a number from 0 to 1000000000 TAO");
    }

    status take_miner(const toml_entry& e) {
        auto row = row_of(out.chain.miners, e, miners_list);
        if (!row) return row.error();
        if (!*row) return done();
        config_miner& m = **row;
        const std::string key = e.name.substr(std::min(e.name.size(), miners_list.size() + 1));
        const auto* text = std::get_if<std::string>(&e.value);
        const auto* whole = std::get_if<std::int64_t>(&e.value);
        if (key == "hotkey") {
            if (!text || text->empty() || text->size() > 128) return at(e, "hotkey is an ss58 address or \"//Name\"");
            m.hotkey = *text;
        } else if (key == "ip") {
            if (!text || text->size() > 45) return at(e, "ip is a literal address, as \"127.0.0.1\"");
            m.ip = *text;
        } else if (key == "port") {
            if (!whole || *whole < 0 || *whole > 65535) return at(e, "port is out of bounds", "from 0 to 65535");
            m.port = std::uint16_t(*whole);
        } else if (key == "stake") {
            return take_stake(m.stake, e);
        } else {
            return at(e, "'" + key + "' is not known here", "hotkey, ip, port and stake are");
        }
        return done();
    }

    status take_validator(const toml_entry& e) {
        auto row = row_of(out.chain.validators, e, validators_list);
        if (!row) return row.error();
        if (!*row) return done();
        const std::string key = e.name.substr(std::min(e.name.size(), validators_list.size() + 1));
        if (key == "stake") return take_stake((*row)->stake, e);
        if (key != "profile") return at(e, "'" + key + "' is not known here", "profile and stake are");
        const auto* text = std::get_if<std::string>(&e.value);
        if (!text || (*text != "honest" && *text != "good" && *text != "lazy" && *text != "malicious"))
            return at(e, "profile is none of its values", "one of honest, good, lazy, malicious");
        (*row)->profile = *text;
        return done();
    }

    // Its type and bounds are the mechanism's; checked when that is known.
    status take_parameter(const toml_entry& e) {
        if (e.element != no_element || e.value.index() == 0) return at(e, e.name + " is not a list");
        parameter p{e.name.substr(parameters_section.size()), std::uint64_t(0)};
        if (const auto* yes = std::get_if<bool>(&e.value)) p.value = *yes;
        else if (const auto* text = std::get_if<std::string>(&e.value)) p.value = *text;
        else if (const auto* real = std::get_if<double>(&e.value)) p.value = *real;
        else if (const auto whole = std::get<std::int64_t>(e.value); whole < 0) p.value = double(whole);
        else p.value = std::uint64_t(whole);
        given.push_back(p);
        out.parameters_from.emplace_back(p.name, from(e));
        return done();
    }

    status take_environment(const environment& env) {
        std::set<std::string> known;
        std::vector<std::string_view> names;
        for (const config_key& key : config_keys()) {
            const auto& name = *known.insert(environment_name(key)).first;
            names.push_back(name);
            const auto at = env.find(name);
            if (at == env.end()) continue;
            auto value = config_value_from(key, at->second);
            if (!value) return with_place(value.error(), name);
            if (status kept = set(key, *value, name); !kept) return kept;
        }
        // RF_ is also other programs' prefix: only what begins like a section is ours.
        for (const auto& [name, value] : env) {
            if (known.contains(name)) continue;
            const bool ours = std::ranges::any_of(names, [said = std::string_view(name)](std::string_view each) {
                const std::size_t section = each.find('_', 3);
                return said.starts_with(each.substr(0, section + 1));
            });
            if (ours) return fault{fault_kind::invalid, "no key of the configuration has this name", name,
                                   did_you_mean(name, names)};
        }
        return done();
    }

    status take_options(const std::vector<given_key>& options) {
        for (const given_key& g : options) {
            const config_key* key = find_config_key(g.name);
            RF_REQUIRE(key);
            auto value = config_value_from(*key, g.value);
            if (!value) return with_place(value.error(), g.option);
            if (status kept = set(*key, *value, g.option); !kept) return kept;
        }
        return done();
    }

    status take_mechanism() {
        const config_setting& named = setting(*find_config_key("mechanism.name"));
        validator_settings& s = out.settings;
        const mechanism* m = find_mechanism(s.mechanism, s.mechanism_version);
        if (!m) {
            return fault{fault_kind::invalid, config_text(named.value) + " is no mechanism of the catalog", named.from,
                         "write name@version"};
        }
        for (std::size_t i = 0; i < given.size(); ++i) {
            parameter& p = given[i];
            const auto rule = std::ranges::find(m->rules, std::string_view(p.name), &parameter_rule::name);
            if (rule == m->rules.end()) {
                std::vector<std::string_view> names;
                for (const parameter_rule& r : m->rules) names.push_back(r.name);
                return fault{fault_kind::invalid,
                             "'" + p.name + "' is no parameter of " + std::get<std::string>(named.value),
                             out.parameters_from[i].second, did_you_mean(p.name, names)};
            }
            const auto* whole = std::get_if<std::uint64_t>(&p.value);
            if (whole && *whole <= 1ull << 53 && std::holds_alternative<double>(rule->standard))
                p.value = double(*whole);
            if (auto fits = complete_parameters(*m, {p}); !fits)
                return fault{fault_kind::invalid, p.name + " " + fits.error().what, out.parameters_from[i].second,
                             fits.error().advice};
        }
        std::ranges::sort(given, {}, &parameter::name);
        s.chosen = given;
        return done();
    }

    fault wrong(std::string_view key, std::string what, std::string advice = {}) {
        return {fault_kind::invalid, std::string(key) + " " + std::move(what), setting(*find_config_key(key)).from,
                std::move(advice)};
    }

    // What no key can be asked alone.
    status check_together() {
        const validator_settings& s = out.settings;
        if (!is_key_name(s.origin)) return wrong("log.origin", "is no name", "no spaces and no '+'");
        if (s.task_blocks >= s.epoch_blocks)
            return wrong("epoch.task_blocks", "is not below epoch.blocks", "a task must end within its epoch");
        if (std::uint64_t(s.task_timeout_ms) > s.task_blocks * out.chain.block_ms)
            return wrong("epoch.task_timeout_ms", "is longer than epoch.task_blocks last",
                         "at most " + std::to_string(s.task_blocks * out.chain.block_ms));
        if (s.file_tasks > s.tasks) return wrong("epoch.file_tasks", "is more than epoch.tasks");
        if (s.file_tasks > 0 && s.tasks_directory.empty())
            return wrong("epoch.file_tasks", "has no files to come from", "set epoch.tasks_directory");
        if (s.stop_free_bytes > s.warn_free_bytes)
            return wrong("disk.stop_free_bytes", "is above disk.warn_free_bytes", "first warn, then stop");
        if (s.asked_at_once_each > s.asked_at_once)
            return wrong("miners.asked_at_once_each", "is more than miners.asked_at_once");
        if (!out.webhook.url.empty() && !out.webhook.url_file.empty())
            return wrong("webhook.url_file", "stands beside webhook.url", "one of them");
        if (out.hotkey.file.empty() && out.hotkey.dev.substr(0, 2) != "//")
            return wrong("hotkey.dev", "is no development key",
                         "as \"//Validator\"; a real one belongs into hotkey.file");
        const mechanism* m = find_mechanism(s.mechanism, s.mechanism_version);
        if (m && m->most_tasks != 0 && s.tasks > m->most_tasks)
            return wrong("epoch.tasks", "is more than the mechanism allows",
                         "at most " + std::to_string(m->most_tasks));
        return check_lists();
    }

    status check_lists() const {
        std::set<std::string_view> seen;
        for (const config_miner& m : out.chain.miners) {
            if (m.hotkey.empty()) return fault{fault_kind::invalid, "a miner without a hotkey", m.from, ""};
            if (!seen.insert(m.hotkey).second)
                return fault{fault_kind::invalid, "a second miner with the hotkey " + m.hotkey, m.from, ""};
        }
        for (const config_other_validator& v : out.chain.validators)
            if (v.profile.empty())
                return fault{fault_kind::invalid, "a validator without a profile", v.from,
                             "one of honest, good, lazy, malicious"};
        return done();
    }
};

result<std::string> read_whole(const std::string& file) {
    std::FILE* f = std::fopen(file.c_str(), "rb");
    const auto failed = [&] { return fault{fault_kind::unavailable, std::strerror(errno), file, ""}; };
    if (!f) return failed();
    std::string text(most_config_bytes + 1, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), f));
    const bool bad = std::ferror(f) != 0;
    if (bad) {
        const fault why = failed();
        std::fclose(f);
        return why;
    }
    std::fclose(f);
    return text;
}

}  // namespace

environment this_environment() {
    environment out;
    for (char** each = environ; each && *each; ++each) {
        const std::string_view line = *each;
        const std::size_t sign = line.find('=');
        if (line.starts_with("RF_") && sign != line.npos) out.emplace(line.substr(0, sign), line.substr(sign + 1));
    }
    return out;
}

result<validator_config> read_config(std::string_view text, const std::string& place, const environment& env,
                                     const std::vector<given_key>& given) {
    config_reader r{place, {}, {}};
    r.begin();
    auto entries = read_toml(text, place);
    if (!entries) return entries.error();
    for (const toml_entry& e : *entries)
        if (status taken = r.take(e); !taken) return taken.error();
    if (status taken = r.take_environment(env); !taken) return taken.error();
    if (status taken = r.take_options(given); !taken) return taken.error();
    for (const config_setting& s : r.out.all) s.key->put(r.out, s.value);
    if (!r.out.hotkey.file.empty()) r.out.hotkey.dev.clear();  // a key of one's own stands alone
    if (status known = r.take_mechanism(); !known) return known.error();
    if (status whole = r.check_together(); !whole) return whole.error();
    return std::move(r.out);
}

result<validator_config> load_config(const std::string& file, const environment& env,
                                     const std::vector<given_key>& given) {
    if (file.empty()) return read_config(development_config(), "(built in)", env, given);
    auto text = read_whole(file);
    if (!text) return text.error();
    return read_config(*text, file, env, given);
}

}  // namespace rf
