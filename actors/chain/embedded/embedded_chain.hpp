// embedded_chain: a whole small subnet inside one process, as a state machine.
//
// It has no clock: time comes with `advance`, and block n exists from
// birth + n * block_ms on, whether or not anybody looked. What comes from
// outside (extrinsics, published scores, ordered faults) is an input, written
// to the chain's storage before it counts; the chain is the fold of its
// inputs and the time, so a chain opened again has the same blocks. Blocks in
// which nothing happens cost nothing, also a million of them.
//
// Owned by one thread.
#pragma once

#include <deque>
#include <memory>
#include <variant>

#include "actors/chain/embedded/dispatch.hpp"
#include "actors/chain/embedded/records.hpp"
#include "actors/chain/embedded/state.hpp"
#include "actors/chain/embedded/storage.hpp"

namespace rf {

// What the chain has to tell by itself, numbered from 1.
struct chain_reorg {
    seen_block from, to;  // the old head, and the block that overtook it
};
struct chain_news {
    std::uint64_t number = 0;
    std::variant<seen_weights, seen_scores, chain_reorg> what;
};

class embedded_chain {
  public:
    // Goes on where the storage ends, after cutting a torn tail, or begins
    // there. Refuses another chain's storage and a damaged one. `storage` must
    // outlive the chain.
    static result<std::unique_ptr<embedded_chain>> open(const embedded_genesis& from, chain_storage& storage,
                                                        verify_bytes verify, std::int64_t utc_ns);

    // The genesis hash, with the true time of birth.
    [[nodiscard]] const hash32& identity() const { return identity_; }
    [[nodiscard]] const embedded_genesis& genesis() const { return genesis_; }

    // Time passes; a time before the head's changes nothing.
    void advance(std::int64_t utc_ns);
    // When block `number` will be there, if nothing holds it up.
    [[nodiscard]] std::int64_t time_of(std::uint64_t number) const;

    [[nodiscard]] std::uint64_t head() const { return state_.block; }
    [[nodiscard]] std::uint64_t finalised() const;
    // The last few hundred changes are remembered; before them: nothing.
    [[nodiscard]] std::optional<seen_block> block(std::uint64_t number) const;

    [[nodiscard]] const std::vector<embedded::neuron>& neurons() const { return state_.neurons; }
    [[nodiscard]] const embedded::neuron* find_neuron(const account& who) const;
    [[nodiscard]] const chain_rules& rules() const { return state_.rules; }
    [[nodiscard]] std::uint64_t epoch_of(std::uint64_t block) const;

    // Of what is in blocks and in the pool.
    [[nodiscard]] std::uint64_t next_nonce(const account& who) const;
    submission submit(byte_view bytes, std::uint64_t delay_blocks = 0);
    // One that failed is `pool` until its block is final: a reorg may still
    // put it into another block, where it succeeds.
    [[nodiscard]] whereabouts find(const hash32& extrinsic) const;

    // A task's scores, as the validator under test saw them. The played
    // validators publish theirs as news; telling the same task again only
    // brings that news again.
    status publish(const seen_scores& ours);

    // A registered account's head of its log, in the next block, and on whichever
    // fork. What is there or on its way already is not taken twice.
    status commit_root(const account& who, const root_commitment& what);
    [[nodiscard]] std::optional<placed_root> root_of(const account& who) const;

    [[nodiscard]] std::uint64_t newest_news() const { return news_count_; }
    // Those numbered above `after` that are still remembered (the last 1024).
    [[nodiscard]] std::vector<chain_news> news_after(std::uint64_t after) const;

    // What can be ordered, from the next block on: by tests and the simulator.
    // A reorg replaces the `depth` blocks before block `at`; their extrinsics
    // go back to the pool, or are lost.
    status order_reorg(std::uint64_t at, std::uint64_t depth, bool lose_extrinsics = false);
    status order_pause(std::uint64_t blocks);  // no block for so long, from now
    status set_stake(const account& who, double stake);
    status set_rules(const chain_rules& rules);
    // The next block gives it a uid: a new one, or that of the neuron with the
    // lowest emission that is not immune.
    status register_neuron(const genesis_neuron& n);

  private:
    struct pooled {
        byte_vec bytes;
        hash32 hash;
        embedded::extrinsic x;
        std::uint64_t not_before = 0;  // a block
        std::uint64_t placed = 0;      // of one that is in a block
    };
    struct ordered_reorg {
        std::uint64_t at = 0, depth = 0;
        bool lose_extrinsics = false;
    };
    struct ordered_change {  // part of block `at`, on whichever fork
        std::uint64_t at = 0;
        std::variant<embedded::new_stake, chain_rules, genesis_neuron, embedded::new_root> what;
    };
    struct saved_state {  // as it was from `held.block` to before block `until`
        std::uint64_t until = 0;
        embedded::state held;
    };
    struct published {
        std::uint64_t head = 0;  // when it came
        seen_scores scores;
    };

    embedded_chain(const embedded_genesis& from, chain_storage& storage, verify_bytes verify);
    void begin(std::int64_t birth_ns);

    // inputs (embedded_inputs.cpp)
    status keep(byte_view payload);
    status give(byte_view payload);
    status take(byte_view payload);
    status take_order(std::uint8_t kind, byte_view body);
    status take_birth(byte_view body, const hash32& given);
    status replay(byte_view stored, const hash32& given, std::int64_t utc_ns);
    status take_extrinsic(byte_view bytes, std::uint64_t delay_blocks);
    [[nodiscard]] std::optional<submission> refused_by_pool(const pooled& p) const;
    [[nodiscard]] bool already_published(const seen_scores& ours) const;
    void tell_judgements(const seen_scores& ours);

    // blocks (embedded_blocks.cpp)
    void advance_to(std::uint64_t target);
    [[nodiscard]] std::uint64_t next_event() const;
    [[nodiscard]] std::uint64_t next_judging(std::size_t place, std::uint64_t after) const;
    void save(std::uint64_t until, std::uint64_t target);
    void forget();
    void produce();
    void go_back(const ordered_reorg& r);
    void make_changes();
    void register_now(const genesis_neuron& n);
    void include_extrinsics();
    void place(pooled&& p);
    void judge(std::uint16_t uid);
    void end_epoch();
    void change(byte_view what);
    void tell(decltype(chain_news::what) what);
    [[nodiscard]] bool is_boundary(std::uint64_t block) const;
    [[nodiscard]] embedded::subnet subnet_at(std::uint64_t block) const;

    embedded_genesis genesis_;
    hash32 identity_;
    chain_storage& storage_;
    verify_bytes verify_;
    embedded::record_chain records_;
    embedded::state state_;
    std::deque<saved_state> saved_;
    std::vector<pooled> pool_, in_blocks_;  // waiting; and in blocks that are not final
    std::vector<ordered_reorg> reorgs_;     // ascending
    std::vector<chain_reorg> overtaken_;    // to be told once the new head is there
    std::vector<ordered_change> changes_;
    std::deque<published> published_;
    std::uint64_t paused_ = 0;  // blocks that never came
    std::deque<chain_news> news_;
    std::uint64_t news_count_ = 0;
    bool quiet_ = true;  // what was news once is not told again
};

// The neuron that gives way to a new one; nothing where all are immune.
std::optional<std::uint16_t> least_needed(const embedded::state& s);

}  // namespace rf
