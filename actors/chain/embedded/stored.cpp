#include "actors/chain/embedded/stored.hpp"

#include <algorithm>

namespace rf::embedded {

void put(wire_writer& w, const seen_scores& s) {
    w.raw(s.validator.encoded()).real(s.stake).number(s.epoch).raw(s.task).length(s.scores.size());
    for (const auto& [uid, score] : s.scores) w.number(uid).real(score);
}

seen_scores take_scores(wire_reader& r) {
    seen_scores s;
    s.validator = r.who();
    s.stake = r.real();
    s.epoch = r.number<std::uint32_t>();
    const byte_view task = r.raw(s.task.size());
    std::copy(task.begin(), task.end(), s.task.begin());
    const std::size_t n = r.length();
    if (n > most_scores) r.fail();
    for (std::size_t i = 0; i < n && r.ok(); ++i) {
        const auto uid = r.number<std::uint16_t>();
        s.scores.emplace_back(uid, r.real());
    }
    return s;
}

void put(wire_writer& w, const chain_rules& c) {
    w.number(c.tempo).number(c.weights_rate_limit).number(c.version_key).number(c.min_weights).number(c.max_weight);
    w.number(std::uint8_t(c.commit_reveal)).number(c.reveal_period).number(c.immunity_period);
    w.number(c.activity_cutoff).number(c.max_neurons).number(c.max_validators).real(c.min_stake).number(c.kappa);
    w.real(c.bonds_alpha).real(c.emission_per_block);
}

chain_rules take_rules(wire_reader& r) {
    chain_rules c;
    c.tempo = r.number<std::uint32_t>();
    c.weights_rate_limit = r.number<std::uint64_t>();
    c.version_key = r.number<std::uint64_t>();
    c.min_weights = r.number<std::uint16_t>();
    c.max_weight = r.number<std::uint16_t>();
    c.commit_reveal = r.number<std::uint8_t>() != 0;
    c.reveal_period = r.number<std::uint64_t>();
    c.immunity_period = r.number<std::uint64_t>();
    c.activity_cutoff = r.number<std::uint64_t>();
    c.max_neurons = r.number<std::uint16_t>();
    c.max_validators = r.number<std::uint16_t>();
    c.min_stake = r.real();
    c.kappa = r.number<std::uint16_t>();
    c.bonds_alpha = r.real();
    c.emission_per_block = r.real();
    return c;
}

void put(wire_writer& w, const genesis_neuron& n) {
    w.raw(n.who.encoded()).real(n.stake).text(n.ip).number(n.port).number(std::uint8_t(n.plays));
}

genesis_neuron take_neuron(wire_reader& r) {
    genesis_neuron n;
    n.who = r.who();
    n.stake = r.real();
    n.ip = r.text(most_ip);
    n.port = r.number<std::uint16_t>();
    const auto plays = r.number<std::uint8_t>();
    if (plays > std::uint8_t(validator_profile::malicious)) r.fail();
    n.plays = validator_profile(plays);
    return n;
}

}  // namespace rf::embedded
