#include <algorithm>
#include <bit>
#include <map>

#include "events/bundle.hpp"
#include "events/checkpoint.hpp"
#include "events/codec.hpp"
#include "events/sha256.hpp"

namespace rf {
namespace {

fault refuse(std::string what, std::string where) {
    return {fault_kind::damaged, std::move(what), std::move(where), ""};
}
std::string event_place(std::uint64_t number) { return "event " + std::to_string(number); }

std::vector<hash32> hashes_of(const bundle& b) {
    std::vector<hash32> out(b.leaves.size());
    std::vector<byte_view> events;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < b.leaves.size(); ++i) {
        if (b.leaves[i].withheld) {
            out[i] = *b.leaves[i].withheld;
            continue;
        }
        events.emplace_back(b.leaves[i].bytes);
        places.push_back(i);
    }
    std::vector<hash32> hashed(events.size());
    hash_leaves(events, hashed);
    for (std::size_t i = 0; i < places.size(); ++i) out[places[i]] = hashed[i];
    return out;
}

class bundle_log final : public bundle_reader {
  public:
    bundle_log(bundle b, std::vector<hash32> leaves, rf::head at)
        : bundle_(std::move(b)), leaves_(std::move(leaves)), head_(at) {
        for (const byte_vec& blob : bundle_.blobs) names_.push_back(sha256(blob));
    }

    [[nodiscard]] const bundle& content() const override { return bundle_; }
    [[nodiscard]] rf::head head() const override { return head_; }

    result<byte_vec> read(std::uint64_t number) const override {
        if (const auto* own = leaf(number)) {
            if (own->withheld)
                return fault{fault_kind::missing, "the bundle withholds this event", event_place(number), ""};
            return own->bytes;
        }
        for (const bundled_event& e : bundle_.earlier)
            if (e.number == number) return e.bytes;
        return fault{fault_kind::missing, "the bundle has no such event", event_place(number), holdings()};
    }

    result<std::unique_ptr<event_cursor>> scan(std::uint64_t from, std::uint64_t to, reading) const override {
        to = std::min(to, head_.size);
        if (from < to && from < bundle_.before.size)
            return fault{fault_kind::missing, "the bundle does not hold the log before its epoch", event_place(from),
                         holdings()};
        return std::unique_ptr<event_cursor>(std::make_unique<cursor>(bundle_, from, to));
    }

    result<epoch_span> find_epoch(std::uint32_t epoch) const override {
        if (epoch != bundle_.epoch)
            return fault{fault_kind::missing, "the bundle has not epoch " + std::to_string(epoch), "", holdings()};
        return epoch_span{epoch, bundle_.before.size, bundle_.end() - 1};
    }
    result<std::optional<epoch_span>> last_epoch() const override {
        return std::optional(epoch_span{bundle_.epoch, bundle_.before.size, bundle_.end() - 1});
    }

    result<hash32> subtree(unsigned level, std::uint64_t index) const override {
        const std::uint64_t size = level < 63 ? std::uint64_t(1) << level : 0;
        if (size == 0 || index > (head_.size >> level) || (index + 1) * size > head_.size)
            return fault{fault_kind::missing, "the tree has no such subtree", "", ""};
        const std::uint64_t from = index * size;
        if (level == 0 && from >= bundle_.before.size) return leaves_[from - bundle_.before.size];
        if (auto peak = peak_at(from, size)) return *peak;
        if (from + size <= bundle_.before.size)
            return fault{fault_kind::missing, "the bundle does not hold the log before its epoch", event_place(from),
                         holdings()};
        // Nodes high up are kept: a bundle may ask for the same root again and again.
        const bool kept = level >= kept_from_level;
        if (kept)
            if (const auto known = nodes_.find({level, index}); known != nodes_.end()) return known->second;
        auto left = subtree(level - 1, 2 * index);
        if (!left) return left;
        auto right = subtree(level - 1, 2 * index + 1);
        if (!right) return right;
        const hash32 node = node_hash(*left, *right);
        if (kept) nodes_.emplace(std::pair{level, index}, node);
        return node;
    }

    result<byte_vec> read_blob(const hash32& name) const override {
        const auto at = std::lower_bound(names_.begin(), names_.end(), name);
        if (at == names_.end() || *at != name)
            return fault{fault_kind::missing, "the bundle has no such blob", "blob " + hex(name), ""};
        return bundle_.blobs[std::size_t(at - names_.begin())];
    }
    result<bool> has_blob(const hash32& name) const override {
        return std::binary_search(names_.begin(), names_.end(), name);
    }

    result<std::string> read_checkpoint_at(std::uint64_t size) const override {
        auto c = read_checkpoint(bundle_.note);
        if (!c) return c.error();
        if (c->size == size) return bundle_.note;
        return fault{fault_kind::missing, "the bundle's note is of size " + std::to_string(c->size),
                     "checkpoint at size " + std::to_string(size), ""};
    }
    result<std::string> newest_checkpoint() const override { return bundle_.note; }

  private:
    class cursor final : public event_cursor {
      public:
        cursor(const bundle& b, std::uint64_t from, std::uint64_t to) : bundle_(b), next_(from), to_(to) {}
        result<bool> next() override {
            if (next_ >= to_) return false;
            number_ = next_++;
            return true;
        }
        [[nodiscard]] std::uint64_t number() const override { return number_; }
        [[nodiscard]] byte_view bytes() const override { return at().bytes; }
        [[nodiscard]] bool withheld() const override { return at().withheld.has_value(); }

