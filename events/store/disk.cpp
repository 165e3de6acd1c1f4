#include "events/store/disk.hpp"

#include <algorithm>

#include <rocksdb/system_clock.h>

#include "events/store/guarded_files.hpp"

namespace rf::store {
namespace {
const rocksdb::IOOptions plainly;
const rocksdb::FileOptions unbuffered;

class sleepless_clock final : public rocksdb::SystemClockWrapper {
  public:
    sleepless_clock() : SystemClockWrapper(rocksdb::SystemClock::Default()) {}
    const char* Name() const override { return "sleepless_clock"; }
    void SleepForMicroseconds(int) override {}
};

class sleepless_env final : public rocksdb::EnvWrapper {
  public:
    explicit sleepless_env(std::unique_ptr<rocksdb::Env> of) : EnvWrapper(std::move(of)) {
        system_clock_ = std::make_shared<sleepless_clock>();
    }
};

}  // namespace

disk::disk(std::shared_ptr<rocksdb::FileSystem> of)
    : files(std::move(of)), machine(files == rocksdb::FileSystem::Default()) {
    env = env_over(guarded(files));
}

std::unique_ptr<rocksdb::Env> disk::env_over(std::shared_ptr<rocksdb::FileSystem> of) const {
    auto plain = rocksdb::NewCompositeEnv(of);
    if (machine) return plain;
    return std::make_unique<sleepless_env>(std::move(plain));
}

std::shared_ptr<disk> machine_disk() {
    return std::make_shared<disk>(rocksdb::FileSystem::Default());
}

fault fault_of(const rocksdb::Status& s, std::string where) {
    const bool gone = s.IsNotFound() || s.IsPathNotFound();
    if (s.IsCorruption() || gone) {
        return {fault_kind::damaged, gone ? "a file is missing: " + s.ToString() : s.ToString(),
                std::move(where), "restore the log from a copy"};
    }
    return {fault_kind::unavailable, s.ToString(), std::move(where), "see to the disk, then start again"};
}

bool has_file(disk& on, const std::string& path) {
    return on.files->FileExists(path, plainly, nullptr).ok();
}

result<std::vector<std::string>> list_names(disk& on, const std::string& directory) {
    std::vector<std::string> names;
    const auto s = on.files->GetChildren(directory, plainly, &names, nullptr);
    if (!s.ok()) return fault_of(s, directory);
    std::erase_if(names, [](const std::string& n) { return n == "." || n == ".."; });
    std::sort(names.begin(), names.end());
    return names;
}

result<byte_vec> read_file(disk& on, const std::string& path, std::size_t at_most) {
    std::unique_ptr<rocksdb::FSSequentialFile> file;
    auto s = on.files->NewSequentialFile(path, unbuffered, &file, nullptr);
    if (!s.ok()) return fault_of(s, path);
    byte_vec out;
    std::array<char, 65536> piece;
    while (out.size() < at_most) {
        rocksdb::Slice got;
        s = file->Read(std::min(piece.size(), at_most - out.size()), plainly, &got, piece.data(), nullptr);
        if (!s.ok()) return fault_of(s, path);
        if (got.empty()) break;
        out.insert(out.end(), got.data(), got.data() + got.size());
    }
    return out;
}

status sync_directory(disk& on, const std::string& path) {
    std::unique_ptr<rocksdb::FSDirectory> dir;
    auto s = on.files->NewDirectory(path, plainly, &dir, nullptr);
    if (s.ok()) s = dir->Fsync(plainly, nullptr);
    if (!s.ok()) return fault_of(s, path);
    return done();
}

status rename_file(disk& on, const std::string& directory, const std::string& from, const std::string& to) {
    const auto s = on.files->RenameFile(directory + "/" + from, directory + "/" + to, plainly, nullptr);
    if (!s.ok()) return fault_of(s, directory + "/" + to);
    return sync_directory(on, directory);
}

status replace_file(disk& on, const std::string& directory, const std::string& name, byte_view bytes) {
    const std::string beside = directory + "/" + name + ".new";
    std::unique_ptr<rocksdb::FSWritableFile> file;
    auto s = on.files->NewWritableFile(beside, unbuffered, &file, nullptr);
    if (s.ok())
        s = file->Append({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, plainly, nullptr);
    if (s.ok()) s = file->Sync(plainly, nullptr);
    if (s.ok()) s = file->Close(plainly, nullptr);
    if (!s.ok()) return fault_of(s, beside);
    return rename_file(on, directory, name + ".new", name);
}

status remove_file(disk& on, const std::string& path) {
    const auto s = on.files->DeleteFile(path, plainly, nullptr);
    if (!s.ok() && !s.IsNotFound() && !s.IsPathNotFound()) return fault_of(s, path);
    return done();
}

status make_directory(disk& on, const std::string& path) {
    const auto s = on.files->CreateDirIfMissing(path, plainly, nullptr);
    if (!s.ok()) return fault_of(s, path);
    const std::size_t slash = path.find_last_of('/');
    return sync_directory(on, slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash));
}

}  // namespace rf::store
