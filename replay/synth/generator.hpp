// generator: the flow of an invented log, epoch after epoch.
//
// One epoch: a block, the metagraph, a committed secret, tasks drawn from it,
// questions and replies interleaved as they would be, the seal and its
// checkpoint, and the weights on their way to a chain. Its own part of synth;
// nobody else includes it.
#pragma once

#include "events/sha256.hpp"
#include "replay/draw.hpp"
#include "replay/synth/journal.hpp"
#include "replay/synth/synth.hpp"
#include "replay/synth/world.hpp"

namespace rf {

// A step that may be refused, in a run of them.
#define RF_TRY(expression) \
    if (auto tried = (expression); !tried) return tried.error()

inline blob named(byte_vec bytes) {
    const hash32 name = sha256(bytes);
    return {name, std::move(bytes)};
}

inline void set_blob(schema::BlobRef::Builder to, const blob& b) {
    to.setSha256(data_of(b.name));
    to.setLength(b.bytes.size());
}

class generator {
  public:
    generator(log_writer& log, const std::string& name, const synth_options& options)
        : log_(log),
          options_(options),
          key_(synth_key(name, options.seed)),
          journal_(log, options.batch),
          world_(options.seed, options.miners,
                 options.mechanisms == std::vector<std::string>{"hetu_consensus"}, options.hostile) {}

    result<synth_report> run(const synth_progress& progress);

  private:
    dice& roll() { return world_.roll(); }
    bool sometimes(double p) { return options_.hostile && roll().chance(p); }
    status begin();
    status start_writer();
    status choose_mechanism(std::uint32_t epoch);
    status observe_chain();
    status hand_over();
    status observe_metagraph();
    status observe_block(std::uint64_t number, const hash32& hash);
    status open_epoch(std::uint32_t epoch);
    status one_epoch(std::uint32_t epoch);
    status one_task(std::uint32_t epoch, std::uint32_t ordinal, bool crash);
    event_draft of_task(std::uint32_t epoch, const std::array<std::uint8_t, 16>& id);
    const invented_miner& miner(std::uint16_t uid);
    status ask(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid, std::uint16_t attempt);
    status record_reply(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid,
                        const invented_world::fate& f, std::uint16_t attempt, std::vector<blob> blobs);
    status answer(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid);
    // A reply whose attempt was void is asked for once more, unless it is the
    // miner we never reach.
    status reply(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid, invented_world::fate f);
    status verify(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid);
    // The process dies and a new one begins: what was in flight ends void, and
    // is asked again.
    status crash_now(std::uint32_t epoch, std::uint32_t ordinal, std::uint16_t uid);
    status close(std::uint32_t epoch, std::uint32_t ordinal);
    status count_traffic(std::uint32_t epoch);
    // The truth of a batch arrives three epochs later, sometimes out of order.
    status settle_truth(std::uint32_t epoch);
    status cut_checkpoint();
    event_draft of_weights(std::uint32_t epoch);
    status send_weights(std::uint32_t epoch);
    // Begins with 32 random bytes: a short secret must not be guessed from its hash.
    blob payload(const std::string& text);

    log_writer& log_;
    synth_options options_;
    signing_key key_;
    synth_journal journal_;
    invented_world world_;
    synth_report report_;
    const mechanism* rules_ = nullptr;
    std::uint64_t block_ = 1000;
    hash32 secret_;
    hash32 seed_;  // of the open epoch's tasks
    std::vector<planned_task> plan_;
    bool everybody_fails_ = false;
    std::optional<std::uint16_t> lost_miner_;
};

}  // namespace rf
