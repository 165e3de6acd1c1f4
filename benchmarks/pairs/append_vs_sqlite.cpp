// append_vs_sqlite: group commit against what Python validators do.
//
// First: our append, 64 events a group, built and encoded. Second: SQLite with
// a write-ahead log and synchronous=FULL, one prepared insert and one commit
// an event of the same bytes. Both are durable when the call returns.
#include <sqlite3.h>

#include "benchmarks/logs.hpp"
#include "benchmarks/measure.hpp"
#include "benchmarks/sample_event.hpp"
#include "benchmarks/scratch.hpp"
#include "events/store/store.hpp"

namespace rf::bench {
namespace {

constexpr std::uint64_t batch = 64;

class sqlite_log {
  public:
    explicit sqlite_log(const std::string& path) {
        check(sqlite3_open(path.c_str(), &db_));
        run("PRAGMA journal_mode=WAL");
        run("PRAGMA synchronous=FULL");
        run("CREATE TABLE events(number INTEGER PRIMARY KEY, bytes BLOB NOT NULL)");
        check(sqlite3_prepare_v2(db_, "INSERT INTO events VALUES(?, ?)", -1, &insert_, nullptr));
    }
    ~sqlite_log() {
        (void)sqlite3_finalize(insert_);
        (void)sqlite3_close(db_);
    }
    sqlite_log(const sqlite_log&) = delete;
    sqlite_log& operator=(const sqlite_log&) = delete;

    // Without BEGIN, a statement is a transaction.
    void append(std::uint64_t number, const byte_vec& bytes) {
        check(sqlite3_bind_int64(insert_, 1, std::int64_t(number)));
        check(sqlite3_bind_blob(insert_, 2, bytes.data(), int(bytes.size()), SQLITE_STATIC));
        if (sqlite3_step(insert_) != SQLITE_DONE) stop(std::string("SQLite: ") + sqlite3_errmsg(db_));
        check(sqlite3_reset(insert_));
    }

  private:
    void check(int code) {
        if (code != SQLITE_OK) stop(std::string("SQLite: ") + sqlite3_errmsg(db_));
    }
    void run(const char* sql) { check(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr)); }
    sqlite3* db_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

}  // namespace

rounds append_vs_sqlite(const settings& how) {
    const scratch files(how.directory, "sqlite");
    const std::uint64_t batches = how.quick ? 10 : 100, commits = how.quick ? 20 : 400;
    auto log = must(store::create(files.path("log"), origin));
    sqlite_log other(files.path("events.sqlite"));
    const byte_vec same = must(sample_event(0).encode());

    std::uint64_t number = 0, committed = 0;
    const auto ours = [&] {
        return double(batches * batch) / timed([&] {
                   for (std::uint64_t b = 0; b < batches; ++b) {
                       std::vector<byte_vec> bytes;
                       std::vector<appended> events;
                       bytes.reserve(batch);
                       for (std::uint64_t i = 0; i < batch; ++i) {
                           bytes.push_back(must(sample_event(number++).encode()));
                           events.push_back({bytes.back()});
                       }
                       must(log->append(events, {}));
                   }
                   must(log->settle());
               });
    };
    const auto theirs = [&] {
        return double(commits) / timed([&] {
                   for (std::uint64_t c = 0; c < commits; ++c) other.append(committed++, same);
               });
    };
    return in_turn(how, ours, theirs);
}

}  // namespace rf::bench
