// memory_log: the log port, in memory, for tests and simulations.
//
// It accepts and refuses what a log on disk does, with the same faults, and is
// durable for as long as it lives. Not for several threads at once. Cursors and
// readers must not outlive it; a cursor sees the head at which it was opened.
#pragma once

#include <map>

#include "events/log.hpp"
#include "events/tiles.hpp"

namespace rf {

class memory_log final : public log_writer {
  public:
    [[nodiscard]] rf::head head() const override { return {edge_.size(), edge_.root()}; }

    result<byte_vec> read(std::uint64_t number) const override;
    result<std::unique_ptr<event_cursor>> scan(std::uint64_t from, std::uint64_t to,
                                               reading how) const override;
    result<epoch_span> find_epoch(std::uint32_t epoch) const override;
    result<std::optional<epoch_span>> last_epoch() const override;
    result<hash32> subtree(unsigned level, std::uint64_t index) const override;
    result<byte_vec> read_blob(const hash32& name) const override;
    result<bool> has_blob(const hash32& name) const override;
    result<std::string> read_checkpoint_at(std::uint64_t size) const override;
    result<std::string> newest_checkpoint() const override;

    result<rf::head> append(std::span<const appended> events, std::span<const blob> blobs) override;
    status put_checkpoint(std::uint64_t size, std::string_view note) override;
    status settle() override { return done(); }
    result<std::uint64_t> prune(std::span<const hash32> names) override;

    // What is kept, to be damaged by whoever tests that damage is found.
    byte_vec& stored_event(std::uint64_t number) { return events_.at(number); }
    byte_vec& stored_tile(tile_id id) { return tiles_.at({id.level, id.index}); }
    byte_vec& stored_blob(const hash32& name) { return blobs_.at(name); }

  private:
    class cursor;
    [[nodiscard]] tile_source full_tiles() const;

    std::vector<byte_vec> events_;
    tile_builder edge_;
    std::map<std::pair<std::uint8_t, std::uint64_t>, byte_vec> tiles_;
    std::map<std::uint32_t, epoch_span> epochs_;
    std::map<hash32, byte_vec> blobs_;
    std::map<std::uint64_t, std::string> checkpoints_;
};

}  // namespace rf
