// chain: the embedded chain as it is met over a connection, with its moods.
//
// The chain itself outlives every process; the connection ends with it. Answers
// take time. What goes wrong is ordered by block. Where `pure_hashes` is set a
// block's hash follows from the seed and its number alone, and not from what
// was in earlier blocks: then two runs that submit at different moments still
// draw the same tasks.
#pragma once

#include "actors/chain/embedded/port.hpp"
#include "actors/sim/chance.hpp"
#include "actors/sim/clock.hpp"
#include "actors/sim/disk.hpp"
#include "actors/sim/network.hpp"
#include "actors/sim/queue.hpp"

namespace rf::sim {

// What the chain or the way to it does, once block `at` is there.
struct mood {
    enum class what : std::uint8_t {
        refuses,      // the next submission: too soon, `amount` blocks
        loses_taken,  // the next submission: taken, but nobody tells
        loses,        // the next submission: gone on the way
        delays,       // the next submission: for `amount` blocks
        disconnects,  // for `amount` blocks
        reorganises,  // the last `amount` blocks
        forgets,      // ... and loses their extrinsics
        pauses,       // no block for `amount` blocks
        registers     // a new miner takes a uid
    } what = what::refuses;
    std::uint64_t at = 0, amount = 0;
};
std::string_view name_of(enum mood::what w);

class chain final : public chain_port {
  public:
    chain(std::uint64_t seed, const account& self, embedded_genesis genesis, const world_clock& clock,
          queue& world, const disk& log, network::objection object);

    std::vector<mood> moods;         // ascending `at`
    std::set<std::uint64_t> throws;  // at which calls, counted over all processes
    bool pure_hashes = false;
    bool slow_answers = false;   // up to 3 s each
    bool commits_another = false;  // a plant: a root with one bit changed
    bool submits_twice = false;  // a plant: signs each order once more and sends that too

    void power_on();
    void power_off();
    [[nodiscard]] const hash32& identity() const { return chain_->identity(); }
    [[nodiscard]] embedded_chain& held() { return *chain_; }
    // Every extrinsic that was ever submitted, as often as it was.
    [[nodiscard]] const std::vector<hash32>& submitted() const { return submitted_; }

    void connect(chain_listener listener, chain_answer<chain_identity> done) override;
    void disconnect() override;
    void poll() override;
    void read_metagraph(chain_answer<seen_metagraph> done) override;
    void read_hyperparameters(chain_answer<seen_hyperparameters> done) override;
    void read_weights(const account& validator, chain_answer<weight_values> done) override;
    void sign(const weights_order& order, chain_answer<signed_extrinsic> done) override;
    void submit(const byte_vec& bytes, std::function<void(submission)> done) override;
    void find(const hash32& extrinsic, std::uint64_t era_from, std::uint64_t era_to,
              chain_answer<whereabouts> done) override;
    void publish_scores(const seen_scores& ours) override;
    void commit_root(const root_commitment& ours, chain_answer<nothing> done) override;
    void read_root(const account& of, chain_answer<std::optional<placed_root>> done) override;

  private:
    bool begin();  // of a call: whether the machine is on
    void have_moods();
    void have(const mood& m);
    hash32 hash_of(std::uint64_t number, const hash32& real) const;
    template <class T>
    std::function<void(T)> later(std::function<void(T)> done);

    std::uint64_t seed_;
    const world_clock& clock_;
    queue& world_;
    const disk& log_;
    network::objection object_;
    account self_;
    memory_chain_storage storage_;
    chain_faults faults_;
    std::unique_ptr<embedded_chain> chain_;
    std::unique_ptr<embedded_port> port_;
    std::vector<hash32> submitted_;
    std::set<hash32> refused_;   // when last sent
    std::set<hash32> in_doubt_;  // sent, and neither refused nor asked after since
    std::optional<weights_order> last_order_;
    dice slowness_;
    std::size_t next_mood_ = 0;
    std::uint64_t calls_ = 0;
};

// Nobody else is here to forge anything: a signature is the message's hash
// under the signer's account.
signature64 sign_plainly(const account& who, byte_view message);

}  // namespace rf::sim
