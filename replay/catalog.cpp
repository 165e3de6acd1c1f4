#include <array>

#include "replay/mechanism.hpp"
#include "replay/mechanisms/aml_ensemble_1.hpp"
#include "replay/mechanisms/ema_feed_1.hpp"
#include "replay/mechanisms/hetu_consensus_1.hpp"
#include "replay/mechanisms/judge_epm_1.hpp"
#include "replay/mechanisms/reasonforge_1.hpp"

namespace rf {

std::span<const mechanism* const> catalog() {
    static constexpr std::array all{&aml_ensemble_1::entry, &ema_feed_1::entry, &hetu_consensus_1::entry,
                                    &judge_epm_1::entry, &reasonforge_1::entry};
    return all;
}

const mechanism* find_mechanism(std::string_view name, std::uint16_t version) {
    for (const mechanism* m : catalog())
        if (m->name == name && m->version == version) return m;
    return nullptr;
}

}  // namespace rf
