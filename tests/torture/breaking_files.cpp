// The calls of RocksDB's file interface, over the state in breaking_disk.cpp.
#include "tests/torture/breaking_disk.hpp"

namespace rf::torture {
namespace {

using io = rocksdb::IOStatus;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::Slice;

std::string directory_of(const std::string& path) {
    return path.substr(0, path.find_last_of('/'));
}
std::string plain(std::string path) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}
byte_view view_of(const Slice& s) {
    return {reinterpret_cast<const std::uint8_t*>(s.data()), s.size()};
}

class sequential final : public rocksdb::FSSequentialFile {
  public:
    sequential(const breaking_disk& on, breaking_disk::file_ptr f) : on_(on), f_(std::move(f)) {}
    io Read(size_t n, const IOOptions&, Slice* r, char* scratch, IODebugContext*) override {
        *r = Slice(scratch, on_.read(*f_, at_, n, scratch));
        at_ += r->size();
        return io::OK();
    }
    io Skip(uint64_t n) override {
        at_ += n;
        return io::OK();
    }

  private:
    const breaking_disk& on_;
    breaking_disk::file_ptr f_;
    std::size_t at_ = 0;
};

class random_access final : public rocksdb::FSRandomAccessFile {
  public:
    random_access(const breaking_disk& on, breaking_disk::file_ptr f) : on_(on), f_(std::move(f)) {}
    io Read(uint64_t at, size_t n, const IOOptions&, Slice* r, char* scratch,
            IODebugContext*) const override {
        *r = Slice(scratch, on_.read(*f_, at, n, scratch));
        return io::OK();
    }

  private:
    const breaking_disk& on_;
    breaking_disk::file_ptr f_;
};

class writable final : public rocksdb::FSWritableFile {
  public:
    writable(breaking_disk& on, breaking_disk::file_ptr f) : on_(on), f_(std::move(f)), at_(f_->now.size()) {}
    using rocksdb::FSWritableFile::Append;
    io Append(const Slice& data, const IOOptions&, IODebugContext*) override {
        const io s = on_.write(*f_, at_, view_of(data));
        at_ = s.ok() ? at_ + data.size() : f_->now.size();
        return s;
    }
    io Truncate(uint64_t size, const IOOptions&, IODebugContext*) override {
        at_ = size;
        return on_.truncate(*f_, size);
    }
    io Close(const IOOptions&, IODebugContext*) override { return io::OK(); }
    io Flush(const IOOptions&, IODebugContext*) override { return io::OK(); }
    io Sync(const IOOptions&, IODebugContext*) override { return on_.sync(*f_); }
    bool IsSyncThreadSafe() const override { return true; }
    uint64_t GetFileSize(const IOOptions&, IODebugContext*) override { return at_; }

  private:
    breaking_disk& on_;
    breaking_disk::file_ptr f_;
    std::size_t at_;
};

class random_rw final : public rocksdb::FSRandomRWFile {
  public:
    random_rw(breaking_disk& on, breaking_disk::file_ptr f) : on_(on), f_(std::move(f)) {}
    io Write(uint64_t at, const Slice& data, const IOOptions&, IODebugContext*) override {
        return on_.write(*f_, at, view_of(data));
    }
    io Read(uint64_t at, size_t n, const IOOptions&, Slice* r, char* scratch,
            IODebugContext*) const override {
        *r = Slice(scratch, on_.read(*f_, at, n, scratch));
        return io::OK();
    }
    io Flush(const IOOptions&, IODebugContext*) override { return io::OK(); }
    io Sync(const IOOptions&, IODebugContext*) override { return on_.sync(*f_); }
    io Close(const IOOptions&, IODebugContext*) override { return io::OK(); }

  private:
    breaking_disk& on_;
    breaking_disk::file_ptr f_;
};

class directory final : public rocksdb::FSDirectory {
  public:
    directory(breaking_disk& on, std::string name) : on_(on), name_(std::move(name)) {}
    io Fsync(const IOOptions&, IODebugContext*) override { return on_.sync_names(name_); }
    io Close(const IOOptions&, IODebugContext*) override { return io::OK(); }

  private:
    breaking_disk& on_;
    std::string name_;
};

class lock final : public rocksdb::FileLock {
  public:
    explicit lock(std::string of) : name(std::move(of)) {}
    std::string name;
};

io no_such(const std::string& path) {
    return io::PathNotFound("no such file", path);
}

}  // namespace

io breaking_disk::NewSequentialFile(const std::string& f, const rocksdb::FileOptions&,
                                    made<rocksdb::FSSequentialFile> r, dbg) {
    const std::lock_guard hold(m_);
    auto found = find(f);
    if (!found) return no_such(f);
    *r = std::make_unique<sequential>(*this, std::move(found));
    return io::OK();
}

io breaking_disk::NewRandomAccessFile(const std::string& f, const rocksdb::FileOptions&,
                                      made<rocksdb::FSRandomAccessFile> r, dbg) {
    const std::lock_guard hold(m_);
    auto found = find(f);
    if (!found) return no_such(f);
    *r = std::make_unique<random_access>(*this, std::move(found));
    return io::OK();
}

