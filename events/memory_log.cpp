#include "events/memory_log.hpp"

#include <algorithm>

#include "events/sha256.hpp"

namespace rf {
namespace {

std::string event_place(std::uint64_t number) { return "event " + std::to_string(number); }
std::string epoch_place(std::uint32_t epoch) { return "epoch " + std::to_string(epoch); }

status check_event(const byte_vec& bytes, byte_view expected, std::uint64_t number) {
    const hash32 found = leaf_hash(bytes);
    if (std::equal(found.b.begin(), found.b.end(), expected.begin())) return done();
    return fault{fault_kind::damaged, "the event's bytes are not those that the tree was made from",
                 event_place(number), "restore the log from a copy"};
}

// Epochs follow each other: one is open at a time, and none comes back.
status check_mark(const appended& e, const std::optional<epoch_span>& last, std::uint64_t number) {
    const bool open = last && !last->sealed;
    const std::string place = event_place(number) + ", " + epoch_place(e.epoch);
    if (e.mark == epoch_mark::opens && open) {
        return fault{fault_kind::refused, "another epoch is still open", place, "seal it first"};
    }
    if (e.mark == epoch_mark::opens && last && e.epoch <= last->epoch) {
        return fault{fault_kind::refused, "a later epoch was opened before", place, ""};
    }
    if (e.mark == epoch_mark::seals && (!open || last->epoch != e.epoch)) {
        return fault{fault_kind::refused, "the epoch to be sealed is not open", place, ""};
    }
    return done();
}

}  // namespace

class memory_log::cursor final : public event_cursor {
  public:
    cursor(const memory_log& log, std::uint64_t from, std::uint64_t to, reading how)
        : log_(log), next_(from), to_(to), how_(how), leaves_(log.edge_, log.full_tiles()) {}

    result<bool> next() override {
        if (next_ >= to_) return false;
        number_ = next_++;
        if (how_ == reading::plain) return true;
        auto expected = leaves_.leaf(number_);
        if (!expected) return expected.error();
        auto checked = check_event(log_.events_[number_], *expected, number_);
        if (!checked) return checked.error();
        return true;
    }
    [[nodiscard]] std::uint64_t number() const override { return number_; }
    [[nodiscard]] byte_view bytes() const override { return log_.events_[number_]; }

