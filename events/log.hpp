// log: the port through which facts are kept. Behind it is the RocksDB store,
// a list in memory, or a simulator's disk.
//
// Events are dense from 0 and never change. What `append` has returned is on
// disk. There is one writer; any number may read. Reading is bounded and
// checked: a damaged event is a fault that names its number, never wrong bytes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "events/bytes.hpp"
#include "events/checkpoint.hpp"
#include "events/result.hpp"
#include "events/tree.hpp"

namespace rf {

constexpr std::size_t most_event_bytes = 64 * 1024;
constexpr std::size_t most_blob_bytes = 64 * 1024 * 1024;

struct head {
    std::uint64_t size = 0;
    hash32 root;
    friend bool operator==(const head&, const head&) = default;
};

struct blob {
    hash32 name;  // SHA-256 of `bytes`
    byte_vec bytes;
};

// Where an epoch's own events lie. `sealed` is nothing while it is open.
struct epoch_span {
    std::uint32_t epoch = 0;
    std::uint64_t opened = 0;
    std::optional<std::uint64_t> sealed;
    friend bool operator==(const epoch_span&, const epoch_span&) = default;
};

// Told to `append` beside an event's bytes, so that the log need not decode.
enum class epoch_mark : std::uint8_t { none, opens, seals };
struct appended {
    byte_view bytes;
    epoch_mark mark = epoch_mark::none;
    std::uint32_t epoch = 0;  // of the mark
};

// Facts one after the other. `next` gives false at the end; views live until
// the following call.
class event_cursor {
  public:
    virtual ~event_cursor() = default;
    virtual result<bool> next() = 0;
    [[nodiscard]] virtual std::uint64_t number() const = 0;
    [[nodiscard]] virtual byte_view bytes() const = 0;
    // Only its leaf hash is there, in a bundle: somebody else may not see it.
    [[nodiscard]] virtual bool withheld() const { return false; }
};

enum class reading {
    checked,  // every event's hash is compared with the tree's
    plain     // the store's own checksums only
};

class log_reader {
  public:
    virtual ~log_reader() = default;
    [[nodiscard]] virtual rf::head head() const = 0;

    virtual result<byte_vec> read(std::uint64_t number) const = 0;
    // Events [from, to); to is cut at the head.
    virtual result<std::unique_ptr<event_cursor>> scan(std::uint64_t from, std::uint64_t to,
                                                       reading how) const = 0;
    virtual result<epoch_span> find_epoch(std::uint32_t epoch) const = 0;  // missing: none such
    virtual result<std::optional<epoch_span>> last_epoch() const = 0;

    virtual result<hash32> subtree(unsigned level, std::uint64_t index) const = 0;
    [[nodiscard]] subtree_reader tree() const {
        return [this](unsigned level, std::uint64_t index) { return subtree(level, index); };
    }

    // Bytes whose SHA-256 is `name`. missing: not there (pruned, or never was);
    // damaged: there, but other bytes.
    virtual result<byte_vec> read_blob(const hash32& name) const = 0;
    virtual result<bool> has_blob(const hash32& name) const = 0;

    // The signed note cut at exactly that size, or the newest.
    virtual result<std::string> read_checkpoint_at(std::uint64_t size) const = 0;
    virtual result<std::string> newest_checkpoint() const = 0;
};

class log_writer : public log_reader {
  public:
    // Everything or nothing, durable on return: the batch is one group commit.
    virtual result<rf::head> append(std::span<const appended> events, std::span<const blob> blobs) = 0;
    // Waits for the anchor of the head to be on disk first.
    virtual status put_checkpoint(std::uint64_t size, std::string_view note) = 0;
    // Returns once the anchor of the current head is on disk: before anything
    // leaves for the world.
    virtual status settle() = 0;
    // Forgets blobs; their names stay in events. How many were there.
    virtual result<std::uint64_t> prune(std::span<const hash32> names) = 0;
};

}  // namespace rf
