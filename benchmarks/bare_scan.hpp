// bare_scan: RocksDB's iterator over a log's events, and nothing else: what any
// fold of that log must at least pay.
#pragma once

#include <memory>
#include <string>

#include <rocksdb/db.h>

#include "events/bytes.hpp"

namespace rf::bench {

class bare_scan {
  public:
    explicit bare_scan(const std::string& log_directory);
    ~bare_scan();
    bare_scan(const bare_scan&) = delete;
    bare_scan& operator=(const bare_scan&) = delete;

    // Every event's bytes, in order. How many.
    template <class Each>
    std::uint64_t run(const Each& each) const {
        const auto rows = iterate();
        std::uint64_t count = 0;
        for (rows->SeekToFirst(); rows->Valid(); rows->Next(), ++count)
            each(view(rows->value().ToStringView()).subspan(32));
        return count;
    }

  private:
    [[nodiscard]] std::unique_ptr<rocksdb::Iterator> iterate() const;

    std::unique_ptr<rocksdb::DB> db_;
    rocksdb::ColumnFamilyHandle *rest_ = nullptr, *events_ = nullptr;
};

}  // namespace rf::bench
