#include "events/store/cursor.hpp"

#include <algorithm>

#include "events/store/locate.hpp"
#include "events/store/opening.hpp"

namespace rf::store {
namespace {

constexpr std::uint64_t long_scan = 4096;          // events
constexpr std::size_t long_read_ahead = 1u << 20;  // for short ones RocksDB's own, which grows
constexpr std::size_t most_ahead = 64, most_bytes_ahead = 128 * 1024;

class row_cursor final : public event_cursor {
  public:
    row_cursor(const database& in, std::uint64_t from, std::uint64_t to)
        : in_(in),
          next_(from),
          until_key_(event_key(to)),
          until_(slice(until_key_)),
          left_(to > from ? to - from : 0) {
        rows_ = iterate(in, table::events, &until_, left_ >= long_scan ? long_read_ahead : 0);
    }

    result<bool> next() override {
        if (left_ == 0) return false;
        if (!started_) {
            const row_key first = event_key(next_);
            rows_->Seek(slice(first));
            started_ = true;
        } else {
            rows_->Next();
        }
        number_ = next_;
        if (!rows_->Valid()) {
            if (!rows_->status().ok()) return locate_event(in_, number_, rows_->status());
            return gone();
        }
        row_ = view_of(rows_->value());
        if (rows_->key().size() != 8 || get_be64(view_of(rows_->key()).data()) != number_) return gone();
        if (row_.size() < 32) return locate_event(in_, number_, {});
        ++next_;
        --left_;
        return true;
    }
    [[nodiscard]] std::uint64_t number() const override { return number_; }
    [[nodiscard]] byte_view bytes() const override { return row_.subspan(32); }

    [[nodiscard]] byte_view row() const { return row_; }  // leaf hash, then the event

  private:
    const database& in_;
    fault gone() const {
        return {fault_kind::damaged, "the event is gone", event_place(number_),
                "restore the log from a copy"};
    }
    std::uint64_t next_, number_ = 0;
    row_key until_key_;
    rocksdb::Slice until_;
    std::uint64_t left_;
    std::unique_ptr<rocksdb::Iterator> rows_;
    byte_view row_;
    bool started_ = false;
};

// Reads some rows ahead, so that their leaves can be hashed two at a time. A
// fault that was met ahead is told when its event's turn comes.
class proving_cursor final : public event_cursor {
  public:
    proving_cursor(const database& in, std::uint64_t from, std::uint64_t to, const tile_builder& edge)
        : rows_(in, from, to), in_(in), leaves_(edge, stored_tiles(in)) {}

    result<bool> next() override {
        ++at_;
        if (at_ >= ahead_.size()) {
            if (ended_) return *ended_;
            read_ahead();
            if (ahead_.empty()) return *ended_;
        }
        auto expected = leaves_.leaf(number());
        if (!expected) return expected.error();
        const bool same = std::memcmp(found_[at_].b.data(), expected->data(), 32) == 0;
        const bool row_same = std::memcmp(bytes_.data() + ahead_[at_].at, expected->data(), 32) == 0;
        if ((!same && !in_.on().planted.no_leaf_check) || !row_same) {
            return fault{fault_kind::damaged, "the event's bytes are not those that the tree was made from",
                         event_place(number()), "restore the log from a copy"};
        }
        return true;
    }
    [[nodiscard]] std::uint64_t number() const override { return first_ + at_; }
    [[nodiscard]] byte_view bytes() const override { return views_[at_]; }

  private:
    struct row {
        std::size_t at, size;  // in bytes_: leaf hash, then the event
    };

    void read_ahead() {
        ahead_.clear();
        bytes_.clear();
        at_ = 0;
        while (ahead_.size() < most_ahead && bytes_.size() < most_bytes_ahead) {
            auto more = rows_.next();
            if (!more || !*more) {
                ended_ = std::move(more);
                break;
            }
            if (ahead_.empty()) first_ = rows_.number();
            const byte_view v = rows_.row();
            ahead_.push_back({bytes_.size(), v.size()});
            bytes_.insert(bytes_.end(), v.begin(), v.end());
        }
        views_.clear();
        for (const row& r : ahead_) views_.push_back(byte_view(bytes_).subspan(r.at, r.size).subspan(32));
        found_.resize(ahead_.size());
        hash_leaves(views_, found_);
    }

    row_cursor rows_;
    const database& in_;
    proven_leaves leaves_;
    std::optional<result<bool>> ended_;  // what `rows_` said last
    std::vector<row> ahead_;
    byte_vec bytes_;
    std::vector<byte_view> views_;
    std::vector<hash32> found_;
    std::uint64_t first_ = 0;
    std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<event_cursor> plain_cursor(const database& in, std::uint64_t from, std::uint64_t to) {
    return std::make_unique<row_cursor>(in, from, to);
}
std::unique_ptr<event_cursor> checked_cursor(const database& in, std::uint64_t from, std::uint64_t to,
                                             const tile_builder& edge) {
    return std::make_unique<proving_cursor>(in, from, to, edge);
}

}  // namespace rf::store
