#include "events/store/guarded_files.hpp"

#include "events/bytes.hpp"
#include "events/store/raw_block.hpp"

namespace rf::store {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

// The end of a table file, format 5: checksum type u8 || handle of the list of
// other blocks || handle of the index || padding to 40 || format u32 || magic
// u64. A handle is offset and size, varints; a block has 5 more bytes: type and
// checksum.
constexpr std::size_t footer_bytes = 53, handles_bytes = 40, trailer_bytes = 5;
constexpr std::uint64_t magic = 0x88e241b785f4cff7;

struct extent {
    std::uint64_t offset = 0, size = 0;
};
std::optional<extent> take_extent(byte_view& v, std::uint64_t file_size) {
    const auto offset = take_varint(v), size = take_varint(v);
    if (!offset || !size || *offset > file_size || *size > file_size - *offset) return std::nullopt;
    if (file_size - *offset - *size < trailer_bytes) return std::nullopt;
    return extent{*offset, *size};
}

std::optional<byte_vec> read(const rocksdb::FSRandomAccessFile& file, extent e) {
    byte_vec out(e.size);
    rocksdb::Slice got;
    auto* to = reinterpret_cast<char*>(out.data());
    if (!file.Read(e.offset, e.size, {}, &got, to, nullptr).ok() || got.size() != e.size) return std::nullopt;
    if (got.data() != to) std::memcpy(to, got.data(), got.size());
    return out;
}

// The offset of what is out of order; nothing if all is well, or if the file is
// so different that RocksDB notices itself.
std::optional<std::uint64_t> disorder(const rocksdb::FSRandomAccessFile& file, std::uint64_t size) {
    if (size < footer_bytes) return std::nullopt;
    const auto footer = read(file, {size - footer_bytes, footer_bytes});
    if (!footer) return std::nullopt;
    std::uint64_t ending = 0;
    for (std::size_t i = 0; i < 8; ++i) ending |= std::uint64_t((*footer)[footer_bytes - 8 + i]) << 8 * i;
    if (ending != magic) return std::nullopt;
    byte_view handles = byte_view(*footer).subspan(1, handles_bytes);
    const auto others = take_extent(handles, size), index = take_extent(handles, size);
    if (!others || !index) return size - footer_bytes;
    const auto list = read(file, *others);
    if (!list) return std::nullopt;
    const auto names = decode_block(*list, 0);
    if (!names.whole) return others->offset;
    for (const auto& row : names.rows) {
        if (row.key != "rocksdb.properties") continue;
        byte_view handle = row.value;
        const auto at = take_extent(handle, size);
        if (!at) return others->offset;
        const auto block = read(file, *at);
        if (block && !decode_block(*block, 0).whole) return at->offset;
    }
    return std::nullopt;
}

class guarded_files final : public rocksdb::FileSystemWrapper {
  public:
    explicit guarded_files(const std::shared_ptr<rocksdb::FileSystem>& of) : FileSystemWrapper(of) {}
    const char* Name() const override { return "guarded_files"; }

    IOStatus NewRandomAccessFile(const std::string& f, const rocksdb::FileOptions& o,
                                 std::unique_ptr<rocksdb::FSRandomAccessFile>* r,
                                 IODebugContext* d) override {
        auto s = FileSystemWrapper::NewRandomAccessFile(f, o, r, d);
        if (!s.ok() || !f.ends_with(".sst")) return s;
        std::uint64_t size = 0;
        s = GetFileSize(f, o.io_options, &size, d);
        if (!s.ok()) return s;
        const auto bad = disorder(**r, size);
        if (!bad) return s;
        return IOStatus::Corruption("the end of the table is out of order in " + f + " offset " +
                                    std::to_string(*bad));
    }

    IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& o,
                        IODebugContext* d) override {
        if (to.ends_with("/CURRENT")) {
            std::unique_ptr<rocksdb::FSDirectory> directory;
            auto s = NewDirectory(to.substr(0, to.find_last_of('/')), o, &directory, d);
            if (s.ok()) s = directory->Fsync(o, d);
            if (!s.ok()) return s;
        }
        return FileSystemWrapper::RenameFile(from, to, o, d);
    }
};

}  // namespace

std::shared_ptr<rocksdb::FileSystem> guarded(std::shared_ptr<rocksdb::FileSystem> files) {
    return std::make_shared<guarded_files>(std::move(files));
}

}  // namespace rf::store
