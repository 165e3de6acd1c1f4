// validator_config: what an operator wrote for one validator, checked.
//
// Every key has a default, bounds and a sentence in one table
// (validator_config_keys.hpp); the documented file config/rf-validator.toml,
// the environment's names and the checks all follow from it. What is given
// later wins: default, file, environment, command line. Where no file is named
// the text of config/dev/validator.toml stands in for one, so that a run needs
// no configuration.
//
// Secrets are named by the file they are in, and never read here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "actors/settings.hpp"
#include "events/result.hpp"

namespace rf {

using config_value = std::variant<bool, std::uint64_t, double, std::string>;

struct config_key;

// One key's value, and who said so: "default", "FILE:LINE", "RF_LOG_ORIGIN", "--data".
struct config_setting {
    const config_key* key = nullptr;
    config_value value;
    std::string from = "default";
};

struct config_miner {
    std::string hotkey;  // ss58, or a development key "//Miner1"
    std::string ip = "127.0.0.1";
    std::uint16_t port = 0;
    double stake = 0;
    std::string from;
};
struct config_other_validator {
    std::string profile;  // honest, good, lazy, malicious
    double stake = 2000;
    std::string from;
};

struct validator_config {
    validator_settings settings;  // `validator` is filled in by whoever reads the hotkey

    struct {
        std::string directory, key_file, key_passphrase_file, secret_file;
    } log;
    struct {
        std::string file, passphrase_file, dev;
    } hotkey;
    struct {
        std::uint64_t poll_ms = 0, block_ms = 0, weights_rate_limit = 0, reveal_period = 0;
        std::uint32_t tempo = 0;
        bool commit_reveal = false;
        double stake = 0;
        std::string seed, state_file, metagraph_file;
        std::vector<config_miner> miners;
        std::vector<config_other_validator> validators;
    } chain;
    struct {
        std::uint32_t threads = 1, idle_ms = 0, header_bytes = 0;
        std::uint64_t sockets = 0, sockets_each = 0, waiting = 0, body_bytes = 0;
        bool allow_private = false;
        bool signatures = true;
    } http;
    struct {
        std::string address;  // empty: none
        std::uint32_t connections = 0, timeout_ms = 0;
    } listen;
    struct {
        std::string level, format, file;
    } output;
    struct {
        std::string url, url_file, ca_file;
        std::uint32_t timeout_ms = 0, queue = 0;
    } webhook;
    struct {
        bool miners = false;
    } metrics;

    std::vector<config_setting> all;  // every key of the table, in its order
    std::string place;                // the file, or what stood in for it
    std::vector<std::pair<std::string, std::string>> parameters_from;  // name, who said so
};

using environment = std::map<std::string, std::string>;  // those that begin with RF_
environment this_environment();

// `file` empty: the development configuration. `given`: keys from the command
// line, as (key, value, option).
struct given_key {
    std::string name, value, option;
};
result<validator_config> load_config(const std::string& file, const environment& env,
                                     const std::vector<given_key>& given);
// The same of a text.
result<validator_config> read_config(std::string_view text, const std::string& place, const environment& env,
                                     const std::vector<given_key>& given);

std::string_view development_config();  // the text of config/dev/validator.toml
std::string default_config();           // the text of config/rf-validator.toml
// The configuration in force, each line with where its value came from; what
// may be secret in it (the path and query of a webhook) is left out.
std::string effective_config(const validator_config& c);

// What a reload may do. `now` and `later` name keys; `refused` says what stays
// as it was until a restart, and why. `merged` is the old configuration with
// the changes that take effect.
struct config_reload {
    std::vector<std::string> now;
    std::vector<std::string> refused;
    validator_config merged;
};
config_reload reload_config(const validator_config& old, const validator_config& fresh);

}  // namespace rf
