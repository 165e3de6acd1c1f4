// validator_config_keys: the table of everything that can be configured.
//
// One row a key: its type and default, its bounds and unit, whether a reload
// may change it, what it does, and where its value goes.
#pragma once

#include <span>

#include "actors/programs/validator_config.hpp"

namespace rf {

enum class config_change : std::uint8_t {
    now,      // takes effect on SIGHUP
    restart,  // at the next start
    scores    // touches scores: at the next start, as an event before the next epoch
};

struct config_key {
    std::string_view name;       // "epoch.tasks": section, then key
    config_value standard;       // its type is the key's type
    double least = 0, most = 0;  // of numbers; a text's longest is `most`
    std::string_view unit;       // "blocks"; of a text: the choices, separated by '|'
    config_change change = config_change::restart;
    std::string_view says;       // lines for people
    void (*put)(validator_config&, const config_value&) = nullptr;
};

std::span<const config_key> config_keys();
const config_key* find_config_key(std::string_view name);
// The known name that is nearest to a mistyped one, as advice; empty where none is near.
std::string did_you_mean(std::string_view name, std::span<const std::string_view> known);

// "epoch.tasks" -> "RF_EPOCH_TASKS"
std::string environment_name(const config_key& key);
// As it is written in TOML.
std::string config_text(const config_value& value);
// Type and bounds; the fault says what was expected.
status check_config_value(const config_key& key, const config_value& value);
// From the text of an environment variable or option.
result<config_value> config_value_from(const config_key& key, std::string_view text);

}  // namespace rf
