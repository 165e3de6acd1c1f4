// audit: does what an epoch recorded follow from its own events, bit for bit?
//
// An epoch is rebuilt from its carry-in and its events, scored again, and
// every score, weight, digest and carry-out is compared with its seal; its
// tasks are drawn again from the revealed secret, and their content is made
// again where this program knows who made it. An audit writes nothing. Events
// that a bundle withholds are passed over and counted: that none of them is the
// epoch's own is what its seal says, which counts the epoch's events by kind.
#pragma once

#include "events/bundle.hpp"
#include "replay/fold.hpp"

namespace rf {

struct difference {
    std::uint64_t event = 0;           // where the recorded value stands
    std::optional<std::uint16_t> uid;
    std::string field;
    std::string recorded, computed;    // hexadecimal; a float as its 64 bits and its value
};

struct epoch_audit {
    std::uint32_t epoch = 0;
    std::string mechanism;             // "reasonforge@1"
    std::uint64_t opened = 0, sealed = 0, events = 0;
    std::uint64_t seats = 0, tasks = 0, replies = 0, weights = 0;
    std::string withheld;
    hash32 digest, carry_in, carry_out;
    std::uint64_t payloads = 0, pruned = 0;
    std::uint64_t drawn = 0;           // tasks that are as the draw, made again, has them
    std::uint64_t contents = 0;        // of these, prompt and truth made again; the others': taken on record
    std::uint64_t hidden = 0;          // events between opening and seal that a bundle withholds
    bool checkpoint = false;           // a signed note covers the seal, and it holds:
    std::uint64_t note_size = 0;       // sealed + 1 where it was cut there, else larger
    std::uint64_t roots = 0;           // committed to the chain, and compared with the tree
    bool committed = false;            // of a bundle: its secret is committed to by an earlier event,
    bool carry_follows = false;        // and the seal before it has its carry-in as carry-out
    std::string key;                   // that the note must be by: given, or as the log records it
    bool key_on_record = false;        // by a key that took over from the log's first: not proved here
    std::optional<difference> first;   // nothing: every bit agrees
    [[nodiscard]] bool agrees() const { return !first; }
};

struct audit_options {
    bool payloads = true;                        // read every payload and check its hash
    bool absent_payloads = false;                // a bundle need not have them
    const bundle_reader* bundle = nullptr;       // whose note is looked at; audit_bundle sets it
    // The only key whose notes hold, and one must cover the seal; from genesis,
    // the key the log must begin with. Else the log's own word is taken:
    // epoch_opened, and key_rotated.
    std::optional<verifying_key> key;
    progress_report report;
};

// One epoch, found by the log's index. A fault: the data cannot be read, or
// breaks the log's laws; it names the event.
result<epoch_audit> audit_epoch(const log_reader& log, std::uint32_t epoch, const audit_options& options);

// The epoch of a bundle (events/bundle.hpp), whose note must be signed by the
// key that the epoch names, or by the one given. Of the earlier events that it
// brings, it says what they prove.
result<epoch_audit> audit_bundle(const bundle_reader& bundle, const audit_options& options);

// Epochs first..last, each handed to `each`; the carry between them is proved:
// carry-out of one is carry-in of the next. Stops at the first that differs.
status audit_chain(const log_reader& log, std::uint32_t first, std::uint32_t last, const audit_options& options,
                   const std::function<void(const epoch_audit&)>& each);

// Everything: the whole log is folded from event 0 with every law checked, each
// new key proved to be vouched for by the one before, and each sealed epoch
// audited.
status audit_from_genesis(const log_reader& log, const audit_options& options,
                          const std::function<void(const epoch_audit&)>& each);

}  // namespace rf