  private:
    const memory_log& log_;
    std::uint64_t next_, to_, number_ = 0;
    reading how_;
    proven_leaves leaves_;
};

tile_source memory_log::full_tiles() const {
    return [this](tile_id id) -> result<byte_vec> {
        const auto found = tiles_.find({id.level, id.index});
        if (found == tiles_.end()) return fault{fault_kind::missing, "no such full tile", tile_path(id), ""};
        return found->second;
    };
}

result<byte_vec> memory_log::read(std::uint64_t number) const {
    if (number >= events_.size()) {
        return fault{fault_kind::missing, "the log has no such event", event_place(number),
                     "it has " + std::to_string(events_.size())};
    }
    auto expected = subtree(0, number);
    if (!expected) return expected.error();
    auto checked = check_event(events_[number], *expected, number);
    if (!checked) return checked.error();
    return events_[number];
}

result<std::unique_ptr<event_cursor>> memory_log::scan(std::uint64_t from, std::uint64_t to,
                                                       reading how) const {
    return std::unique_ptr<event_cursor>(new cursor(*this, from, std::min(to, edge_.size()), how));
}

result<epoch_span> memory_log::find_epoch(std::uint32_t epoch) const {
    const auto found = epochs_.find(epoch);
    if (found == epochs_.end()) {
        return fault{fault_kind::missing, "the log has no such epoch", epoch_place(epoch), ""};
    }
    return found->second;
}

result<std::optional<epoch_span>> memory_log::last_epoch() const {
    if (epochs_.empty()) return std::optional<epoch_span>();
    return std::optional(epochs_.rbegin()->second);
}

result<hash32> memory_log::subtree(unsigned level, std::uint64_t index) const {
    return read_subtree(edge_, full_tiles(), level, index);
}

result<byte_vec> memory_log::read_blob(const hash32& name) const {
    const auto found = blobs_.find(name);
    if (found == blobs_.end()) return fault{fault_kind::missing, "no such blob", "blob " + hex(name), ""};
    if (sha256(found->second) != name) {
        return fault{fault_kind::damaged, "the blob's bytes are not those of its name", "blob " + hex(name),
                     "restore it from a copy"};
    }
    return found->second;
}

result<bool> memory_log::has_blob(const hash32& name) const { return blobs_.contains(name); }

result<std::string> memory_log::read_checkpoint_at(std::uint64_t size) const {
    const auto found = checkpoints_.find(size);
    if (found == checkpoints_.end()) {
        return fault{fault_kind::missing, "no checkpoint was cut there", "size " + std::to_string(size), ""};
    }
    return found->second;
}

result<std::string> memory_log::newest_checkpoint() const {
    if (checkpoints_.empty()) return fault{fault_kind::missing, "the log has no checkpoint", "", ""};
    return checkpoints_.rbegin()->second;
}

result<rf::head> memory_log::append(std::span<const appended> events, std::span<const blob> blobs) {
    std::optional<epoch_span> last;
    if (!epochs_.empty()) last = epochs_.rbegin()->second;
    std::vector<epoch_span> spans;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const appended& e = events[i];
        const std::uint64_t number = events_.size() + i;
        if (e.bytes.empty() || e.bytes.size() > most_event_bytes) {
            return fault{fault_kind::refused, "an event has 1 to 65536 bytes, this one " +
                         std::to_string(e.bytes.size()), event_place(number), "put large content in a blob"};
        }
        auto allowed = check_mark(e, last, number);
        if (!allowed) return allowed.error();
        if (e.mark == epoch_mark::none) continue;
        if (e.mark == epoch_mark::opens) last = epoch_span{e.epoch, number, std::nullopt};
        else last->sealed = number;
        spans.push_back(*last);
    }
    for (const blob& b : blobs) {
        if (b.bytes.size() > most_blob_bytes) {
            return fault{fault_kind::refused, "the blob is larger than 64 MiB", "blob " + hex(b.name), ""};
        }
        if (sha256(b.bytes) != b.name) {
            return fault{fault_kind::refused, "the blob's bytes are not those of its name",
                         "blob " + hex(b.name), ""};
        }
    }

    std::vector<tile_builder::full_tile> completed;
    for (const appended& e : events) {
        events_.emplace_back(e.bytes.begin(), e.bytes.end());
        edge_.add(leaf_hash(events_.back()), completed);
    }
    for (auto& tile : completed) tiles_[{tile.id.level, tile.id.index}] = std::move(tile.bytes);
    for (const epoch_span& span : spans) epochs_[span.epoch] = span;
    for (const blob& b : blobs) blobs_[b.name] = b.bytes;
    return head();
}

status memory_log::put_checkpoint(std::uint64_t size, std::string_view note) {
    const std::string place = "checkpoint at " + std::to_string(size);
    auto c = read_checkpoint(note);
    if (!c) return with_place(c.error(), place);
    if (c->size != size || size > edge_.size()) {
        return fault{fault_kind::refused, "the note says another size, or one the log has not reached", place, ""};
    }
    auto root = root_at(size, tree());
    if (!root) return root.error();
    if (*root != c->root) {
        return fault{fault_kind::refused, "the note says another root than the log has there", place, ""};
    }
    checkpoints_[size] = note;
    return done();
}

result<std::uint64_t> memory_log::prune(std::span<const hash32> names) {
    std::uint64_t removed = 0;
    for (const hash32& name : names) removed += blobs_.erase(name);
    return removed;
}

}  // namespace rf
