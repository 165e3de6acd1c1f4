// contents: what a log holds, for everyone who reads: the read-only log and
// the writer share it.
//
// Safe for several threads: a reader sees one head with the edge that belongs
// to it. Cursors and subtree readers must not outlive it.
#pragma once

#include <mutex>

#include "events/store/opening.hpp"

namespace rf::store {

class contents {
  public:
    contents(std::unique_ptr<database> data, const tally& now, tile_builder edge);

    [[nodiscard]] rf::head head() const;
    [[nodiscard]] tally now() const;
    [[nodiscard]] tile_builder edge() const;
    [[nodiscard]] const database& data() const { return *data_; }

    result<byte_vec> read(std::uint64_t number) const;
    result<std::unique_ptr<event_cursor>> scan(std::uint64_t from, std::uint64_t to, reading how) const;
    result<epoch_span> find_epoch(std::uint32_t epoch) const;
    result<std::optional<epoch_span>> last_epoch() const;
    result<hash32> subtree(unsigned level, std::uint64_t index) const;
    result<byte_vec> read_blob(const hash32& name) const;
    result<bool> has_blob(const hash32& name) const;
    result<std::string> read_checkpoint_at(std::uint64_t size) const;
    result<std::string> newest_checkpoint() const;

    // The writer's: the batch is on disk, this is the log now.
    void advance(const tally& now, tile_builder edge);

  private:
    // The last row of the index whose key begins with `prefix`; nothing if none.
    result<std::optional<std::pair<std::string, std::string>>> last_row(std::string_view prefix) const;
    result<std::optional<std::uint64_t>> epoch_row(char kind, std::uint32_t epoch) const;

    std::unique_ptr<database> data_;
    mutable std::mutex m_;
    tally now_;
    tile_builder edge_;
};

// A port that answers its readers out of `contents`.
template <class Port>
class reads_contents : public Port {
  public:
    explicit reads_contents(checked_log log) : held_(std::move(log.data), log.now, std::move(log.edge)) {}

    [[nodiscard]] rf::head head() const override { return held_.head(); }
    result<byte_vec> read(std::uint64_t number) const override { return held_.read(number); }
    result<std::unique_ptr<event_cursor>> scan(std::uint64_t from, std::uint64_t to,
                                               reading how) const override {
        return held_.scan(from, to, how);
    }
    result<epoch_span> find_epoch(std::uint32_t epoch) const override { return held_.find_epoch(epoch); }
    result<std::optional<epoch_span>> last_epoch() const override { return held_.last_epoch(); }
    result<hash32> subtree(unsigned level, std::uint64_t index) const override {
        return held_.subtree(level, index);
    }
    result<byte_vec> read_blob(const hash32& name) const override { return held_.read_blob(name); }
    result<bool> has_blob(const hash32& name) const override { return held_.has_blob(name); }
    result<std::string> read_checkpoint_at(std::uint64_t size) const override {
        return held_.read_checkpoint_at(size);
    }
    result<std::string> newest_checkpoint() const override { return held_.newest_checkpoint(); }

  protected:
    contents held_;
};

using stored_log = reads_contents<log_reader>;  // read-only

}  // namespace rf::store
