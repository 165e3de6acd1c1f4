// journal: commands to events to a log, in batches, with the projection beside.
//
// For generators only: it applies an event before the batch it is in is
// durable, which a validator must never do.
#pragma once

#include "replay/decide.hpp"
#include "replay/fold.hpp"

namespace rf {

class synth_journal {
  public:
    synth_journal(log_writer& log, std::size_t batch) : log_(log), batch_(batch) {}

    [[nodiscard]] const projection& state() const { return state_; }
    status take(command c);
    status take(event_draft fact, std::vector<blob> blobs = {}) {
        return take(command(record{std::move(fact), std::move(blobs)}));
    }
    status flush();
    // Different ones: a blob that the log has already is not counted again.
    [[nodiscard]] std::uint64_t blobs_written() const { return blobs_written_; }

  private:
    log_writer& log_;
    std::size_t batch_;
    projection state_;
    std::int64_t time_ns_ = 1'767'225'600'000'000'000;  // 2026-01-01: an invented world has an invented clock
    std::vector<byte_vec> events_;
    std::vector<blob> blobs_;
    std::uint64_t blobs_written_ = 0;
};

}  // namespace rf
