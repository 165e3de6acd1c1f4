// disk: the log port over memory, with the moments at which a machine can die.
//
// What `append` has returned survives; of a batch in flight at a crash the
// seed says whether it reached the platter. Every append, checkpoint and
// anchor is a boundary with a number, at which a crash or a failure can be
// ordered. After either nothing gets through until the power is on again.
#pragma once

#include <functional>
#include <set>

#include "events/codec.hpp"
#include "events/memory_log.hpp"

namespace rf::sim {

enum class crash : std::uint8_t {
    before,  // the batch is lost
    torn,    // ... and leaves a torn tail that the next opening has to cut
    after    // it is on disk, but nobody was told
};
enum class disk_failure : std::uint8_t { none, full, broken };  // ENOSPC, EIO

class disk final : public log_writer {
  public:
    using event_change = std::function<std::optional<byte_vec>(event_reader)>;

    // The boundary numbers go on from one life to the next.
    void crash_at(std::uint64_t boundary, crash how) { crash_at_ = boundary, how_ = how; }
    void fail_at(std::uint64_t boundary, disk_failure how) { fail_at_ = boundary, failure_ = how; }
    [[nodiscard]] std::uint64_t boundaries() const { return boundaries_; }

    [[nodiscard]] bool crashed() const { return crashed_; }
    [[nodiscard]] bool failed() const { return failed_; }
    void power_off() { off_ = true; }
    void power_on();
    // Whether the next opening finds a torn tail; asked once.
    bool take_torn_tail() { return std::exchange(torn_, false); }
    [[nodiscard]] rf::head acknowledged() const { return acknowledged_; }

    // What the world may rely on: recorded as each event became durable.
    [[nodiscard]] bool has_request(const std::array<std::uint8_t, 16>& id) const {
        return requests_.contains(id);
    }
    [[nodiscard]] bool has_submission(const hash32& extrinsic) const {
        return submissions_.contains(extrinsic);
    }
    // Of each acknowledged event, its leaf hash as it was then.
    [[nodiscard]] const std::vector<hash32>& acknowledged_leaves() const { return leaves_; }

    // Faults of a kind that no honest disk has, for plants.
    event_change tamper;              // writes other bytes than it was given
    bool acknowledges_early = false;  // says so one batch before it is true
    bool forgets_the_last = false;    // loses an acknowledged batch in a crash

    [[nodiscard]] rf::head head() const override { return seen_.head(); }
    result<byte_vec> read(std::uint64_t number) const override { return seen_.read(number); }
    result<std::unique_ptr<event_cursor>> scan(std::uint64_t from, std::uint64_t to,
                                               reading how) const override {
        return seen_.scan(from, to, how);
    }
    result<epoch_span> find_epoch(std::uint32_t epoch) const override { return seen_.find_epoch(epoch); }
    result<std::optional<epoch_span>> last_epoch() const override { return seen_.last_epoch(); }
    result<hash32> subtree(unsigned level, std::uint64_t index) const override {
        return seen_.subtree(level, index);
    }
    result<byte_vec> read_blob(const hash32& name) const override { return seen_.read_blob(name); }
    result<bool> has_blob(const hash32& name) const override { return seen_.has_blob(name); }
    result<std::string> read_checkpoint_at(std::uint64_t size) const override {
        return seen_.read_checkpoint_at(size);
    }
    result<std::string> newest_checkpoint() const override { return seen_.newest_checkpoint(); }

    result<rf::head> append(std::span<const appended> events, std::span<const blob> blobs) override;
    status put_checkpoint(std::uint64_t size, std::string_view note) override;
    status settle() override;
    result<std::uint64_t> prune(std::span<const hash32> names) override { return seen_.prune(names); }

  private:
    struct batch {
        std::vector<byte_vec> events;
        std::vector<appended> marks;  // views into `events`
        std::vector<blob> blobs;
    };
    enum class moment : std::uint8_t { ordinary, dies, fails };
    moment reach();
    [[nodiscard]] batch as_written(std::span<const appended> events, std::span<const blob> blobs) const;
    status keep(const batch& b);
    void note_durable(const batch& b);

    memory_log seen_;
    std::optional<memory_log> before_last_;  // for a disk that forgets
    std::optional<batch> early_;             // acknowledged, and not written
    rf::head acknowledged_;
    std::vector<hash32> leaves_;
    std::set<std::array<std::uint8_t, 16>> requests_;
    std::set<hash32> signed_, submissions_;
    std::uint64_t boundaries_ = 0;
    std::optional<std::uint64_t> crash_at_, fail_at_;
    crash how_ = crash::before;
    disk_failure failure_ = disk_failure::none;
    bool off_ = false, crashed_ = false, failed_ = false, torn_ = false;
};

}  // namespace rf::sim
