// append_vs_rocksdb: what a durable append costs beside the sync itself.
//
// First: an event of 304 bytes is built, encoded, and appended through the log
// port in groups of 64, as shipped: codec, both hashes, tree, tally, anchor.
// Second: the same bytes, encoded before, as one synced WriteBatch of 64 to a
// RocksDB with the same options for its log and buffers.
#include <rocksdb/db.h>
#include <rocksdb/table.h>

#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/sample_event.hpp"
#include "benchmarks/scratch.hpp"
#include "events/store/store.hpp"

namespace rf::bench {
namespace {

constexpr std::uint64_t batch = 64;

void check(const rocksdb::Status& s) {
    if (!s.ok()) stop("RocksDB: " + s.ToString());
}

std::unique_ptr<rocksdb::DB> open_plain(const std::string& path) {
    rocksdb::Options o;
    o.create_if_missing = true;
    o.compression = rocksdb::kNoCompression;
    o.write_buffer_size = 64ull << 20;
    o.max_total_wal_size = 256ull << 20;
    o.wal_recovery_mode = rocksdb::WALRecoveryMode::kAbsoluteConsistency;
    o.allow_concurrent_memtable_write = false;
    o.enable_write_thread_adaptive_yield = false;
    o.max_background_jobs = 2;
    o.bytes_per_sync = 1 << 20;
    rocksdb::BlockBasedTableOptions table;
    table.block_size = 32 * 1024;
    o.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
    rocksdb::DB* db = nullptr;
    check(rocksdb::DB::Open(o, path, &db));
    return std::unique_ptr<rocksdb::DB>(db);
}

void append_batch(log_writer& log, std::uint64_t from) {
    std::vector<byte_vec> bytes;
    std::vector<appended> events;
    bytes.reserve(batch);
    for (std::uint64_t i = 0; i < batch; ++i) {
        const event_draft draft = sample_event(from + i);
        bytes.push_back(must(draft.encode()));
        events.push_back(mark_of(bytes.back(), draft.reader()));
    }
    must(log.append(events, {}));
}

void put_batch(rocksdb::DB& db, std::uint64_t from, std::span<const byte_vec> bytes) {
    rocksdb::WriteBatch all;
    for (const byte_vec& b : bytes) {
        char key[8];
        put_be64(reinterpret_cast<std::uint8_t*>(key), from++);
        check(all.Put({key, 8}, {reinterpret_cast<const char*>(b.data()), b.size()}));
    }
    rocksdb::WriteOptions durable;
    durable.sync = true;
    check(db.Write(durable, &all));
}

}  // namespace

rounds append_vs_rocksdb(const settings& how) {
    const scratch files(how.directory, "append");
    const std::uint64_t batches = how.quick ? 10 : 200;
    auto log = must(store::create(files.path("log"), origin));
    auto plain = open_plain(files.path("plain"));
    std::vector<byte_vec> bytes;
    for (std::uint64_t i = 0; i < batch; ++i) bytes.push_back(must(sample_event(i).encode()));

    std::uint64_t appended = 0, put = 0;
    const auto ours = [&] {
        return double(batches * batch) / timed([&] {
                   for (std::uint64_t b = 0; b < batches; ++b, appended += batch)
                       append_batch(*log, appended);
                   must(log->settle());
               });
    };
    const auto theirs = [&] {
        return double(batches * batch) / timed([&] {
                   for (std::uint64_t b = 0; b < batches; ++b, put += batch) put_batch(*plain, put, bytes);
               });
    };
    return in_turn(how, ours, theirs);
}

}  // namespace rf::bench
