// database: RocksDB as this store uses it: five tables, one set of options.
#pragma once

#include <array>
#include <memory>
#include <string>

#include <rocksdb/db.h>

#include "events/store/disk.hpp"
#include "events/store/layout.hpp"

namespace rf::store {

enum class table : std::size_t { tally, events, tiles, blobs, index };
constexpr std::size_t tables = 5;

enum class access { create, write, read };
enum class tail {
    whole,  // refuses a log whose last record is torn
    torn    // stops before it
};

// How a database is to be opened. A torn end of the MANIFEST is left out by
// showing RocksDB a shorter file; opening for writing begins a new one anyway.
struct manner {
    access as = access::read;
    tail log = tail::whole;
    std::uint64_t write_buffer = 64ull << 20;
    std::string short_file;  // the path of the file to be shown shorter; empty: none
    std::uint64_t short_size = 0;
};

class database {
  public:
    static rocksdb::Status open(std::shared_ptr<disk> on, const std::string& directory, const manner& how,
                                std::unique_ptr<database>& out);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    [[nodiscard]] rocksdb::DB& db() const { return *db_; }
    [[nodiscard]] rocksdb::ColumnFamilyHandle* operator[](table t) const { return handles_[std::size_t(t)]; }
    [[nodiscard]] disk& on() const { return *on_; }
    [[nodiscard]] const std::string& directory() const { return directory_; }

  private:
    database() = default;
    std::shared_ptr<disk> on_;
    std::string directory_;
    std::unique_ptr<rocksdb::Env> shorter_;  // where the disk's own will not do
    std::unique_ptr<rocksdb::DB> db_;
    std::array<rocksdb::ColumnFamilyHandle*, tables> handles_{};
};

rocksdb::Slice slice(byte_view v);
rocksdb::Slice slice(const row_key& k);
byte_view view_of(const rocksdb::Slice& s);

// One row; nothing where there is none.
rocksdb::Status get(const database& from, table t, const rocksdb::Slice& key, rocksdb::PinnableSlice& out);

// An iterator for reading a range once: no cache, and `until` as its end.
std::unique_ptr<rocksdb::Iterator> iterate(const database& from, table t, const rocksdb::Slice* until,
                                           std::size_t read_ahead = 0);

}  // namespace rf::store
