#include "actors/chain/embedded/genesis.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "actors/chain/embedded/stored.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

constexpr std::size_t most_neurons = 1024;  // as many as an epoch has seats

fault bad(std::string what, std::string where) {
    return {fault_kind::invalid, std::move(what), "genesis, " + std::move(where), ""};
}

bool amount(double v) { return std::isfinite(v) && v >= 0; }

}  // namespace

status check_rules(const chain_rules& r) {
    if (r.tempo == 0 || r.tempo > 1u << 20) return bad("a tempo is 1 to 1048576 blocks", "tempo");
    if (r.max_neurons == 0 || r.max_neurons > most_neurons) return bad("1 to 1024 neurons", "max_neurons");
    if (r.max_validators == 0) return bad("at least one validator may have a permit", "max_validators");
    if (!amount(r.min_stake)) return bad("a stake is a number from 0", "min_stake");
    if (!amount(r.emission_per_block)) return bad("an emission is a number from 0", "emission_per_block");
    if (!(r.bonds_alpha > 0 && r.bonds_alpha <= 1)) return bad("above 0 and up to 1", "bonds_alpha");
    return done();
}

status check_genesis(const embedded_genesis& g) {
    if (auto ok = check_rules(g.rules); !ok) return ok;
    if (g.birth_ns < 0) return bad("a birth is after 1970, or 0", "birth_ns");
    if (g.block_ms == 0 || g.block_ms > 3'600'000) return bad("a block takes 1 ms to an hour", "block_ms");
    if (g.finality_lag > 1000) return bad("at most 1000 blocks", "finality_lag");
    if (g.era_blocks < 2 || g.era_blocks > 65536) return bad("an era is 2 to 65536 blocks", "era_blocks");
    if (g.netuid >= 4096) return bad("at most 4095", "netuid");
    if (g.neurons.size() > g.rules.max_neurons) return bad("more neurons than max_neurons", "neurons");
    std::set<account> seen;
    for (const auto& n : g.neurons) {
        if (!amount(n.stake)) return bad("a stake is a number from 0", "neurons, " + hex(n.who.encoded()));
        if (!seen.insert(n.who).second) return bad("the account is there twice", "neurons, " + hex(n.who.encoded()));
        if (n.ip.size() > embedded::most_ip)
            return bad("an address has at most 64 bytes", "neurons, " + hex(n.who.encoded()));
    }
    return done();
}

hash32 genesis_hash(const embedded_genesis& g) {
    embedded::wire_writer w;
    w.text("rf embedded chain 1").raw(g.seed).number(g.birth_ns).number(g.block_ms).number(g.netuid);
    w.number(g.mechanism_id).number(g.spec_version).number(g.finality_lag).number(g.era_blocks);
    put(w, g.rules);
    w.length(g.neurons.size());
    for (const auto& n : g.neurons) put(w, n);
    return sha256(w.out);
}

embedded_genesis dev_genesis(const hash32& seed, const std::vector<dev_miner>& miners, const account& validator,
                             const std::vector<dev_validator>& others) {
    embedded_genesis g;
    g.seed = seed;
    g.neurons.push_back({validator, 4000, "", 0, validator_profile::none});
    for (std::size_t i = 0; i < others.size(); ++i) {
        embedded::wire_writer w;
        w.text("validator").raw(seed).number(std::uint64_t(i));
        account who;
        who.b = sha256(w.out).b;
        g.neurons.push_back({who, others[i].stake, "", 0, others[i].plays});
    }
    for (const auto& m : miners) g.neurons.push_back({m.who, 0, m.ip, m.port, validator_profile::none});
    const std::size_t room = std::clamp<std::size_t>(g.neurons.size(), 256, most_neurons);
    g.rules.max_neurons = std::uint16_t(room);
    return g;
}

std::vector<dev_validator> usual_validators() {
    return {{validator_profile::honest, 3000},
            {validator_profile::good, 2000},
            {validator_profile::lazy, 1500},
            {validator_profile::malicious, 1200}};
}

}  // namespace rf
