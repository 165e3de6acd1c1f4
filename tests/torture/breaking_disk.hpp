// breaking_disk: a file system in memory that breaks as disks do.
//
// It keeps what a process sees and, apart from it, what would survive a power
// loss: of a file the bytes of its last sync, of a directory the names of its
// last sync. Everything else may survive in part: pages in any choice, torn at
// any byte, filled with zeros or rubbish where they were never written; of the
// changes of names any selection in their order, a rename being one change.
//
// It can fail the n-th call that changes anything, once or from then on, or
// lose power at it. A failed sync leaves the file in the state that Linux
// does: later syncs report success and save nothing.
#pragma once

#include <map>
#include <mutex>
#include <random>
#include <set>

#include <rocksdb/file_system.h>

#include "events/bytes.hpp"

namespace rf::torture {

enum class breaking { never, eio_once, eio_always, enospc_once, enospc_always, power };

class breaking_disk final : public rocksdb::FileSystem {
  public:
    struct file {
        byte_vec now, synced;
        bool sync_failed = false;
    };
    using file_ptr = std::shared_ptr<file>;

    static const char* kClassName() { return "breaking_disk"; }
    const char* Name() const override { return kClassName(); }

    // The n-th changing call from now on (the next one is 1) meets `how`.
    void plan(std::uint64_t n, breaking how, std::uint64_t seed);
    [[nodiscard]] std::uint64_t calls() const;  // changing calls so far
    [[nodiscard]] bool broke() const;           // whether the plan came true

    // The disk as it is found afterwards; this one takes no change any more.
    std::shared_ptr<breaking_disk> after_power_loss(std::uint64_t seed);
    std::shared_ptr<breaking_disk> after_kill();
    [[nodiscard]] std::shared_ptr<breaking_disk> copy() const;

    // For whoever flips bits and compares.
    [[nodiscard]] std::map<std::string, byte_vec> contents() const;
    void flip(const std::string& path, std::size_t byte, unsigned bit);
    void put(const std::string& path, byte_view bytes);
    void remove(const std::string& path);

    using io = rocksdb::IOStatus;
    using dbg = rocksdb::IODebugContext*;
    template <class T>
    using made = std::unique_ptr<T>*;
    io NewSequentialFile(const std::string& f, const rocksdb::FileOptions&, made<rocksdb::FSSequentialFile> r,
                         dbg) override;
    io NewRandomAccessFile(const std::string& f, const rocksdb::FileOptions&,
                           made<rocksdb::FSRandomAccessFile> r, dbg) override;
    io NewWritableFile(const std::string& f, const rocksdb::FileOptions&, made<rocksdb::FSWritableFile> r,
                       dbg) override;
    io ReopenWritableFile(const std::string& f, const rocksdb::FileOptions&, made<rocksdb::FSWritableFile> r,
                          dbg) override;
    io NewRandomRWFile(const std::string& f, const rocksdb::FileOptions&, made<rocksdb::FSRandomRWFile> r,
                       dbg) override;
    io NewDirectory(const std::string& d, const rocksdb::IOOptions&, made<rocksdb::FSDirectory> r,
                    dbg) override;
    io FileExists(const std::string& f, const rocksdb::IOOptions&, dbg) override;
    io GetChildren(const std::string& d, const rocksdb::IOOptions&, std::vector<std::string>* r,
                   dbg) override;
    io DeleteFile(const std::string& f, const rocksdb::IOOptions&, dbg) override;
    io CreateDir(const std::string& d, const rocksdb::IOOptions&, dbg) override;
    io CreateDirIfMissing(const std::string& d, const rocksdb::IOOptions&, dbg) override;
    io DeleteDir(const std::string& d, const rocksdb::IOOptions&, dbg) override;
    io GetFileSize(const std::string& f, const rocksdb::IOOptions&, std::uint64_t* size, dbg) override;
    io GetFileModificationTime(const std::string& f, const rocksdb::IOOptions&, std::uint64_t* t,
                               dbg) override;
    io RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions&, dbg) override;
    io LockFile(const std::string& f, const rocksdb::IOOptions&, rocksdb::FileLock** lock, dbg) override;
    io UnlockFile(rocksdb::FileLock* lock, const rocksdb::IOOptions&, dbg) override;
    io GetTestDirectory(const rocksdb::IOOptions&, std::string* path, dbg) override;
    io GetAbsolutePath(const std::string& p, const rocksdb::IOOptions&, std::string* r, dbg) override;
    io IsDirectory(const std::string& p, const rocksdb::IOOptions&, bool* is, dbg) override;

    // Used by the open files.
    io write(file& f, std::size_t at, byte_view bytes);
    io sync(file& f);
    io truncate(file& f, std::size_t size);
    io sync_names(const std::string& directory);
    std::size_t read(const file& f, std::size_t at, std::size_t n, char* to) const;

  private:
    // A change of names since the directory was last synced. No file: removed.
    struct change {
        std::string name;
        file_ptr to;
        std::string renamed_from;
    };
    using names = std::map<std::string, file_ptr>;

    // Counts a changing call; a fault if it is the one. `spoilt` is set where
    // the call should have half of its effect.
    io step(bool* spoilt = nullptr);
    file_ptr find(const std::string& f) const;
    static void apply(names& to, const change& c);
    void record(const std::string& directory, change c);

    mutable std::mutex m_;
    names now_, synced_;
    std::map<std::string, std::vector<change>> unsynced_;
    std::set<std::string> directories_, locks_;
    std::uint64_t calls_ = 0, break_at_ = 0;
    breaking how_ = breaking::never;
    bool broke_ = false, dead_ = false;
    std::mt19937_64 dice_;
};

}  // namespace rf::torture
