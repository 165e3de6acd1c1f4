// chain: the port of one chain connection.
//
// What is asked calls back exactly once, on any thread, possibly from within
// the call. What the chain says by itself goes to the listener given to
// `connect`, from `connect` until `disconnect` or `on_lost`. Nothing here
// remembers what was submitted: that is in the log, and after any doubt the
// chain is asked with `find` before the same bytes go again.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "events/account.hpp"
#include "events/result.hpp"
#include "schemas/event.capnp.h"

namespace rf {

using weight_values = std::vector<std::pair<std::uint16_t, std::uint16_t>>;  // uid, u16; ascending uid

struct chain_identity {
    std::string endpoint;
    hash32 genesis;
    std::uint32_t spec_version = 0;
};
struct seen_block {
    std::uint64_t number = 0;
    hash32 hash;
    bool finalised = false;
};
struct seen_neuron {
    std::uint16_t uid = 0;
    account who;
    double stake = 0;
    bool permit = false;
    std::string ip;
    std::uint16_t port = 0;  // 0: serves nothing
    std::uint64_t last_update = 0;
};
struct seen_metagraph {
    std::uint64_t block = 0;
    std::vector<seen_neuron> neurons;  // ascending uid
};
struct seen_hyperparameters {
    std::uint64_t block = 0;
    std::uint32_t tempo = 0;
    std::uint64_t weights_rate_limit = 0, version_key = 0;
    std::uint16_t min_weights = 0, max_weight = 65535;
    bool commit_reveal = false;
    std::uint64_t reveal_period = 0;
};
struct seen_weights {  // what another validator has set
    std::uint64_t block = 0;
    account validator;
    double stake = 0;
    weight_values row;
};
struct seen_scores {  // what another validator has published of one task
    account validator;
    double stake = 0;
    std::uint32_t epoch = 0;
    std::array<std::uint8_t, 16> task{};
    std::vector<std::pair<std::uint16_t, double>> scores;  // uid, score
};

struct chain_listener {
    std::function<void(seen_block)> on_block;
    std::function<void(seen_block from, seen_block to)> on_reorg;
    std::function<void(seen_weights)> on_weights;
    std::function<void(seen_scores)> on_scores;
    std::function<void(std::uint32_t from_spec, std::uint32_t to_spec)> on_runtime;
    std::function<void(std::string reason)> on_lost;  // then it is connected no more
};

// What is to be signed. For a commit and its reveal `salt` is the same.
struct weights_order {
    schema::WeightCall call = schema::WeightCall::SET;
    weight_values weights;
    std::uint64_t version_key = 0;
    std::vector<std::uint16_t> salt;
};
struct signed_extrinsic {
    byte_vec bytes;  // exactly what is sent, and sent again
    hash32 hash;
    std::uint64_t nonce = 0;
    std::uint64_t era_from = 0, era_to = 0;  // dead once a block after era_to is final
};
struct submission {
    enum class what : std::uint8_t {
        taken,    // in the pool, or already there
        refused,  // certainly not taken
        unknown   // lost on the way: ask with `find`
    } became = what::unknown;
    std::string reason, pallet, error;  // of a refusal, as raw as it came
    bool final = false;                 // the same intent can never succeed
    std::uint64_t retry_in_blocks = 0;  // too soon: after so many
};
struct whereabouts {
    enum class place : std::uint8_t { unknown, pool, included, finalised, failed } at = place::unknown;
    std::uint64_t block = 0;
    hash32 block_hash;
    std::uint32_t index = 0;
    std::string reason, pallet, error;  // of one that was included and failed
    bool final = false;
    std::uint64_t retry_in_blocks = 0;
};

// A head of our log, told to the chain, where everybody sees the same. The
// chain keeps the last one of each account.
struct root_commitment {
    std::uint64_t size = 0;
    hash32 root;
    friend bool operator==(const root_commitment&, const root_commitment&) = default;
};
struct placed_root {
    root_commitment what;
    std::uint64_t block = 0;
    hash32 extrinsic;
    bool final = false;  // no reorg can take it back
    friend bool operator==(const placed_root&, const placed_root&) = default;
};

template <class T>
using chain_answer = std::function<void(result<T>)>;

class chain_port {
  public:
    virtual ~chain_port() = default;
    virtual void connect(chain_listener listener, chain_answer<chain_identity> done) = 0;
    virtual void disconnect() = 0;
    // Called by its actor several times a block; a port without a thread of its
    // own notices new blocks here.
    virtual void poll() = 0;

    virtual void read_metagraph(chain_answer<seen_metagraph> done) = 0;
    virtual void read_hyperparameters(chain_answer<seen_hyperparameters> done) = 0;
    virtual void read_weights(const account& validator, chain_answer<weight_values> done) = 0;

    virtual void sign(const weights_order& order, chain_answer<signed_extrinsic> done) = 0;
    virtual void submit(const byte_vec& bytes, std::function<void(submission)> done) = 0;
    virtual void find(const hash32& extrinsic, std::uint64_t era_from, std::uint64_t era_to,
                      chain_answer<whereabouts> done) = 0;

    // Our own scores of a closed task, for chains on which validators publish
    // them; elsewhere nothing.
    virtual void publish_scores(const seen_scores& ours) { (void)ours; }

    // For chains that take commitments. Taken is not yet in a block: ask with
    // `read_root`, before as well, so that nothing is committed twice.
    virtual void commit_root(const root_commitment& ours, chain_answer<nothing> done) {
        (void)ours;
        done(no_roots());
    }
    virtual void read_root(const account& of, chain_answer<std::optional<placed_root>> done) {
        (void)of;
        done(no_roots());
    }

  protected:
    static fault no_roots() {
        return {fault_kind::refused, "this chain takes no commitments of roots", "chain",
                "set chain.publish_roots = false"};
    }
};

}  // namespace rf
