#include "events/store/cursor.hpp"

#include <algorithm>

#include "events/store/locate.hpp"
#include "events/store/opening.hpp"

namespace rf::store {
namespace {

constexpr std::uint64_t long_scan = 4096;          // events
constexpr std::size_t long_read_ahead = 1u << 20;  // for short ones RocksDB's own, which grows

class row_cursor : public event_cursor {
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

  protected:
    [[nodiscard]] byte_view leaf() const { return row_.first(32); }
    const database& in_;

  private:
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

class proving_cursor final : public row_cursor {
  public:
    proving_cursor(const database& in, std::uint64_t from, std::uint64_t to, const tile_builder& edge)
        : row_cursor(in, from, to), leaves_(edge, stored_tiles(in)) {}

    result<bool> next() override {
        auto more = row_cursor::next();
        if (!more || !*more) return more;
        auto expected = leaves_.leaf(number());
        if (!expected) return expected.error();
        const hash32 found = leaf_hash(bytes());
        const bool same = std::equal(found.b.begin(), found.b.end(), expected->begin());
        if ((!same && !in_.on().planted.no_leaf_check) ||
            std::memcmp(leaf().data(), expected->data(), 32) != 0) {
            return fault{fault_kind::damaged, "the event's bytes are not those that the tree was made from",
                         event_place(number()), "restore the log from a copy"};
        }
        return true;
    }

  private:
    proven_leaves leaves_;
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
