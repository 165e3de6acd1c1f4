// stored: the larger values in a chain's inputs and genesis, as bytes.
//
// A reader that was given anything else has failed afterwards.
#pragma once

#include "actors/chain/embedded/genesis.hpp"
#include "actors/chain/embedded/wire.hpp"
#include "actors/ports/chain.hpp"

namespace rf::embedded {

constexpr std::size_t most_scores = 1024, most_ip = 64;

void put(wire_writer& w, const seen_scores& s);
seen_scores take_scores(wire_reader& r);

void put(wire_writer& w, const chain_rules& c);
chain_rules take_rules(wire_reader& r);

void put(wire_writer& w, const genesis_neuron& n);
genesis_neuron take_neuron(wire_reader& r);

}  // namespace rf::embedded
