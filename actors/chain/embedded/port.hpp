// port: the embedded chain as a chain connection, with the faults of one.
//
// Everything calls back from within the call. `poll` lets time pass on the
// chain and tells the listener what is new; after a long absence only the
// newest few blocks. One port is one connection of one account; the chain may
// outlive it. Faults are ordered through a `chain_faults` that outlives it too.
#pragma once

#include "actors/chain/embedded/embedded_chain.hpp"
#include "actors/ports/clock.hpp"

namespace rf {

// What the connection does wrong next. Each order is used up by what it meets.
struct chain_faults {
    enum class loss : std::uint8_t { none, taken, not_taken };
    std::optional<submission> refuse_next;  // answered so, and not taken
    loss lose_next = loss::none;            // answered `unknown`
    std::uint64_t delay_next = 0;           // blocks until it can be included
    std::uint64_t lost_from = 0;            // the connection is away in blocks
    std::uint64_t lost_until = 0;           // [lost_from, lost_until)
    void lose_connection(std::uint64_t from_block, std::uint64_t blocks) {
        lost_from = from_block;
        lost_until = from_block + blocks;
    }
};

class embedded_port final : public chain_port {
  public:
    embedded_port(embedded_chain& chain, const clock_port& clock, const account& self, sign_bytes signer,
                  chain_faults& faults);

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
    bool reachable();  // time has passed, and the connection stands
    template <class T, class Answer>
    void answer(chain_answer<T>& done, Answer&& of);
    [[nodiscard]] result<embedded::weights_call> call_of(const weights_order& order) const;
    [[nodiscard]] result<signed_extrinsic> signed_order(const weights_order& order) const;

    embedded_chain& chain_;
    const clock_port& clock_;
    account self_;
    sign_bytes signer_;
    chain_faults& faults_;
    std::shared_ptr<const chain_listener> listener_;  // none: not connected
    std::uint64_t told_ = 0, told_final_ = 0, news_ = 0;
};

}  // namespace rf