io breaking_disk::NewWritableFile(const std::string& f, const rocksdb::FileOptions&,
                                  made<rocksdb::FSWritableFile> r, dbg) {
    const std::lock_guard hold(m_);
    const io s = step();
    if (!s.ok()) return s;
    auto fresh = std::make_shared<file>();
    record(directory_of(f), {f, fresh, ""});
    *r = std::make_unique<writable>(*this, std::move(fresh));
    return s;
}

io breaking_disk::ReopenWritableFile(const std::string& f, const rocksdb::FileOptions&,
                                     made<rocksdb::FSWritableFile> r, dbg) {
    const std::lock_guard hold(m_);
    auto found = find(f);
    if (!found) return no_such(f);
    *r = std::make_unique<writable>(*this, std::move(found));
    return io::OK();
}

io breaking_disk::NewRandomRWFile(const std::string& f, const rocksdb::FileOptions&,
                                  made<rocksdb::FSRandomRWFile> r, dbg) {
    const std::lock_guard hold(m_);
    auto found = find(f);
    if (!found) return no_such(f);
    *r = std::make_unique<random_rw>(*this, std::move(found));
    return io::OK();
}

io breaking_disk::NewDirectory(const std::string& d, const IOOptions&, made<rocksdb::FSDirectory> r, dbg) {
    *r = std::make_unique<directory>(*this, plain(d));
    return io::OK();
}

io breaking_disk::FileExists(const std::string& f, const IOOptions&, dbg) {
    const std::lock_guard hold(m_);
    return now_.contains(f) || directories_.contains(plain(f)) ? io::OK() : io::NotFound();
}

io breaking_disk::GetChildren(const std::string& d, const IOOptions&, std::vector<std::string>* r, dbg) {
    const std::lock_guard hold(m_);
    r->clear();
    const std::string prefix = plain(d) + "/";
    if (!directories_.contains(plain(d))) return io::PathNotFound("no such directory", d);
    const auto add = [&](const std::string& path) {
        if (path.starts_with(prefix) && path.find('/', prefix.size()) == std::string::npos) {
            r->push_back(path.substr(prefix.size()));
        }
    };
    for (const auto& [name, f] : now_) add(name);
    for (const std::string& name : directories_) add(name);
    return io::OK();
}

io breaking_disk::DeleteFile(const std::string& f, const IOOptions&, dbg) {
    const std::lock_guard hold(m_);
    if (!find(f)) return no_such(f);
    const io s = step();
    if (s.ok()) record(directory_of(f), {f, nullptr, ""});
    return s;
}

io breaking_disk::CreateDir(const std::string& d, const IOOptions& o, dbg g) {
    return CreateDirIfMissing(d, o, g);
}

io breaking_disk::CreateDirIfMissing(const std::string& d, const IOOptions&, dbg) {
    const std::lock_guard hold(m_);
    if (directories_.contains(plain(d))) return io::OK();
    const io s = step();
    if (s.ok()) directories_.insert(plain(d));
    return s;
}

io breaking_disk::DeleteDir(const std::string& d, const IOOptions&, dbg) {
    const std::lock_guard hold(m_);
    const io s = step();
    if (s.ok()) directories_.erase(plain(d));
    return s;
}

io breaking_disk::GetFileSize(const std::string& f, const IOOptions&, std::uint64_t* size, dbg) {
    const std::lock_guard hold(m_);
    const auto found = find(f);
    if (!found) return no_such(f);
    *size = found->now.size();
    return io::OK();
}

io breaking_disk::GetFileModificationTime(const std::string&, const IOOptions&, std::uint64_t* t, dbg) {
    *t = 0;
    return io::OK();
}

io breaking_disk::RenameFile(const std::string& from, const std::string& to, const IOOptions&, dbg) {
    const std::lock_guard hold(m_);
    const auto found = find(from);
    if (!found) return no_such(from);
    const io s = step();
    if (s.ok()) record(directory_of(to), {to, found, from});
    return s;
}

io breaking_disk::LockFile(const std::string& f, const IOOptions&, rocksdb::FileLock** held, dbg) {
    const std::lock_guard hold(m_);
    if (!locks_.insert(f).second) return io::IOError("already locked", f);
    *held = new lock(f);
    return io::OK();
}

io breaking_disk::UnlockFile(rocksdb::FileLock* held, const IOOptions&, dbg) {
    const std::lock_guard hold(m_);
    locks_.erase(static_cast<lock*>(held)->name);
    delete held;
    return io::OK();
}

io breaking_disk::GetTestDirectory(const IOOptions&, std::string* path, dbg) {
    *path = "/";
    return io::OK();
}

io breaking_disk::GetAbsolutePath(const std::string& p, const IOOptions&, std::string* r, dbg) {
    *r = p;
    return io::OK();
}

io breaking_disk::IsDirectory(const std::string& p, const IOOptions&, bool* is, dbg) {
    const std::lock_guard hold(m_);
    *is = directories_.contains(plain(p));
    return io::OK();
}

}  // namespace rf::torture
