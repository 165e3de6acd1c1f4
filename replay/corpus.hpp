// corpus: recorded epochs scored again by this program, against what is
// expected of them.
//
// Expected is what a bundle's own seal records or, where somebody accepted a
// change, what was computed then: the difference to the seal, in a text that
// reads well in a pull request. Beside it stands a trace of every miner's own
// figures after each task, from when they were last accepted. It serves to name
// the event by which a miner first moved, and to notice figures that are only
// reported; it never decides whether a score moved.
//
// Bytes come in from outside; nothing here opens a file. A bundle is replayed
// only if it is whole, signed by the key that it names and lawful.
#pragma once

#include <map>

#include "events/bundle.hpp"
#include "replay/epoch_record.hpp"
#include "replay/what_if.hpp"

namespace rf {

constexpr std::size_t most_corpus_text = std::size_t{64} << 20;

// All that a seal says of its scores, one entry a seat.
struct epoch_outcome {
    std::vector<double> scores;
    std::vector<std::uint16_t> weights;  // 0 where there is none
    std::string withheld;
    hash32 digest, carry_out;
};
bool same_bits(const epoch_outcome& a, const epoch_outcome& b);

// What was accepted of one bundle: what is not as its seal has it. It holds for
// the bundle with this digest in its seal and for no other.
struct accepted_epoch {
    hash32 sealed_digest;
    std::optional<std::string> withheld;
    std::optional<hash32> digest, carry_out;
    std::map<std::uint16_t, double> scores;  // by uid
    std::map<std::uint16_t, std::uint16_t> weights;
    [[nodiscard]] bool empty() const;
    friend bool operator==(const accepted_epoch&, const accepted_epoch&) = default;
};
using accepted_changes = std::map<std::string, accepted_epoch, std::less<>>;  // by the bundle's name

// expected.txt, sorted by name and uid:
//
//     epoch DIGEST NAME            the digest as the bundle's seal has it
//     withheld TEXT | digest HEX | carry_out HEX | score UID HEXFLOAT | weight UID U16
std::string write_accepted(const accepted_changes& all);
result<accepted_changes> read_accepted(std::string_view text);

// A miner's own figures after 0, 1, 2 ... tasks, hashed: eight hexadecimal
// digits each, a '.' where they are as before.
struct epoch_trace {
    hash32 sealed_digest;
    hash32 reported;  // SHA-256 over the columns of detail and the shares
    std::map<std::uint16_t, std::vector<std::uint32_t>> figures;  // by uid
    friend bool operator==(const epoch_trace&, const epoch_trace&) = default;
};
using traces = std::map<std::string, epoch_trace, std::less<>>;

// trace.txt: `epoch DIGEST NAME`, `reported HEX`, then a line `UID FIGURES...` for each seat.
std::string write_traces(const traces& all);
result<traces> read_traces(std::string_view text);

// A score, or a weight, that is not what was expected.
struct moved_score {
    account who;
    std::uint16_t uid = 0;
    double was = 0, is = 0;
    std::uint16_t weight_was = 0, weight_is = 0;
    moved_by why = moved_by::nothing;  // stays so where no trace tells
    std::uint16_t task = 0;            // its ordinal
    std::uint64_t event = no_event;
    std::optional<std::uint16_t> through;  // the uid that moved first
};

struct replayed_epoch {
    std::uint32_t epoch = 0;
    std::string mechanism;                 // "reasonforge@1"
    std::uint64_t opened = 0, sealed = 0;  // events
    roster seats;
    epoch_outcome recorded, expected, computed;
    bool accepted = false;           // expected is not what is recorded
    bool traced = false;             // there was a trace of this very epoch
    bool reported_moved = false;     // and figures beside the scores are not as it has them
    std::vector<moved_score> moved;  // by uid; empty too where only others moved
    hash32 sealed_digest;
    [[nodiscard]] bool agrees() const { return same_bits(expected, computed); }
};

struct corpus_options {
    // Other rules in place of those recorded: for tests of this very check.
    std::function<const mechanism*(const mechanism&)> instead;
};

// A fault: it is no whole, signed and lawful bundle, this program cannot replay
// it, or what was accepted is of another one.
result<replayed_epoch> replay_bundle(const bundle_reader& bundle, const accepted_epoch* accepted,
                                     const epoch_trace* trace, const corpus_options& options = {});

// What is to be written down where what was computed is accepted.
accepted_epoch accept(const replayed_epoch& e);
result<epoch_trace> trace_of(const bundle_reader& bundle, const corpus_options& options = {});

}  // namespace rf
