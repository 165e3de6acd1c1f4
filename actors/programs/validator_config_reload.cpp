#include <algorithm>

#include "actors/programs/validator_config_keys.hpp"

namespace rf {

config_reload reload_config(const validator_config& old, const validator_config& fresh) {
    config_reload out{{}, {}, old};
    for (std::size_t i = 0; i < old.all.size(); ++i) {
        if (old.all[i].value == fresh.all[i].value) continue;
        const config_key& key = *old.all[i].key;
        const std::string name(key.name);
        if (key.change == config_change::now) {
            out.now.push_back(name);
            out.merged.all[i] = fresh.all[i];
            key.put(out.merged, fresh.all[i].value);
        } else if (key.change == config_change::scores) {
            out.refused.push_back(name + " touches scores: restart, and it takes effect with the next epoch");
        } else {
            out.refused.push_back(name + " takes effect at a restart");
        }
    }
    if (old.settings.chosen != fresh.settings.chosen)
        out.refused.push_back("mechanism.parameters touch scores: restart, and they take effect with the next epoch");
    const auto same_miner = [](const config_miner& a, const config_miner& b) {
        return a.hotkey == b.hotkey && a.ip == b.ip && a.port == b.port && a.stake == b.stake;
    };
    const auto same_validator = [](const config_other_validator& a, const config_other_validator& b) {
        return a.profile == b.profile && a.stake == b.stake;
    };
    if (!std::ranges::equal(old.chain.miners, fresh.chain.miners, same_miner) ||
        !std::ranges::equal(old.chain.validators, fresh.chain.validators, same_validator))
        out.refused.push_back("the embedded chain's miners and validators are its identity: they do not change");
    return out;
}

}  // namespace rf
