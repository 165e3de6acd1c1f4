#include "events/store/database.hpp"

#include <algorithm>

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace rf::store {
namespace {

constexpr std::array<const char*, tables> names = {"default", "events", "tiles", "blobs", "index"};
constexpr std::uint64_t mebibyte = 1 << 20;

// RocksDB's own diary would be written into the directory by readers as well.
class no_diary final : public rocksdb::Logger {
  public:
    using rocksdb::Logger::Logv;
    void Logv(const char*, va_list) override {}
};

// All files as they are, but for one, which ends earlier.
class shorter_files final : public rocksdb::FileSystemWrapper {
  public:
    shorter_files(const std::shared_ptr<rocksdb::FileSystem>& of, std::string path, std::uint64_t size)
        : FileSystemWrapper(of), path_(std::move(path)), size_(size) {}
    const char* Name() const override { return "shorter_files"; }
    rocksdb::IOStatus NewSequentialFile(const std::string& f, const rocksdb::FileOptions& o,
                                        std::unique_ptr<rocksdb::FSSequentialFile>* r,
                                        rocksdb::IODebugContext* d) override {
        auto s = FileSystemWrapper::NewSequentialFile(f, o, r, d);
        if (s.ok() && f == path_) *r = std::make_unique<ending>(std::move(*r), size_);
        return s;
    }

  private:
    class ending final : public rocksdb::FSSequentialFileOwnerWrapper {
      public:
        ending(std::unique_ptr<rocksdb::FSSequentialFile>&& of, std::uint64_t left)
            : FSSequentialFileOwnerWrapper(std::move(of)), left_(left) {}
        rocksdb::IOStatus Read(std::size_t n, const rocksdb::IOOptions& o, rocksdb::Slice* r, char* scratch,
                               rocksdb::IODebugContext* d) override {
            auto s = FSSequentialFileOwnerWrapper::Read(std::min<std::uint64_t>(n, left_), o, r, scratch, d);
            left_ -= r->size();
            return s;
        }

      private:
        std::uint64_t left_;
    };
    std::string path_;
    std::uint64_t size_;
};

rocksdb::DBOptions database_options(rocksdb::Env* files, bool machine, access as, tail log) {
    rocksdb::DBOptions o;
    o.env = files;
    o.info_log = std::make_shared<no_diary>();
    o.create_if_missing = o.create_missing_column_families = as == access::create;
    o.error_if_exists = as == access::create;
    o.paranoid_checks = true;
    o.wal_recovery_mode = log == tail::whole ? rocksdb::WALRecoveryMode::kAbsoluteConsistency
                                             : rocksdb::WALRecoveryMode::kPointInTimeRecovery;
    o.track_and_verify_wals_in_manifest = true;
    o.recycle_log_file_num = 0;
    o.wal_compression = rocksdb::kNoCompression;
    // All tables are flushed together: each write's rows are in files or in the
    // log as one, and a table that is seldom written keeps no old log alive.
    o.atomic_flush = true;
    o.max_total_wal_size = 256 * mebibyte;
    o.allow_concurrent_memtable_write = false;  // one writer
    o.enable_write_thread_adaptive_yield = false;
    o.avoid_unnecessary_blocking_io =
        machine && as != access::read;  // over a read-only database 7.8 would abort
    o.max_background_jobs = 2;
    // A reader holds every file open, so that none can vanish under it when the
    // writer has merged it into another.
    o.max_open_files = as == access::read ? -1 : 512;
    o.max_file_opening_threads = 1;
    o.skip_stats_update_on_db_open = true;
    o.max_bgerror_resume_count = 0;  // what failed once is not tried again
    o.stats_dump_period_sec = 0;
    o.stats_persist_period_sec = 0;
    o.bytes_per_sync = mebibyte;
    return o;
}

rocksdb::ColumnFamilyOptions table_options(table t, std::uint64_t write_buffer,
                                           const std::shared_ptr<rocksdb::Cache>& cache, bool deterministic) {
    rocksdb::ColumnFamilyOptions o;
    o.compression = rocksdb::kNoCompression;  // a flipped bit stays in one row
    o.write_buffer_size = write_buffer;
    o.disable_auto_compactions = deterministic;
    if (t == table::blobs) o.target_file_size_base = 256 * mebibyte;

    rocksdb::BlockBasedTableOptions b;
    b.block_size = 32 * 1024;
    b.block_cache = cache;
    b.checksum = rocksdb::kXXH3;  // Debian's CRC-32C is done by table: a third of a scan's time
    if (t == table::blobs) b.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    o.table_factory.reset(rocksdb::NewBlockBasedTableFactory(b));
    return o;
}

}  // namespace

rocksdb::Status database::open(std::shared_ptr<disk> on, const std::string& directory, const manner& how,
                               std::unique_ptr<database>& out) {
    std::unique_ptr<database> d(new database);
    const auto cache = rocksdb::NewLRUCache(32 * mebibyte, 2);
    std::vector<rocksdb::ColumnFamilyDescriptor> all;
    for (std::size_t t = 0; t < tables; ++t) {
        all.emplace_back(names[t], table_options(table(t), how.write_buffer, cache, !on->machine));
    }
    if (!how.short_file.empty()) {
        d->shorter_ = on->env_over(
            std::make_shared<shorter_files>(on->env->GetFileSystem(), how.short_file, how.short_size));
    }
    const auto o =
        database_options(d->shorter_ ? d->shorter_.get() : on->env.get(), on->machine, how.as, how.log);
    d->on_ = std::move(on);
    d->directory_ = directory;
    std::vector<rocksdb::ColumnFamilyHandle*> handles;
    rocksdb::DB* db = nullptr;
    const std::string path = directory + "/db";
    const auto s = how.as == access::read ? rocksdb::DB::OpenForReadOnly(o, path, all, &handles, &db)
                                          : rocksdb::DB::Open(o, path, all, &handles, &db);
    if (!s.ok()) return s;
    d->db_.reset(db);
    std::copy(handles.begin(), handles.end(), d->handles_.begin());
    out = std::move(d);
    return s;
}

database::~database() {
    if (!db_) return;
    for (auto* h : handles_) (void)db_->DestroyColumnFamilyHandle(h);
    (void)db_->Close();
}

rocksdb::Slice slice(byte_view v) {
    return {reinterpret_cast<const char*>(v.data()), v.size()};
}
rocksdb::Slice slice(const row_key& k) {
    return {k.b.data(), k.size};
}
byte_view view_of(const rocksdb::Slice& s) {
    return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}

rocksdb::Status get(const database& from, table t, const rocksdb::Slice& key, rocksdb::PinnableSlice& out) {
    return from.db().Get(rocksdb::ReadOptions(), from[t], key, &out);
}

std::unique_ptr<rocksdb::Iterator> iterate(const database& from, table t, const rocksdb::Slice* until,
                                           std::size_t read_ahead) {
    rocksdb::ReadOptions o;
    o.fill_cache = false;
    o.iterate_upper_bound = until;
    o.readahead_size = read_ahead;
    return std::unique_ptr<rocksdb::Iterator>(from.db().NewIterator(o, from[t]));
}

}  // namespace rf::store