      private:
        [[nodiscard]] const bundle_leaf& at() const { return bundle_.leaves[number_ - bundle_.before.size]; }
        const bundle& bundle_;
        std::uint64_t next_, to_, number_ = 0;
    };

    [[nodiscard]] const bundle_leaf* leaf(std::uint64_t number) const {
        const bool own = number >= bundle_.before.size && number < head_.size;
        return own ? &bundle_.leaves[number - bundle_.before.size] : nullptr;
    }
    // The frontier's subtree of that size that begins there.
    [[nodiscard]] std::optional<hash32> peak_at(std::uint64_t from, std::uint64_t size) const {
        std::uint64_t begins = 0;
        std::size_t place = 0;
        for (unsigned bit = 64; bit-- > 0;) {
            const std::uint64_t width = std::uint64_t(1) << bit;
            if (!(bundle_.before.size & width)) continue;
            if (begins == from && width == size) return bundle_.before.peaks[place];
            begins += width;
            ++place;
        }
        return std::nullopt;
    }
    [[nodiscard]] std::string holdings() const {
        return "it holds epoch " + std::to_string(bundle_.epoch) + ", events " + std::to_string(bundle_.before.size) +
               " to " + std::to_string(head_.size - 1);
    }

    static constexpr unsigned kept_from_level = 6;

    bundle bundle_;
    std::vector<hash32> leaves_;
    rf::head head_;
    std::vector<hash32> names_;
    mutable std::map<std::pair<unsigned, std::uint64_t>, hash32> nodes_;
};

// The kind and epoch of a leaf that must be there, and rule-abiding.
status check_end(const bundle& b, std::size_t at, event_kind kind) {
    const std::string place = event_place(b.before.size + at);
    if (b.leaves[at].withheld) return refuse("the epoch's own " + std::string(kind_name(kind)) + " is withheld", place);
    event_decoder decoder;
    auto event = decoder.check(b.leaves[at].bytes);
    if (!event) return with_place(event.error(), place);
    if (event->which() != kind || event->getEpoch() != b.epoch || event->getSeq() != b.before.size + at)
        return refuse("it is not the " + std::string(kind_name(kind)) + " of epoch " + std::to_string(b.epoch), place);
    return done();
}

status check_birth(const bundle& b, const std::string& origin) {
    if (b.earlier.empty() || b.earlier[0].number != 0)
        return refuse("the log's first event is not among the earlier ones", "section earlier");
    event_decoder decoder;
    auto created = decoder.check(b.earlier[0].bytes);
    if (!created) return with_place(created.error(), event_place(0));
    if (!created->isLogCreated()) return refuse("a log begins with log_created", event_place(0));
    if (text_of(created->getLogCreated().getOrigin()) == origin) return done();
    return refuse("the note is of another log than the events", "checkpoint");
}

status check_earlier(const bundle& b, const head& at) {
    for (std::size_t i = 0; i < b.earlier.size(); ++i) {
        const bundled_event& e = b.earlier[i];
        if (e.number >= b.before.size || (i > 0 && e.number <= b.earlier[i - 1].number))
            return refuse("the earlier events are not in order, or not earlier", event_place(e.number));
        if (auto ok = verify_inclusion(e.number, leaf_hash(e.bytes), at.size, at.root, e.path); !ok)
            return with_place(ok.error(), event_place(e.number));
    }
    return done();
}

status check_note(const bundle& b, const head& at, const checkpoint& note) {
    const std::string place = "events " + std::to_string(b.before.size) + " to " + std::to_string(at.size - 1);
    if (note.size < at.size)
        return refuse("the note was cut before the epoch's seal", "checkpoint at size " + std::to_string(note.size));
    if (note.size > at.size)
        return verify_consistency(at.size, at.root, note.size, note.root, b.later);
    if (!b.later.empty()) return refuse("a consistency proof is there, and none is needed", "section note");
    if (note.root == at.root) return done();
    return refuse("frontier and leaves give root " + hex(at.root) + ", the note has signed " + hex(note.root), place);
}

}  // namespace

result<std::unique_ptr<bundle_reader>> open_bundle(bundle b) {
    const bool shaped = b.before.peaks.size() == std::size_t(std::popcount(b.before.size)) &&
                        b.before.size < std::uint64_t(1) << 62;
    if (!shaped || b.epoch == 0 || b.leaves.size() < 2 || b.leaves.size() > most_bundle_leaves || b.before.size == 0)
        return refuse("a bundle holds an epoch from its opening to its seal", "section epoch");
    auto note = read_checkpoint(b.note);
    if (!note) return note.error();
    std::vector<hash32> leaves = hashes_of(b);
    frontier tree = b.before;
    for (const hash32& h : leaves) tree.add(h);
    const head at{tree.size, tree.root()};
    if (auto ok = check_note(b, at, *note); !ok) return ok.error();
    if (auto ok = check_earlier(b, at); !ok) return ok.error();
    if (auto ok = check_birth(b, note->origin); !ok) return ok.error();
    if (auto ok = check_end(b, 0, event_kind::EPOCH_OPENED); !ok) return ok.error();
    if (auto ok = check_end(b, b.leaves.size() - 1, event_kind::EPOCH_SEALED); !ok) return ok.error();
    return std::unique_ptr<bundle_reader>(std::make_unique<bundle_log>(std::move(b), std::move(leaves), at));
}

}  // namespace rf
