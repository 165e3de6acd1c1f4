// projection: all that a validator knows, as the fold of its log.
//
// It has no other state: what it does next is its agenda (agenda.hpp), and a
// restart, an audit and a regression test are the same fold. `lawful` refuses
// an event that may not follow; `apply` takes one in, or says why the log
// breaks its own laws. Times and wall clocks are never read here.
#pragma once

#include "replay/epoch_state.hpp"

namespace rf {

struct log_predecessor {
    std::string origin;
    head at;
    friend bool operator==(const log_predecessor&, const log_predecessor&) = default;
};
struct log_identity {
    std::optional<log_predecessor> predecessor;
    std::string origin;
    std::uint16_t chain = 0;
    hash32 genesis;
    std::uint16_t netuid = 0;
    std::uint8_t mechanism_id = 0;
    account validator;
    std::string verification_key;  // the one in force
    friend bool operator==(const log_identity&, const log_identity&) = default;
};

struct chain_state {
    bool connected = false;               // by the process that writes now
    bool current = false;                 // and a block was seen since
    std::string endpoint;
    std::uint32_t spec_version = 0;
    std::uint64_t best = 0, finalised = 0;
    hash32 best_hash;
    std::uint64_t metagraph_block = 0;
    std::uint64_t metagraph_at = 0;       // the event that completed it
    roster neurons;                       // of the last complete metagraph
    std::vector<account> permitted;       // validators among them, sorted
    std::uint16_t parts_seen = 0, parts = 0;  // of one that is arriving
    std::uint64_t arriving_block = 0;
    roster arriving;
    std::vector<account> arriving_permitted;
    std::uint32_t tempo = 0;
    std::uint64_t weights_rate_limit = 0, version_key = 0;
    bool commit_reveal = false;
    friend bool operator==(const chain_state&, const chain_state&) = default;
};

// An epoch's weights after its seal. Only forward, and ended is final.
struct weights_state {
    enum class stage : std::uint8_t { due, intended, signed_, submitted, included, finalised, ended } at = stage::due;
    std::uint32_t epoch = 0;
    std::vector<std::pair<std::uint16_t, std::uint16_t>> values;  // uid, u16: as sealed, then as intended
    // Of the epoch: emit runs once more, over the accounts that kept their uid.
    roster seats;
    std::vector<double> scores;
    parameters params;
    std::uint64_t sealed_at = 0;  // the event
    schema::WeightCall call = schema::WeightCall::SET;         // as intended
    schema::WeightCall signed_call = schema::WeightCall::SET;  // of what was signed last
    bool committed = false;       // a commit is on the chain, so its reveal may be signed
    hash32 extrinsic;             // what was signed last,
    std::uint64_t era_to = 0;     // and the block after which it is dead
    std::uint32_t attempts = 0;
    friend bool operator==(const weights_state&, const weights_state&) = default;
};

// What was signed last is a commit whose reveal is still to come: of such
// weights nothing can be read back yet.
inline bool is_bare_commit(const weights_state& w) {
    return w.call == schema::WeightCall::COMMIT && w.signed_call == schema::WeightCall::COMMIT;
}

// The verification key was changed by event `at`; `from` had been in force.
struct key_rotation {
    std::uint64_t at = 0;
    std::string from;
    friend bool operator==(const key_rotation&, const key_rotation&) = default;
};

struct known_miner {
    account who;
    std::uint16_t uid = 0;
    std::string endpoint, protocol;
    std::uint16_t health = 0;
    friend bool operator==(const known_miner&, const known_miner&) = default;
};

struct sealed_epoch {
    std::uint32_t epoch = 0;  // 0 = none yet
    std::uint64_t at = 0;
    hash32 carry_out;
    hash32 digest;
    bool withheld = false;
    friend bool operator==(const sealed_epoch&, const sealed_epoch&) = default;
};

struct awaited_truth {
    std::array<std::uint8_t, 16> task{};
    std::uint32_t submitted_epoch = 0;
    friend bool operator==(const awaited_truth&, const awaited_truth&) = default;
};

struct projection {
    std::uint64_t next = 0;  // the number the next event will have
    std::uint64_t term = 0;
    bool writing = false;    // a writer has started and not stopped
    log_identity identity;
    std::vector<key_rotation> rotations;  // in their order
    std::string mechanism;   // for the next epoch
    std::uint16_t mechanism_version = 0;
    parameters chosen;
    std::optional<hash32> imported_carry;
    std::optional<hash32> secret_committed;  // for the next epoch
    std::uint64_t secret_before_block = 0;
    std::optional<epoch_state> open;
    sealed_epoch sealed;
    std::vector<weights_state> weights;      // of epochs whose weights have not ended, by epoch
    chain_state chain;
    std::vector<known_miner> miners;         // by account
    std::vector<awaited_truth> awaited;      // in the order submitted
    std::vector<std::string> alarms;         // raised, sorted
    std::uint32_t pruned_through = 0;
    std::uint32_t root_committed = 0;        // the epoch whose root the chain is known to hold
    friend bool operator==(const projection&, const projection&) = default;
};

status lawful(const projection& p, event_reader event);

// lawful, then taken in. Blobs are read where an epoch opens (its carry-in).
status apply(projection& p, event_reader event, const blob_source& blobs);

// The carry the next epoch starts from, by the name of its blob.
std::optional<hash32> next_carry(const projection& p);

}  // namespace rf
