// mechanism: a pure program from an epoch's facts to its scores, and the
// catalog of all that were ever released.
//
// A released version never changes: `@2` is a new file, and old epochs replay
// with `@1`. An entry says what it reads (its parameters) and what it needs
// from the edges (miner protocol, verifiers); it names no chain.
#pragma once

#include <span>

#include "replay/facts.hpp"

namespace rf {

struct parameter_rule {
    std::string_view name;
    std::variant<double, std::uint64_t, bool, std::string_view> standard;
    double least = 0, most = 0;  // bounds of numbers; of a text: unused
    std::string_view choices;    // of a text: the allowed values, separated by '|'
    std::string_view says;       // one line for people
    bool shapes_draw = false;    // draw_tasks reads it: facts drawn by one value say nothing of another
};

struct mechanism {
    std::string_view name;
    std::uint16_t version;
    std::span<const parameter_rule> rules;          // sorted by name, emit.* included
    std::span<const std::string_view> domains;      // what task_facts::domain indexes; may be empty
    std::string_view protocol;                      // miner protocol: axon, agent, aml, hetu
    std::string_view verifiers;                     // comma-separated names the edges must offer
    std::size_t observation_index;                  // which alternative of `observation` it reads
    std::uint32_t most_tasks;                       // tasks an epoch may have; 0 = any number
    // Scores and carry-out. Weights are not set here: emit() turns scores into them.
    result<epoch_result> (*score)(const epoch_facts&);
    // Columns of detail that are a miner's own, before it is ranked or weighed
    // against the others, separated by commas. Empty: its score is.
    std::string_view own_columns = {};
};

std::span<const mechanism* const> catalog();
const mechanism* find_mechanism(std::string_view name, std::uint16_t version);

// Every parameter of the mechanism, sorted, with `chosen` in place of the
// defaults; refuses an unknown name, a wrong type and a value out of bounds.
result<parameters> complete_parameters(const mechanism& m, const parameters& chosen);

// That these are exactly what complete_parameters gives: for parameters that
// come from a log.
status check_parameters(const mechanism& m, const parameters& all);

// A pinned parameter's value; it must be there, with this type.
double number(const parameters& p, std::string_view name);
std::uint64_t integer(const parameters& p, std::string_view name);
bool flag(const parameters& p, std::string_view name);
std::string_view choice(const parameters& p, std::string_view name);

// What a mechanism demands of one reply's observation: its own alternative, and
// every number within its range. For whoever admits a fact, and for run_epoch.
status check_observation(const mechanism& m, const observation& seen);

// A carry that a mechanism can start from: sorted, finite, within its ranges.
status check_carry(const carry& in);

// Everything a mechanism may rely on: roster by ascending uid, a carry sorted by
// account, as many replies as seats, parameters complete, numbers in range.
status check_facts(const mechanism& m, const epoch_facts& facts);

// Section 0 of the rules: positive weights, normalised, capped, as u16.
// Sets weights and withheld of `r`; parameters emit.*.
void emit(const roster& seats, const parameters& p, epoch_result& r);

// check_facts, score, then emit. An epoch in which a miner was asked and left
// with voids only is partial: withheld, and the carry goes on unchanged.
result<epoch_result> run_epoch(const mechanism& m, const epoch_facts& facts);

// SHA-256 over one record a seat, sorted by account: the account (type byte and
// bytes), then big-endian the score's bits (8), the uid (2) and the u16 (2; 0
// where it has no weight).
hash32 score_digest(const roster& seats, const epoch_result& r);

}  // namespace rf
