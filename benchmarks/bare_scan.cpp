#include "benchmarks/bare_scan.hpp"

#include "benchmarks/measure.hpp"

namespace rf::bench {

bare_scan::bare_scan(const std::string& log_directory) {
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    const auto s = rocksdb::DB::OpenForReadOnly({}, log_directory + "/db", {{"default", {}}, {"events", {}}},
                                                &handles, &db);
    if (!s.ok()) stop("RocksDB: " + s.ToString());
    db_.reset(db);
    rest_ = handles[0];
    events_ = handles[1];
}

bare_scan::~bare_scan() {
    for (auto* h : {rest_, events_}) (void)db_->DestroyColumnFamilyHandle(h);
}

// As the store's cursor reads a long range.
std::unique_ptr<rocksdb::Iterator> bare_scan::iterate() const {
    rocksdb::ReadOptions o;
    o.fill_cache = false;
    o.verify_checksums = true;
    o.readahead_size = 1 << 20;
    return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(o, events_));
}

}  // namespace rf::bench
